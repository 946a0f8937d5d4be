"""Value on an account's home: what is promised a year, what of it is validated, and what each initiative waits for."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.test import Client

from covalue.accounts.home import AccountView
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.account import panels
from covalue.value.models import Initiative
from covalue.value.statement.queries import statement_of
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, ask, claim, part, sign, signer
from tests.world import NOW, World

__all__ = ["signer"]
TODAY = date(2026, 11, 20)


def view(world: World, today: date = TODAY) -> AccountView:
    return AccountView(world.user(Role.SAM), world.energy, today)


def running(world: World) -> Initiative:
    """A case agreed in whole that began with the year."""
    initiative = case(world, BOTH)
    actions.edit(ines(world), initiative=initiative, begins_on=date(2026, 1, 1), now=NOW)
    sign(ask(world, initiative))
    initiative.refresh_from_db()
    return initiative


def test_an_initiative_shows_what_is_promised_a_year_and_what_was_validated(signer: World) -> None:
    initiative = running(signer)
    part(ask(signer, claim(signer, initiative)))
    (row,) = panels.initiatives(view(signer)).rows
    yearly = [line for line in row.case.case.figures.result.lines if line.line.kind == "benefit"]  # type: ignore[union-attr]
    theirs = sum(Decimal(repr(line.amount)) for line in yearly if line.line.side == "customer")
    assert row.promised == theirs > 0
    assert row.case.money.validated > 0 and row.by_today and row.by_today.share is not None


def test_what_is_promised_and_not_claimed_yet_is_told_apart(signer: World, signed_in: Callable[..., Client]) -> None:
    part(ask(signer, claim(signer, running(signer))))
    total = statement_of(signer.energy, None, TODAY).statement.total
    assert total.unclaimed == total.promised - total.money.claimed > 0
    page = signed_in(signer.user(Role.SAM)).get(f"/a/{signer.energy.pk}/").content.decode()
    assert "promised by today not claimed yet" in page


def test_what_we_write_after_they_agreed_promises_no_more(signer: World) -> None:
    initiative = running(signer)
    before = panels.initiatives(view(signer)).rows[0].promised
    dearer = BOTH.assumptions[1].model_copy(update={"base": 500.0})
    sheet = BOTH.model_copy(update={"assumptions": (BOTH.assumptions[0], dearer, *BOTH.assumptions[2:])})
    actions.write(ines(signer), initiative=initiative, sheet=sheet, seen_revision=initiative.revision, now=NOW)
    (row,) = panels.initiatives(view(signer)).rows
    assert row.promised == before
    assert row.changed_since


def test_an_unfinished_initiative_promises_nothing(signer: World) -> None:
    blank = BOTH.assumptions[0].model_copy(update={"low": None, "base": None, "high": None})
    case(signer, BOTH.model_copy(update={"assumptions": (blank, *BOTH.assumptions[1:])}))
    (row,) = panels.initiatives(view(signer)).rows
    assert row.promised is None and not row.sources


def test_a_line_over_time_needs_two_quarters(signer: World) -> None:
    """In the first quarter there are figures, and no chart."""
    running(signer)
    assert panels.over_time(view(signer, date(2026, 2, 1))) is None
    assert panels.over_time(view(signer, date(2026, 5, 1))) is not None


def test_one_claim_and_no_promise_are_no_line(signer: World) -> None:
    """Until they agree nothing is promised; the quarter after the claim says nothing yet."""
    claim(signer)
    assert panels.over_time(view(signer, date(2026, 11, 20))) is None


def test_what_nobody_agreed_to_is_proposed_not_promised(signer: World, signed_in: Callable[..., Client]) -> None:
    """On the home, and said before a claim rests on it; the case goes on asking for the agreement."""
    initiative = case(signer, BOTH)
    sam = signed_in(signer.user(Role.SAM))
    home = " ".join(sam.get(f"/a/{signer.energy.pk}/").content.decode().split())
    assert "proposed" in home[home.index("Value initiatives") : home.index("What they said")]
    assert "Nobody at the customer has agreed" in sam.get(f"/value/{initiative.pk}/claims/add/").content.decode()
    part(ask(signer, claim(signer, initiative)))
    assert "Ask them to agree first" in sam.get(f"/value/{initiative.pk}/claims/add/").content.decode()


def test_the_home_shows_value_before_revenue(signer: World, signed_in: Callable[..., Client]) -> None:
    running(signer)
    page = signed_in(signer.user(Role.SAM)).get(f"/a/{signer.energy.pk}/").content.decode()
    assert page.index("Value initiatives") < page.index("What they said") < page.index("Net revenue by month")
