"""`python -m bench.contacts`: the home of an account with 300 contacts and 10 000 conversations, beside one with 30 contacts.

Both accounts are the same but for that, on one server; each answer follows a change, so that nothing drawn before is shown.
The larger one may take 1.3 times as long at most.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from bench.pages import DIRECTOR_OF_DEMO, PASSWORD
from bench.visitor import Visitor, free_port

FEW: Final = 30
MANY: Final = 300
SPOKEN: Final = 10_000
TARGET: Final = 1.3
PAGES: Final = {"home": "/a/{}/", "contacts": "/a/{}/contacts/", "conversations": "/a/{}/conversations/"}


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.contacts", description=__doc__)
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        found = _measured(Path(name))
    print(json.dumps(found) if told.json else _table(found))
    home = found["home"]
    return 0 if home["many"] <= TARGET * home["few"] else 1


def _measured(folder: Path) -> dict[str, dict[str, float]]:
    """By page the median seconds of an account with few contacts and of one with many."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))},
        "COVALUE_DATA_DIR": str(folder / "data"),
        "COVALUE_DEMO": "1",
        "COVALUE_BASE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "covalue.config.settings",
    }
    covalue = str(Path(sys.executable).with_name("covalue"))
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([covalue, "demo"], check=True, **quiet)
    filled = subprocess.run(
        [sys.executable, "-c", "from bench import contacts; contacts.fill()"],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    accounts: dict[str, int] = json.loads(filled.stdout)
    server = subprocess.Popen([covalue, "demo", "--serve", "--port", str(port)], **quiet)
    try:
        with Visitor(environment["COVALUE_BASE_URL"]) as visitor:
            visitor.wait_for("/health/ready")
            visitor.sign_in("/sign-in/", email=DIRECTOR_OF_DEMO, password=PASSWORD)
            return {page: _both(visitor, address, accounts) for page, address in PAGES.items()}
    finally:
        server.terminate()
        server.wait()


def _both(visitor: Visitor, address: str, accounts: dict[str, int]) -> dict[str, float]:
    def change(account: int) -> None:
        visitor.change(f"/api/v1/accounts/{account}/actions", title="Call them")

    seconds = {}
    for size, account in accounts.items():
        taken = visitor.seconds(address.format(account), before=lambda _turn, account=account: change(account))
        seconds[size] = median(taken)
    return seconds


def fill() -> None:
    """Make both accounts in the workspace of this process, and print their numbers."""
    import django

    django.setup()
    from covalue.accounts import lineage
    from covalue.accounts.models import Account

    numbers = {}
    for size, contacts, spoken in (("few", FEW, FEW), ("many", MANY, SPOKEN)):
        account = Account.objects.create(name=f"Account of {size}", account_class="strategic", created_at=_now())
        lineage.begin_many([account])
        lineage.rebuild([account.pk])
        _speak(account.pk, contacts, spoken)
        numbers[size] = account.pk
    print(json.dumps(numbers))


def _speak(account: int, contacts: int, spoken: int) -> None:
    """So many contacts, five of each manager, and conversations with two of them each, one after the other."""
    from covalue.accounts.models import Contact
    from covalue.conversations.models import Channel, Conversation
    from covalue.people.models import User

    people: Sequence[Contact] = Contact.objects.bulk_create(
        Contact(account_id=account, name=f"Person {number:04}", title="Buyer", created_at=_now())
        for number in range(contacts)
    )
    for number, person in enumerate(people[1:], 1):
        person.reports_to = people[(number - 1) // 5]
    Contact.objects.bulk_update(people, ["reports_to"], batch_size=100)
    today, us = date.today(), User.objects.get(email=DIRECTOR_OF_DEMO)
    held = Conversation.objects.bulk_create(
        Conversation(
            account_id=account, channel=Channel.CALL, held_on=today - timedelta(days=number % 700),
            subject=f"Call {number}", logged_by=us, logged_at=_now(),
        )
        for number in range(spoken)
    )  # fmt: skip
    with_whom, by_whom = Conversation.contacts.through, Conversation.people.through
    with_whom.objects.bulk_create(
        (
            with_whom(conversation=conversation, contact=people[(number + beside) % contacts])
            for number, conversation in enumerate(held)
            for beside in range(2)
        ),
        batch_size=5_000,
    )
    by_whom.objects.bulk_create(
        (by_whom(conversation=conversation, user=us) for conversation in held), batch_size=5_000
    )


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def _table(found: dict[str, dict[str, float]]) -> str:
    head = f"{'page':<16}{f'{FEW} contacts, ms':>18}{f'{MANY}, {SPOKEN:,} conversations, ms':>36}{'ratio':>8}"
    rows = (
        f"{page:<16}{both['few'] * 1000:>18.1f}{both['many'] * 1000:>36.1f}{both['many'] / both['few']:>7.2f}×"
        for page, both in found.items()
    )
    return "\n".join([head, *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
