"""Opportunities: what changes, what stays in their history, who may, and what their pages and the API say."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import rivals
from covalue.accounts.rivals import Rival, named_in
from covalue.core import errors, events
from covalue.core.models import Event
from covalue.core.shared import Added
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.opportunities import actions, my_day, queries
from covalue.opportunities.models import Opportunity, OpportunityChange, Stage
from covalue.opportunities.rules import Warned
from covalue.organisation.models import Company, ExchangeRate
from covalue.people.rules import Role
from covalue.web.my_day import Day
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(world: World) -> Opportunity:
    values = {"title": "Cables for the north", "amount": Decimal(90_000), "close_on": TODAY + timedelta(days=30)}
    return actions.add(US, world.energy, values, now=NOW)


def test_a_new_one_stands_in_the_first_stage_in_the_accounts_currency(world: World, held: Opportunity) -> None:
    assert (held.stage, held.outcome, held.currency, held.touched_on) == ("identified", "open", "EUR", TODAY)
    assert {change.field for change in held.changes.all()} == {"stage", "amount", "currency", "close_on"}
    row = queries.rows_of([held], TODAY)[0]
    assert (row.probability, row.weighted) == (10, 9_000)
    assert row.warned == (Warned.NO_STEP, Warned.UNLINKED)


def test_every_value_stays_in_the_history_and_an_undo_is_one_more(held: Opportunity) -> None:
    for day in (60, 90):
        actions.edit(US, held, {"close_on": TODAY + timedelta(days=day)}, now=NOW)
    dates = held.changes.filter(field="close_on")
    assert [change.after for change in dates] == ["2027-02-18", "2027-01-19", "2026-12-20"]
    assert queries.rows_of([held], TODAY)[0].slip.times == 2
    actions.undo_change(US, dates.first(), now=NOW)
    held.refresh_from_db()
    assert held.close_on == TODAY + timedelta(days=60)
    assert held.changes.filter(field="close_on").count() == 4
    with pytest.raises(errors.WrongState):
        actions.undo_change(US, dates.order_by("id").first(), now=NOW)


def test_a_probability_of_ones_own_needs_its_reason(held: Opportunity) -> None:
    with pytest.raises(errors.BadInput) as no:
        actions.edit(US, held, {"probability": 60}, now=NOW)
    assert no.value.field == "probability_why"
    actions.edit(US, Opportunity.objects.get(), {"probability": 60, "probability_why": "They told us"}, now=NOW)
    assert queries.rows_of([Opportunity.objects.get()], TODAY)[0].probability == 60


def test_where_it_ends_the_day_is_kept_and_the_reason_asked_for(world: World, held: Opportunity) -> None:
    actions.move(US, held, stage="lost", now=NOW)
    assert (held.outcome, held.closed_on, held.reason) == ("lost", TODAY, "")
    day = Day(world.user(Role.SAM), TODAY)
    assert [item.title for item in my_day.without_reason(day)] == ["Why was “Cables for the north” lost?"]
    actions.edit(US, held, {"reason": "price", "reason_words": "Too dear"}, now=NOW)
    assert not list(my_day.without_reason(Day(world.user(Role.SAM), TODAY)))
    actions.move(US, held, stage="proposal", now=NOW)
    assert (held.outcome, held.closed_on, held.reason) == ("open", None, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"stage": "nowhere"}, "stage"),
        ({"title": "  "}, "title"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"currency": "XXQ"}, "currency"),
        ({"account": None}, "account"),
    ],
)
def test_what_does_not_fit_is_refused_by_field_and_changes_nothing(
    held: Opportunity, values: dict[str, object], field: str
) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.BadInput) as no:
        actions.edit(US, held, values, now=NOW)
    assert no.value.field == field
    assert Event.objects.count() == before
    assert Opportunity.objects.get().title == "Cables for the north"


def test_it_serves_an_objective_of_its_own_account_and_only_of_that(world: World, held: Opportunity) -> None:
    goal = objectives.add(US, account=world.energy, side=Side.THEIRS, statement="No outage", now=NOW)
    other = objectives.add(US, account=world.orsa, side=Side.THEIRS, statement="Less waste", now=NOW)
    actions.edit(US, held, {"objective": goal}, now=NOW)
    assert held.is_linked
    with pytest.raises(errors.BadInput):
        actions.edit(US, held, {"objective": other}, now=NOW)
    with pytest.raises(errors.BadInput) as no:
        actions.edit(US, Opportunity.objects.get(), {"owner": world.stranger}, now=NOW)
    assert no.value.field == "owner"


def test_the_past_the_stale_and_next_steps_are_on_the_day_of_whoever_answers(world: World, held: Opportunity) -> None:
    ines, karl = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    actions.edit(US, held, {"close_on": TODAY - timedelta(days=3), "next_step": "Call", "next_owner": karl}, now=NOW)
    assert [item.key for item in my_day.past_date(Day(ines, TODAY))] == [f"opportunity-past:{held.pk}"]
    assert not list(my_day.past_date(Day(karl, TODAY)))
    assert [item.title for item in my_day.next_steps(Day(karl, TODAY))] == ["Call"]
    later = TODAY + timedelta(days=61)
    assert not list(my_day.standing_still(Day(ines, later)))
    actions.edit(US, held, {"close_on": later + timedelta(days=60)}, now=NOW)
    assert len(list(my_day.standing_still(Day(ines, later)))) == 1
    assert not list(my_day.past_date(Day(world.stranger, TODAY)))


def test_money_of_a_currency_without_a_rate_is_told_apart(world: World, held: Opportunity) -> None:
    Company.objects.create(pk=1, name="Us", currency="EUR")
    dollars = {"title": "Meters", "amount": Decimal(1_000), "currency": "USD", "close_on": TODAY}
    actions.add(US, world.energy, dollars, now=NOW)
    dora = world.user(Role.PROGRAM_DIRECTOR)
    period = queries.forecast_page(dora, TODAY).periods[0]
    assert (period.apart, period.outlook.best) == (1, 90_000)
    ExchangeRate.objects.create(
        currency="USD", into="EUR", day=TODAY, rate=Decimal("0.9"), source="bank", entered_at=NOW
    )
    period = queries.forecast_page(dora, TODAY).periods[0]
    assert (period.apart, period.outlook.best) == (0, 90_900)


def test_the_forecast_has_periods_the_past_and_what_has_no_date(world: World, held: Opportunity) -> None:
    for n, day in enumerate((TODAY - timedelta(days=1), None, TODAY + timedelta(days=4_000), TODAY)):
        actions.add(US, world.energy, {"title": f"N{n}", "amount": Decimal(100), "close_on": day}, now=NOW)
    won = actions.add(US, world.energy, {"title": "W", "amount": Decimal(50), "stage": "won"}, now=NOW)
    assert won.closed_on == TODAY
    page = queries.forecast_page(world.user(Role.SAM), TODAY, "month")
    assert (page.past.outlook.open, page.undated, page.later) == (1, 1, 1)
    november = page.periods[0]
    assert (november.start, november.end) == (date(2026, 11, 1), date(2026, 11, 30))
    assert (november.outlook.won, november.outlook.open, november.outlook.low) == (50, 1, None)
    assert queries.forecast_page(world.stranger, TODAY).periods[0].outlook.best == 0
    assert all(record.share is None for record in page.records)


def test_stages_can_be_changed_by_the_director_and_hold_what_is_in_them(world: World, held: Opportunity) -> None:
    dora = events.Actor(world.user(Role.PROGRAM_DIRECTOR), "test")
    pilot = actions.add_stage(dora, name="Pilot", probability=60, now=NOW)
    assert [stage.key for stage in queries.stages()][-3:] == ["pilot", "won", "lost"]
    actions.edit_stage(dora, key=pilot.key, position=0, probability=65, now=NOW)
    assert queries.first_stage().key == "pilot"
    with pytest.raises(errors.WrongState):
        actions.remove_stage(dora, key="identified", now=NOW)
    with pytest.raises(errors.WrongState):
        actions.remove_stage(dora, key="won", now=NOW)
    with pytest.raises(errors.BadInput):
        actions.add_stage(dora, name="pilot", probability=1, now=NOW)
    with pytest.raises(errors.NotAllowed):
        actions.add_stage(events.Actor(world.user(Role.SAM), "test"), name="Mine", probability=1, now=NOW)
    actions.remove_stage(dora, key="pilot", now=NOW)
    assert Stage.objects.count() == 7


def test_the_board_moves_a_card_and_offers_its_undo(
    world: World, held: Opportunity, signed_in: Callable[..., Client]
) -> None:
    ines = signed_in(world.user(Role.SAM))
    page = ines.get(reverse("opportunities:board")).content.decode()
    assert "Cables for the north" in page and "Halden Energy" in page
    address = reverse("opportunities:move", args=[held.pk])
    answer = ines.post(address, {"stage": "proposal"}, headers={"hx-request": "true"})
    assert answer.status_code == 200 and "stage=identified" in answer.headers["HX-Trigger"]
    held.refresh_from_db()
    assert held.stage == "proposal"
    ines.post(f"{address}?stage=identified&of=", headers={"hx-request": "true"})
    held.refresh_from_db()
    assert held.stage == "identified"
    assert ines.post(address, {"stage": "nowhere"}).status_code == 422


def test_table_and_files_show_what_one_may_see(
    world: World, held: Opportunity, signed_in: Callable[..., Client]
) -> None:
    actions.add(US, world.orsa, {"title": "Paper", "amount": Decimal(5)}, now=NOW)
    ines = signed_in(world.user(Role.SAM))
    page = ines.get(reverse("opportunities:table")).content.decode()
    assert "Cables for the north" in page and "Paper" not in page
    told = ines.get(reverse("opportunities:export") + "?format=csv")
    text = b"".join(told.streaming_content if told.streaming else [told.content]).decode("utf-8-sig")
    assert "Cables for the north" in text and "Paper" not in text
    assert "No opportunities match" in ines.get(reverse("opportunities:table") + "?due=past").content.decode()


def test_pages_of_one_add_change_and_show_it(world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    address = reverse("opportunities:add", args=[world.energy.pk])
    assert ines.post(address, {"title": "", "stage": "identified", "amount": "12"}).status_code == 422
    ines.post(address, {"title": "Meters", "stage": "qualified", "amount": "1 200", "unit": "Grid"})
    row = Opportunity.objects.get()
    assert (row.amount, row.stage, row.created_by) == (1200, "qualified", world.user(Role.SAM))
    edit = reverse("opportunities:edit", args=[row.pk])
    assert "Meters" in ines.get(edit).content.decode()
    answer = ines.post(edit, {"title": "Meters", "stage": "qualified", "amount": "1 500", "probability": "40"})
    assert answer.status_code == 422
    ines.post(edit, {"title": "Meters", "stage": "qualified", "amount": "1 500"})
    page = ines.get(reverse("opportunities:opportunity", args=[row.pk])).content.decode()
    assert "Economic buyer" in page and "History" in page
    assert row.changes.filter(field="amount").count() == 2
    assert "Meters" in ines.get(reverse("opportunities:account", args=[world.energy.pk])).content.decode()
    undo = reverse("opportunities:undo-change", args=[OpportunityChange.objects.filter(field="amount").first().pk])
    ines.post(undo)
    row.refresh_from_db()
    assert row.amount == 1200


def test_competitors_are_those_known_where_they_are_and_plain_text_else(
    world: World, held: Opportunity, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = (Rival("Nordkabel", "/there/"),)
    assert named_in(" nordkabel; Somebody,,Somebody ", known) == (known[0], Rival("Somebody"))
    assert named_in("", known) == ()
    finders: Added[rivals.Find] = Added()
    finders.add(lambda account: (Rival("Nordkabel", "/there/"),))
    monkeypatch.setattr(rivals, "_finders", finders)
    actions.edit(US, held, {"competitors": "nordkabel, Somebody"}, now=NOW)
    client = signed_in(world.user(Role.SAM))
    page = client.get(reverse("opportunities:opportunity", args=[held.pk])).content.decode()
    assert '<a href="/there/">Nordkabel</a>' in page and "Somebody" in page
    assert (
        "Known at this customer: Nordkabel"
        in client.get(reverse("opportunities:edit", args=[held.pk])).content.decode()
    )


def test_the_api_adds_changes_moves_and_lists(world: World, called_by: Callable[..., Client]) -> None:
    ines = called_by(world.user(Role.SAM))
    made = api.post(ines, f"/accounts/{world.energy.pk}/opportunities", {"title": "Meters", "amount": 10})
    path = f"/opportunities/{made['id']}"
    changed = api.patch(ines, path, {"amount": 20}, made["version"])
    assert Decimal(str(changed["amount"])) == 20
    api.post(ines, f"{path}/move", {"stage": "won", "reason": "value"}, status=200)
    assert api.get(ines, path)["outcome"] == "won"
    fields = [change["field"] for change in api.get(ines, f"{path}/changes")["items"]]
    assert fields[:2] == ["stage", "amount"]
    assert [row["id"] for row in api.get(ines, "/opportunities?outcome=won")["items"]] == [made["id"]]
    assert len(api.get(ines, "/opportunity-forecast?by=month")["periods"]) == 12
    stranger = called_by(world.stranger)
    assert stranger.get(f"/api/v1{path}").status_code == 404
