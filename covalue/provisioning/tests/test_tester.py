"""The SCIM tester of the python-scim project, against the whole application as a server calls it."""

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

TOKEN = "a token for tests only, long enough to pass"


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """The test's transaction outlives a request, as with Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.apart
@pytest.mark.usefixtures("one_connection")
def test_scim2_tester_finds_nothing_wrong(settings: object) -> None:
    from scim2_client.engines.wsgi import WSGISCIMClient  # two seconds, which only this test needs
    from scim2_tester import Status, check_server

    settings.SCIM_TOKEN = TOKEN  # type: ignore[attr-defined]
    client = WSGISCIMClient(
        get_wsgi_application(),
        base_url="http://localhost/scim/v2",
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    results = check_server(client)
    fine = (Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE, Status.SKIPPED)
    wrong = [f"{r.status.name} {r.title}: {r.reason} {r.data}" for r in results if r.status not in fine]
    assert not wrong, "\n".join(wrong)
    assert len([r for r in results if r.status == Status.SUCCESS]) > 60
