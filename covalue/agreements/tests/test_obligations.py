"""Obligations: on which days they fall due, how they stand, who is told, and what is refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from covalue.accounts import leaving
from covalue.accounts.models import Account
from covalue.agreements.models import Agreement, Obligation, ObligationMet
from covalue.agreements.obligations import actions, rules
from covalue.agreements.obligations.queries import OBLIGATIONS, of_agreement
from covalue.agreements.obligations.rules import DutySide, Repeats
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import queries as receipts
from covalue.core import errors
from covalue.people.rules import Role
from covalue.web import my_day
from covalue.web.my_day import Urgency
from tests import api
from tests.world import NOW, TODAY, US, World

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def agreement(world: World) -> Agreement:
    term = {"title": "Frame", "starts_on": TODAY - timedelta(days=300), "ends_on": TODAY + timedelta(days=430)}
    return AGREEMENTS.add(US, world.energy, term, now=NOW)


def owed(world: World, **values: Any) -> Obligation:
    row = values.pop("agreement", None) or agreement(world)
    told = {"agreement": row, "side": DutySide.OURS, "words": "A forecast", "due_on": TODAY - timedelta(days=1)}
    return OBLIGATIONS.add(US, world.energy, {**told, **values}, now=NOW)


def test_month_ends_stay_month_ends() -> None:
    days = rules.due_days(date(2026, 1, 31), Repeats.MONTHLY, date(2026, 4, 30))
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert rules.due_days(date(2024, 2, 29), Repeats.YEARLY, date(2028, 3, 1))[-1] == date(2028, 2, 29)
    assert rules.due_days(date(2026, 1, 31), Repeats.ONCE, date(2026, 1, 30)) == []


@given(first=DAYS, today=DAYS, repeats=st.sampled_from(Repeats), late=st.integers(-40, 40))
def test_what_fell_due_is_met_on_time_late_or_open(first: date, today: date, repeats: Repeats, late: int) -> None:
    fallen = rules.due_days(first, repeats, today)
    met = {day: day + timedelta(days=late) for day in fallen[::2]}
    found = rules.standing(first, repeats, met, today, None)
    assert found.fell_due == len(fallen) and found.open == len(fallen) - len(met)
    assert (found.late if late > 0 else found.on_time) == len(met)
    if len(fallen) > 1:
        assert found.next_due == fallen[1]


def test_nothing_falls_due_after_the_agreement_ends() -> None:
    found = rules.standing(date(2026, 1, 31), Repeats.MONTHLY, {}, date(2027, 1, 1), date(2026, 3, 31))
    assert (found.fell_due, found.next_due) == (3, date(2026, 1, 31))
    met = {day: day for day in rules.due_days(date(2026, 1, 31), Repeats.MONTHLY, date(2026, 3, 31))}
    assert rules.standing(date(2026, 1, 31), Repeats.MONTHLY, met, date(2027, 1, 1), date(2026, 3, 31)).next_due is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"due_on": TODAY - timedelta(days=301)}, "due_on"),
        ({"due_on": TODAY + timedelta(days=431)}, "due_on"),
        ({"side": DutySide.THEIRS, "owner": "sam"}, "owner"),
        ({"contact": "signe"}, "contact"),
        ({"agreement": "elsewhere"}, "agreement"),
    ],
)
def test_what_does_not_go_together_is_refused(world: World, values: Any, field: str) -> None:
    term = {"title": "Else", "starts_on": TODAY - timedelta(days=300)}
    known = {"sam": world.user(Role.SAM), "signe": world.signe}
    if values.get("agreement") == "elsewhere":
        values = {"agreement": AGREEMENTS.add(US, world.orsa, term, now=NOW)}
    with pytest.raises(errors.BadInput) as refused:
        owed(world, **{name: known.get(value, value) for name, value in values.items()})
    assert refused.value.field == field and not Obligation.objects.exists()


def test_met_for_a_day_it_falls_due_and_reopened(world: World) -> None:
    row = owed(world, due_on=TODAY - timedelta(days=31), repeats=Repeats.MONTHLY)
    actions.meet(US, obligation=row, due_on=row.due_on, met_on=TODAY, now=NOW)
    (view,) = of_agreement(row.agreement, TODAY)
    assert (view.standing.late, view.standing.on_time) == (1, 0)
    actions.meet(US, obligation=row, due_on=row.due_on, met_on=row.due_on, now=NOW)
    assert of_agreement(row.agreement, TODAY)[0].standing.on_time == 1 and ObligationMet.objects.count() == 1
    for due_on, met_on, field in (
        (TODAY - timedelta(days=5), TODAY, "due_on"),
        (row.due_on, TODAY + timedelta(days=1), "met_on"),
    ):
        with pytest.raises(errors.BadInput) as refused:
            actions.meet(US, obligation=row, due_on=due_on, met_on=met_on, now=NOW)
        assert refused.value.field == field
    actions.reopen(US, obligation=row, due_on=row.due_on, now=NOW)
    assert not ObligationMet.objects.exists()


def test_whoever_sees_to_it_is_told_and_the_customer_is_asked_only_when_late(world: World) -> None:
    sam = world.user(Role.SAM)
    row = agreement(world)
    ours = owed(world, agreement=row, owner=sam, due_on=TODAY + timedelta(days=3))
    owed(world, agreement=row, side=DutySide.THEIRS, words="A dock", due_on=TODAY + timedelta(days=3))
    late = owed(world, agreement=row, side=DutySide.THEIRS, words="Orders", due_on=TODAY - timedelta(days=3))
    past = owed(world, agreement=row, owner=sam, words="Prices", due_on=TODAY)
    told = {item.title: item for item in my_day.queue(sam, TODAY) if item.kind == "obligation"}
    assert set(told) == {ours.words, late.words, past.words}
    assert told[past.words].urgency is Urgency.NOW and told[ours.words].urgency is Urgency.WEEK
    assert not any(item.kind == "obligation" for item in my_day.queue(world.user(Role.ANALYST), TODAY))


def test_what_a_contact_who_left_saw_to_is_to_be_given_to_somebody(world: World) -> None:
    owed(world, side=DutySide.THEIRS, contact=world.signe, words="A dock free")
    matters = {kind.title: kind.rows for kind in leaving.matters(world.user(Role.SAM), world.signe)}
    assert [row.title for row in matters["Obligations"]] == ["A dock free"]


def test_a_receipt_says_how_obligations_were_met(world: World) -> None:
    row = owed(world, due_on=TODAY - timedelta(days=40), repeats=Repeats.MONTHLY)
    actions.meet(US, obligation=row, due_on=row.due_on, met_on=row.due_on, now=NOW)
    (record,) = receipts.content_of(row.agreement, TODAY).obligations
    assert (record.words, record.side, record.on_time, record.fell_due) == ("A forecast", "ours", 1, 2)


def test_pages_and_http(world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]) -> None:
    row, client = owed(world), signed_in(world.user(Role.SAM))
    page = client.get(reverse("agreements:terms", args=[row.agreement_id])).content.decode()
    assert "A forecast" in page and reverse("agreements:meet", args=[row.pk]) in page
    done = client.post(reverse("agreements:meet", args=[row.pk]), {"due_on": row.due_on.isoformat()})
    assert done.status_code == 302 and ObligationMet.objects.get().met_on == world.energy.today()
    listed = client.get(reverse("agreements:obligations:list", args=[world.energy.pk])).content.decode()
    assert "all met" in listed
    client = called_by(world.user(Role.SAM))
    told = api.get(client, f"/obligations/{row.pk}")
    assert told["standing"]["fell_due"] == 1 and told["standing"]["next_due"] is None
    again = api.post(client, f"/obligations/{row.pk}/unmeet", {"due_on": row.due_on.isoformat()}, status=200)
    assert again["standing"]["open"] == 1


def test_what_a_removed_agreement_asks_for_is_out_of_sight_until_it_is_back(
    world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    row = owed(world, side=DutySide.THEIRS, contact=world.signe)
    sam, path = world.user(Role.SAM), f"/accounts/{world.energy.pk}/obligations"
    AGREEMENTS.remove(US, row.agreement, now=NOW)
    assert api.get(called_by(sam), path)["items"] == []
    assert (
        "A forecast"
        not in signed_in(sam).get(reverse("agreements:obligations:list", args=[row.account_id])).content.decode()
    )
    for name in ("meet", "reopen"):
        sent = {"due_on": row.due_on.isoformat()}
        assert signed_in(sam).post(reverse(f"agreements:{name}", args=[row.pk]), sent).status_code == 404
    assert called_by(sam).post(f"/api/v1/obligations/{row.pk}/restore").status_code == 404
    assert not list(leaving.matters(sam, world.signe))
    row.agreement.refresh_from_db()
    AGREEMENTS.restore(US, row.agreement, now=NOW)
    assert [one["words"] for one in api.get(called_by(sam), path)["items"]] == ["A forecast"]


def test_it_is_ticked_where_it_stands_in_my_day_and_opened_again(
    world: World, signed_in: Callable[..., Client]
) -> None:
    sam = world.user(Role.SAM)
    row = owed(world, owner=sam, due_on=TODAY)
    (item,) = (item for item in my_day.queue(sam, TODAY) if item.kind == "obligation")
    assert item.act is not None
    client = signed_in(sam)
    done = client.post(f"{item.act.address}?item=queue", headers={"HX-Request": "true"})
    assert row.met.get().due_on == TODAY and item.element in done.content.decode()
    row.met.update(words="by the dock's own list")
    client.post(f"{item.act.address}?item=queue", headers={"HX-Request": "true"})
    assert row.met.get().words == "by the dock's own list", "ticked on a page that was loaded before, nothing changes"
    assert not any(item.kind == "obligation" for item in my_day.queue(sam, TODAY))
    client.post(f"{item.act.address}?item=queue&undo=1", headers={"HX-Request": "true"})
    assert not row.met.exists()
    assert client.post(reverse("agreements:tick", args=[row.pk, "someday"])).status_code == 404
    assert client.post(reverse("agreements:tick", args=[row.pk, "2020-01-01"])).status_code in {400, 422}


def test_an_account_that_is_put_away_asks_for_nothing(world: World) -> None:
    sam = world.user(Role.SAM)
    owed(world, owner=sam)
    Account.objects.filter(pk=world.energy.pk).update(archived_at=NOW)
    assert not any(item.kind == "obligation" for item in my_day.queue(sam, TODAY))
