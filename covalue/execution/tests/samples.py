"""Sample rows of execution."""

from datetime import date

from covalue.accounts.models import Account
from covalue.accounts.tests.samples import contact_of
from covalue.execution import actions
from covalue.execution.models import WorkAnswer
from covalue.execution.rules import WorkSaid
from tests.world import NOW, US, World

MONDAY = date(2026, 11, 16)


def rows(world: World, account: Account) -> dict[str, int | str]:
    """Two work packages, one that depends on a third, what moved together, and a kept plan."""
    first, second, third = (
        actions.add(US, account, {"title": title, "starts_on": MONDAY, "duration": 5}, now=NOW)
        for title in ("Meter the turbines", "Train the crews", "Go live")
    )
    waits = actions.link(US, before=first, after=third, now=NOW)
    moved = actions.move(US, first, starts_on=date(2026, 11, 17), now=NOW)
    assert moved is not None
    contact = contact_of(account)
    theirs = WorkAnswer.objects.create(
        package=second, contact=contact, said=WorkSaid.OTHER_DAY, day=date(2026, 12, 18), answered_at=NOW
    )
    return {
        "work_package_id": first.pk,
        "other_work_package_id": second.pk,
        "dependency_id": waits.pk,
        "work_answer_id": theirs.pk,
        "work_move_id": moved.pk,
        "baseline_id": actions.keep_baseline(US, account, now=NOW).pk,
    }
