"""Days are the account's days: claims, confirmations, conversations, links and hand-overs by the time zone of the customer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, AccountClass, TeamRole
from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel
from covalue.core import errors
from covalue.core.periods import Period
from covalue.handovers import actions as handovers
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases.sheet import AssumptionRow, Sheet
from covalue.value.claims.deliveries import Delivered
from covalue.value.models import Initiative, Signature
from covalue.value.rules import Answer
from tests.world import NOW, US, World

MORNING = datetime(
    2026, 11, 30, 19, 0, tzinfo=UTC
)  # 08:00 on 1 December in Auckland, 11:00 on 30 November in Los Angeles
FIRST, LAST = date(2026, 12, 1), date(2026, 11, 30)
AUCKLAND, LOS_ANGELES = "Pacific/Auckland", "America/Los_Angeles"


def there(world: World, zone: str) -> Account:
    account = world.energy
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.test", now=NOW)
    Account.objects.filter(pk=account.pk).update(time_zone=zone)
    account.refresh_from_db()
    return account


def case_of(account: Account) -> Initiative:
    sheet = Sheet(assumptions=(AssumptionRow(name="a", base=1),))
    return actions.start(US, account=account, title="Care", sheet=sheet, now=NOW)


def claim(case: Initiative, day: date, now: datetime = MORNING) -> object:
    lines = [Delivered(key="a", title="A", amount=Decimal(1))]
    return actions.claim(US, initiative=case, period=Period(day, day), currency="EUR", lines=lines, now=now)


def test_a_day_that_has_begun_with_the_customer_is_claimed(world: World) -> None:
    claim(case_of(there(world, AUCKLAND)), FIRST)


@pytest.mark.parametrize(("zone", "day"), [(AUCKLAND, date(2026, 12, 2)), ("UTC", FIRST), (LOS_ANGELES, FIRST)])
def test_and_none_that_has_not(world: World, zone: str, day: date) -> None:
    case = case_of(there(world, zone))
    with pytest.raises(errors.BadInput, match="This period is in the future"):
        claim(case, day)


def test_in_los_angeles_it_is_still_the_day_before(world: World) -> None:
    night = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)  # 21:00 on 30 November there
    case = case_of(there(world, LOS_ANGELES))
    with pytest.raises(errors.BadInput):
        claim(case, FIRST, night)
    claim(case, LAST, night)


@pytest.mark.parametrize(("zone", "latest"), [(AUCKLAND, FIRST), ("UTC", LAST), (LOS_ANGELES, LAST)])
def test_what_is_noted_was_held_said_or_confirmed_by_then(world: World, zone: str, latest: date) -> None:
    account = there(world, zone)
    case, target = case_of(account), actions.add_target(US, account=account, title="Fewer outages", now=NOW)
    contact = world.signe

    def note(on: date) -> None:
        conversations.log(
            US, account=account, channel=Channel.CALL, held_on=on, subject="Care", contacts=[contact], now=MORNING
        )
        actions.confirm(US, initiative=case, name="a", contact=contact, on=on, now=MORNING)
        actions.validate_target(US, target=target, contact=contact, on=on, now=MORNING)

    note(latest)
    tomorrow = latest + timedelta(days=1)
    with pytest.raises(errors.BadInput, match="in the future"):
        conversations.log(US, account=account, channel=Channel.CALL, held_on=tomorrow, subject="Care", now=MORNING)
    with pytest.raises(errors.BadInput, match="in the future"):
        actions.confirm(US, initiative=case, name="a", contact=contact, on=tomorrow, now=MORNING)
    with pytest.raises(errors.BadInput, match="in the future"):
        actions.validate_target(US, target=target, contact=contact, on=tomorrow, now=MORNING)


@pytest.mark.parametrize(
    ("zone", "last", "until"),
    [
        (AUCKLAND, date(2026, 12, 8), datetime(2026, 12, 8, 10, 59, 59, tzinfo=UTC)),
        (LOS_ANGELES, date(2026, 12, 7), datetime(2026, 12, 8, 7, 59, 59, tzinfo=UTC)),
        ("UTC", date(2026, 12, 7), datetime(2026, 12, 7, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_link_is_valid_to_the_end_of_the_customers_day(world: World, zone: str, last: date, until: datetime) -> None:
    case = case_of(there(world, zone))
    asked = actions.ask_for_claim(US, claim=claim(case, LAST), contact=world.signe, days=7, now=MORNING)  # type: ignore[arg-type]
    assert (asked.last_day, asked.expires_at) == (last, until)


def test_an_agreed_case_begins_in_the_month_after_the_customers(world: World) -> None:
    case = case_of(there(world, AUCKLAND))
    asked = actions.ask_for_claim(US, claim=claim(case, LAST), contact=world.signe, now=MORNING)  # type: ignore[arg-type]
    agreed = actions.SignedAnswer(Answer.AGREE, {})
    signed = actions.sign(US, signature_request=asked, answer=agreed, way=Signature.Way.LINK, now=MORNING)
    assert case.account.day_of(signed.signed_at) == FIRST


def test_class_and_team_are_of_the_customers_day(world: World) -> None:
    account = there(world, AUCKLAND)
    accounts.edit(US, account=account, account_class=AccountClass.WATCH, now=MORNING)
    member = accounts.join_team(US, account=account, user=world.stranger, team_role=TeamRole.CORE, now=MORNING)
    assert (account.class_since, member.since) == (FIRST, FIRST)


def test_a_handover_takes_effect_when_the_day_begins_there(world: World) -> None:
    account, taker = there(world, AUCKLAND), world.user(Role.PROGRAM_DIRECTOR)
    at_once = handovers.hand_over(US, accounts=[account], taker=taker, holds_from=FIRST, now=MORNING)
    assert at_once.held_at == MORNING
    account = there(world, LOS_ANGELES)
    later = handovers.hand_over(US, accounts=[account], taker=world.stranger, holds_from=FIRST, now=MORNING)
    assert later.held_at is None
    with pytest.raises(errors.BadInput, match="today or within the next year"):
        handovers.hand_over(US, accounts=[account], taker=world.stranger, holds_from=date(2026, 11, 29), now=MORNING)


def test_pages_say_the_day_it_is_there(
    world: World, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    account = there(world, AUCKLAND)
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    assert account.today() == FIRST
    page = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get(reverse("conversations:log", args=[account.pk]))
    assert 'value="2026-12-01"' in page.content.decode()
