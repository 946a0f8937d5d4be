"""The database gone for a while: said in a sentence, and everything goes on by itself afterwards. PostgreSQL only."""

import time
from collections.abc import Callable

from tests.endurance.installation import Installation


def run(installation: Installation, *, away: Callable[[], None], back: Callable[[], None], seconds: float) -> str:
    """Take the database away for so long. Returns what was seen."""
    installation.start("server", "worker")
    client = installation.client()
    account = client.ask("GET", "/accounts?class=strategic&limit=1").json()["items"][0]["id"]
    away()
    until = time.monotonic() + seconds
    seen = set()
    while time.monotonic() < until:
        answer = client.ask("POST", f"/accounts/{account}/actions", {"title": "While away"})
        assert answer.status_code == 503, (answer.status_code, answer.text)
        assert "is not responding" in answer.json()["detail"] and answer.headers["Retry-After"]
        page = client.session.get(f"{installation.base}/sign-in/", headers={"Authorization": ""}, timeout=60)
        assert page.status_code in (200, 503) and "Traceback" not in page.text
        ready = client.session.get(f"{installation.base}/health/ready", timeout=60)
        assert ready.status_code == 503
        assert client.session.get(f"{installation.base}/health/live", timeout=60).status_code == 200
        seen.add(answer.status_code)
    back()
    installation.wait_until_ready()
    answer = client.insist("POST", f"/accounts/{account}/actions", {"title": "Back again"})
    assert answer.status_code == 201, answer.text
    content = b"customer,document,line,date,amount\nX,1,1,2026-01-15,1\n"
    record = client.insist("POST", "/imports", files={"file": ("one.csv", content)}).json()["id"]
    fields = {name: name for name in ("customer", "document", "line", "date", "amount")}
    client.insist("POST", f"/imports/{record}/start", {"fields": fields, "source": "outage"})
    for _try in range(120):
        if client.ask("GET", f"/imports/{record}").json()["state"] == "done":
            break
        time.sleep(0.5)
    else:
        raise AssertionError("the worker did not go on after the database came back")
    assert all(code == 0 for code in installation.stop().values()), "a graceful stop ended with a fault"
    return f"the database away for {seconds:.0f} s: 503 with a sentence, then everything went on"
