"""My day: everything that needs somebody, for every role, and nothing they may not see; put off, set aside, taken up."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts import queries as account_queries
from covalue.accounts.models import Account, AccountClass, MatchProposal, TeamRole
from covalue.action_items import actions as action_items
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.core.periods import Period
from covalue.coverage.models import Capacity, Effort
from covalue.ledger.models import Import, ImportState
from covalue.masterdata.models import FileImport, State
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.portal.models import Comment, Guest, Proposal
from covalue.process import actions
from covalue.process.inputs import Until
from covalue.process.models import PutOff
from covalue.sponsors.models import Sponsorship, Touchpoint
from covalue.value import actions as value
from covalue.value.claims.deliveries import Delivered
from covalue.value.models import Claim, Signature, SignatureRequest
from covalue.value.rules import Answer
from covalue.web import my_day
from covalue.web.my_day import Item, Urgency
from tests import api
from tests.world import US, World

SignIn = Callable[[User], Client]
DIRECTOR_QUERIES = 49


def _now() -> datetime:
    return timezone.now()


def _queue(user: User) -> tuple[Item, ...]:
    return my_day.queue(user, timezone.localdate())


def _kinds(user: User) -> set[str]:
    return {item.kind for item in _queue(user)}


def _of(user: User, kind: str) -> Item:
    return next(item for item in _queue(user) if item.kind == kind)


@pytest.fixture
def claim(world: World) -> Claim:
    """A claim of a hundred on Halden Energy."""
    case = value.start(US, account=world.energy, title="Fewer outages", now=_now())
    lines = [Delivered(key="a", title="Avoided", amount=Decimal(100))]
    period = Period(date(2026, 1, 1), date(2026, 3, 31))
    return value.claim(US, initiative=case, period=period, currency="EUR", lines=lines, now=_now())


def _ask(claim: Claim, world: World, by: User, days: int) -> SignatureRequest:
    asked = _now() - timedelta(days=days)
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.test", now=_now())
    world.signe.refresh_from_db()
    return value.ask_for_claim(Actor(by, "test"), claim=claim, contact=world.signe, now=asked)


def test_own_actions_by_urgency_with_why_and_in_place(world: World, signed_in: SignIn) -> None:
    ines, today = world.user(Role.SAM), timezone.localdate()
    for title, days in (("Late thing", -2), ("Soon thing", 3), ("Far thing", 30)):
        due = today + timedelta(days=days)
        action_items.add(US, account=world.energy, title=title, owner=ines, due_on=due, now=_now())
    items = [item for item in _queue(ines) if item.kind == "action"]
    assert [(item.title, item.urgency) for item in items] == [
        ("Late thing", Urgency.NOW),
        ("Soon thing", Urgency.WEEK),
        ("Far thing", Urgency.LATER),
    ]
    assert items[0].why == "overdue by 2 days" and items[0].act and items[0].act.ticks
    browser = signed_in(ines)
    assert browser.post(items[0].act.address, headers={"HX-Request": "true"}).headers["HX-Trigger"] == '{"my-day": {}}'
    assert items[0].key not in {item.key for item in _queue(ines)}
    browser.post(items[0].act.address)
    assert items[0].key in {item.key for item in _queue(ines)}


def test_one_number_for_page_menu_and_api(world: World, signed_in: SignIn, called_by: Callable[..., Client]) -> None:
    ines = world.user(Role.SAM)
    for number in range(3):
        action_items.add(US, account=world.energy, title=f"Thing {number}", owner=ines, now=_now())
    browser, count = signed_in(ines), len(_queue(ines))
    page = browser.get(reverse("process:my-day")).content.decode()
    assert page.count("data-item=") == count
    assert browser.get(reverse("process:my-day-count")).content.decode() == str(count)
    assert f">{count}</span>" in browser.get(reverse("accounts:list")).content.decode()
    answered = api.get(called_by(ines), "/my-day")["items"]
    assert [row["key"] for row in answered] == [item.key for item in _queue(ines)] and len(answered) == count
    action_items.add(US, account=world.energy, title="Another", owner=ines, now=_now())
    elsewhere = browser.get(reverse("accounts:list")).content.decode()
    assert "intersect once" in elsewhere and f">{count}</span>" not in elsewhere
    assert browser.get(reverse("process:my-day-count")).content.decode() == str(count + 1)


def test_nothing_due_says_so(world: World, signed_in: SignIn) -> None:
    page = signed_in(world.user(Role.VOICE_ANALYST)).get(reverse("process:my-day")).content.decode()
    assert "You're all caught up." in page
    assert signed_in(world.user(Role.CUSTOMER_GUEST)).get(reverse("process:my-day-count")).status_code == 404


def test_a_signature_that_does_not_come_is_reminded_in_place(world: World, claim: Claim, signed_in: SignIn) -> None:
    ines, karl = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    request = _ask(claim, world, karl, days=3)
    for user in (ines, karl):
        item = _of(user, "signature-request")
        assert item.why == "asked 3 days ago, not opened yet" and item.account == "Halden Energy"
    assert item.act and item.act.title == "Remind"
    signed_in(karl).post(item.act.address, {"next": "/"})
    assert "signature-request" not in _kinds(karl)
    SignatureRequest.objects.filter(pk=request.pk).update(expires_at=_now() - timedelta(hours=1))
    assert _of(karl, "signature-request").url == reverse("value:ask-claim", args=[claim.pk])


@pytest.mark.parametrize(("days", "hour", "waits"), [(1, 1, False), (2, 23, True), (2, 1, True)])
def test_patience_with_a_signature_counts_days_as_the_page_does(
    world: World, claim: Claim, days: int, hour: int, waits: bool
) -> None:
    """“Asked 2 days ago” is on the day, whatever the hour at which they were asked."""
    request = _ask(claim, world, world.user(Role.SAM), days=3)
    asked = (timezone.localtime() - timedelta(days=days)).replace(hour=hour)
    SignatureRequest.objects.filter(pk=request.pk).update(asked_at=asked)
    assert ("signature-request" in _kinds(world.user(Role.SAM))) == waits


def test_one_reminded_is_waited_for_anew_and_after_a_week_it_is_now(world: World, claim: Claim) -> None:
    """Both spans are counted in days, too."""
    ines, here = world.user(Role.SAM), timezone.localtime()
    request = _ask(claim, world, ines, days=3)
    late = (here - timedelta(days=7)).replace(hour=23)
    SignatureRequest.objects.filter(pk=request.pk).update(asked_at=late, expires_at=_now() + timedelta(days=9))
    assert _of(ines, "signature-request").urgency == Urgency.NOW
    SignatureRequest.objects.filter(pk=request.pk).update(reminded_at=(here - timedelta(days=1)).replace(hour=1))
    assert "signature-request" not in _kinds(ines)
    SignatureRequest.objects.filter(pk=request.pk).update(reminded_at=(here - timedelta(days=2)).replace(hour=23))
    assert "signature-request" in _kinds(ines)


def test_an_answer_in_part_waits_until_it_is_settled(world: World, claim: Claim) -> None:
    ines = world.user(Role.SAM)
    request = _ask(claim, world, ines, days=3)
    answer = value.SignedAnswer(Answer.PARTLY, {"a": Decimal(60)}, remark="not the third line")
    value.sign(US, signature_request=request, answer=answer, way=Signature.Way.LINK, now=_now())
    item = _of(ines, "answer")
    assert item.why == "Signe Dahl agreed in part today · €40 in dispute · “not the third line”"
    assert (item.urgency, item.url) == (Urgency.NOW, reverse("value:claim", args=[claim.pk]))
    value.settle(US, claim=claim, words="goodwill", now=_now())
    assert "answer" not in _kinds(ines)


def test_not_the_right_person_waits_until_somebody_else_is_asked(world: World, claim: Claim) -> None:
    ines = world.user(Role.SAM)
    value.give_back(US, signature_request=_ask(claim, world, ines, days=3), words="ask Jon", now=_now())
    item = _of(ines, "returned")
    assert item.why == "Signe Dahl is not the right person: “ask Jon”"
    _ask(claim, world, ines, days=-1)
    assert "returned" not in _kinds(ines)


def test_what_guests_said_waits_for_an_answer(world: World) -> None:
    ines, base = world.user(Role.SAM), {"account": world.energy, "kind": "action", "item": 1}
    Proposal.objects.create(
        account=world.energy, kind="action", title="Spare parts", contact=world.signe, proposed_at=_now()
    )
    Comment.objects.create(**base, contact=world.signe, words="When?", written_at=_now())
    invited = _now() - timedelta(days=8)
    Guest.objects.create(account=world.energy, contact=world.signe, email="s@halden.test", invited_at=invited)
    assert {"proposal", "comment", "guest"} <= _kinds(ines)
    Comment.objects.create(**base, author=ines, words="Monday", written_at=_now())
    Proposal.objects.update(decided_at=_now())
    Guest.objects.update(invited_at=_now())
    assert not {"proposal", "comment", "guest"} & _kinds(ines)


def test_an_account_gone_quiet_by_class(world: World) -> None:
    ines = world.user(Role.SAM)
    Account.objects.update(created_at=_now() - timedelta(days=100))
    quiet = {item.account for item in _queue(ines) if item.kind == "quiet"}
    assert quiet == {"Halden Energy"}, "a strategic one after 60 days, others later"
    Account.objects.filter(pk=world.group.pk).update(account_class=AccountClass.KEY)
    assert "Halden Group" in {item.account for item in _queue(ines) if item.kind == "quiet"}


def test_the_director_sees_overload_assessments_watchlist_and_who_is_ownerless(world: World) -> None:
    dora, ines = world.user(Role.PROGRAM_DIRECTOR), world.user(Role.SAM)
    Capacity.objects.create(user=ines, hours=100, said_at=_now())
    Effort.objects.create(account=world.energy, user=ines, hours=150, planned_at=_now())
    world.energy.memberships.filter(team_role=TeamRole.SPONSOR).delete()
    Account.objects.filter(pk=world.orsa.pk).update(owner=world.stranger)
    User.objects.filter(pk=world.stranger.pk).update(deactivated_at=_now())
    assert {"overload", "assessment", "watch", "ownerless"} <= _kinds(dora)
    assert "overload" not in _kinds(ines) and "assessment" not in _kinds(ines)
    assert _of(dora, "overload").title == "Ines Moreau is at 150 % of capacity"


def test_actions_that_reach_nobody_reach_whoever_leads(world: World) -> None:
    ines, karl = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    action_items.add(US, account=world.energy, title="Of nobody", now=_now())
    action_items.add(US, account=world.energy, title="Of Karl", owner=karl, now=_now())
    assert {item.title for item in _queue(ines) if item.kind == "action"} == {"Of nobody"}
    User.objects.filter(pk=karl.pk).update(deactivated_at=_now())
    whys = {item.title: item.why for item in _queue(ines) if item.kind == "action"}
    assert whys["Of Karl"] == "Karl Lund has left: give it to someone" and len(whys) == 2
    assert not _queue(User.objects.get(pk=karl.pk))


def test_an_import_with_rejected_rows_is_set_aside_by_whoever_asked_for_it(world: World, signed_in: SignIn) -> None:
    anna = world.user(Role.ANALYST)
    FileImport.objects.create(
        noun="accounts", file_name="crm.csv", state=State.DONE, rejected=3, asked_by=anna, asked_at=_now()
    )
    item = _of(anna, "import")
    assert item.why == "3 rows were rejected · today" and item.sets_aside
    assert "import" not in _kinds(world.user(Role.PROGRAM_DIRECTOR))
    answer = signed_in(anna).post(reverse("process:put-off"), {"key": item.key, "until": "done"})
    assert answer.status_code == 302 and "import" not in _kinds(anna)


def test_lines_held_back_wait_until_they_are_decided(world: World) -> None:
    anna = world.user(Role.ANALYST)
    record = Import.objects.create(
        file_name="erp.csv", source="erp", state=ImportState.DONE, held=2, rejected=1, asked_by=anna, asked_at=_now()
    )
    assert _of(anna, "import").why == "2 lines were held back, 1 row was rejected · today"
    Import.objects.filter(pk=record.pk).update(rejected=0, held_decision="leave")
    assert "import" not in _kinds(anna)


def test_duplicates_and_administration(world: World) -> None:
    MatchProposal.objects.create(account=world.wind, likely=world.energy, reason="x", likeness=0.9, proposed_at=_now())
    assert _of(world.user(Role.ANALYST), "account-matches").title == "1 likely duplicate account"
    assert "account-matches" not in _kinds(world.user(Role.SAM))
    world.user(Role.COACH).grants.all().delete()
    assert _of(world.user(Role.ADMINISTRATOR), "no-role").title == "Carl Aune has no role"
    assert "no-role" not in _kinds(world.user(Role.PROGRAM_DIRECTOR))


@pytest.mark.parametrize("role", list(Role))
def test_nobody_is_told_of_an_account_they_may_not_open(world: World, claim: Claim, role: Role) -> None:
    """But for the title of what they owe themselves."""
    _ask(claim, world, world.user(Role.SAM), days=3)
    Proposal.objects.create(account=world.orsa, kind="action", title="Secret", contact=None, proposed_at=_now())
    action_items.add(US, account=world.orsa, title="Theirs", owner=world.stranger, now=_now())
    user = User.objects.get(pk=world.user(role).pk)
    opened = set(account_queries.visible_to(user).values_list("pk", flat=True))
    for item in _queue(user):
        assert item.account_id is None or item.account_id in opened, item


def test_put_off_and_taken_up_again(world: World, signed_in: SignIn, called_by: Callable[..., Client]) -> None:
    ines, today = world.user(Role.SAM), timezone.localdate()
    action_items.add(US, account=world.energy, title="Call", owner=ines, now=_now())
    key = _of(ines, "action").key
    answer = signed_in(ines).post(
        reverse("process:put-off"), {"key": key, "until": "tomorrow"}, headers={"HX-Request": "true"}
    )
    row = PutOff.objects.get()
    assert (row.user, row.until) == (ines, today + timedelta(days=1)) and "action" not in _kinds(ines)
    assert reverse("process:take-up", args=[row.pk]) in answer.headers["HX-Trigger"]
    assert my_day.queue(ines, today + timedelta(days=1)), "back tomorrow"
    event = Event.objects.latest("id")
    assert (event.verb, event.actor, event.stream) == ("put off", ines, f"user:{ines.pk}")
    assert signed_in(world.stranger).post(reverse("process:take-up", args=[row.pk])).status_code == 404
    signed_in(ines).post(reverse("process:take-up", args=[row.pk]))
    assert "action" in _kinds(ines) and not PutOff.objects.exists()
    caller = called_by(ines)
    made = api.post(caller, "/my-day/put-off", {"key": key, "until": "next_week"})
    assert date.fromisoformat(made["until"]).weekday() == 0 and date.fromisoformat(made["until"]) > today
    api.post(caller, f"/my-day/put-off/{made['id']}/undo", status=204)
    assert (
        api.post(caller, "/my-day/put-off", {"key": "action:999999", "until": "tomorrow"}, status=422)["field"] == "key"
    )
    before = Event.objects.count()
    with pytest.raises(errors.WrongState):
        actions.put_off(Actor(ines, "test"), key=key, until=Until.DONE, today=today, now=_now())
    assert Event.objects.count() == before and not PutOff.objects.exists()


def test_the_home_shows_the_users_queue_of_that_account_and_the_team_below(world: World, signed_in: SignIn) -> None:
    ines, karl = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    action_items.add(US, account=world.energy, title="Mine here", owner=ines, now=_now())
    action_items.add(US, account=world.wind, title="Mine elsewhere", owner=ines, now=_now())
    action_items.add(US, account=world.energy, title="Of Karl", owner=karl, now=_now())
    accounts.join_team(US, account=world.wind, user=karl, team_role=TeamRole.CORE, now=_now())
    here = my_day.on_account(ines, world.energy.pk, timezone.localdate())
    page = signed_in(ines).get(world.energy.get_absolute_url()).content.decode()
    assert page.count("data-item=") == len(here) and "Mine elsewhere" not in page
    assert page.index("Mine here") < page.index("Open on the team") < page.index("Of Karl")
    assert f"{len(here)} thing{'s' if len(here) > 1 else ''} need" in page


def test_the_home_shows_three_of_them_and_unfolds_the_others(world: World, signed_in: SignIn) -> None:
    ines = world.user(Role.SAM)
    for n in range(5):
        action_items.add(US, account=world.energy, title=f"Owed {n}", owner=ines, now=_now())
    here = my_day.on_account(ines, world.energy.pk, timezone.localdate())
    page = signed_in(ines).get(world.energy.get_absolute_url()).content.decode()
    at_once, more, unfolded = page.partition(f"Show all {len(here)}")
    assert more and at_once.count("data-item=") == 3 and unfolded.count("data-item=") == len(here) - 3


def test_the_next_meeting_of_a_sponsor_is_on_the_home(world: World, signed_in: SignIn) -> None:
    url, today = world.energy.get_absolute_url(), timezone.localdate()
    assert "Next meeting" not in signed_in(world.user(Role.SAM)).get(url).content.decode()
    sponsorship = Sponsorship.objects.create(
        account=world.energy, sponsor=world.user(Role.EXECUTIVE_SPONSOR), starts_on=today, weeks=12, begun_at=_now()
    )
    for days, subject in ((20, "Later"), (5, "Season review")):
        Touchpoint.objects.create(
            sponsorship=sponsorship, planned_on=today + timedelta(days=days), subject=subject, planned_at=_now()
        )
    page = signed_in(world.user(Role.SAM)).get(url).content.decode()
    assert page.index("Next meeting") < page.index("Season review") and "Later" not in page


def test_the_queue_asks_a_constant_number_of_queries(world: World, claim: Claim) -> None:
    dora = User.objects.get(pk=world.user(Role.PROGRAM_DIRECTOR).pk)
    for title in ("One", "Two"):
        action_items.add(US, account=world.energy, title=title, owner=dora, now=_now())
    _queue(dora)
    with CaptureQueriesContext(connection) as few:
        _queue(dora)
    for number in range(20):
        action_items.add(US, account=world.energy, title=f"Thing {number}", owner=dora, now=_now())
    with CaptureQueriesContext(connection) as many:
        _queue(dora)
    assert len(many) == len(few) <= DIRECTOR_QUERIES
