"""Agreements: typed, read, confirmed, told on my day, shown to guests, listed and found."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts.home import AccountView
from covalue.action_items import origins
from covalue.action_items.models import Action
from covalue.agreements import actions, hits, rules, sharing, steps
from covalue.agreements.inputs import AgreementInput
from covalue.agreements.models import Agreement
from covalue.agreements.queries import AGREEMENTS, page_of
from covalue.agreements.receipts import actions as receipts
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.web import my_day
from covalue.web.inputs import form_of
from tests import api
from tests.world import NOW, TODAY, US, World

TERMS: dict[str, Any] = {
    "title": "Frame contract",
    "starts_on": TODAY - timedelta(days=300),
    "ends_on": TODAY + timedelta(days=430),
    "notice_clause": "90 days prior",
}


def add(world: World, **values: Any) -> Agreement:
    return AGREEMENTS.add(US, world.energy, {**TERMS, **values}, now=NOW)


def kinds(world: World, role: Role) -> dict[str, Any]:
    queue = my_day.queue(world.user(role), TODAY)
    return {item.kind: item for item in queue if item.kind in ("notice", "mid-term")}


def test_the_day_of_notice_is_kept_and_read_again_when_its_end_moves(world: World) -> None:
    row = add(world)
    assert row.notice_by == TERMS["ends_on"] - timedelta(days=90) and row.currency == world.energy.currency
    later = TERMS["ends_on"] + timedelta(days=10)
    AGREEMENTS.edit(US, row, {"ends_on": later}, now=NOW)
    row.refresh_from_db()
    assert row.notice_by == later - timedelta(days=90)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"ends_on": TODAY - timedelta(days=900)}, "ends_on", "cannot end before it starts"),
        ({"notice_clause": "reasonable notice"}, "notice_clause", "The clause is not read"),
        ({"notice_clause": "perpetual"}, "notice_clause", "one contradicts the other"),
        ({"notice_clause": "successive one-year terms"}, "notice_typed", "names no length of notice"),
        ({"notice_clause": "30 business days before"}, "country", "Name the country"),
        ({"country": "XX"}, "country", "are not known"),
        ({"currency": "ZZZ"}, "currency", "three letters"),
        ({"ends_on": None}, "ends_on", "say when it ends"),
        ({"notice_typed": TODAY + timedelta(days=900)}, "notice_typed", "lies after the end"),
    ],
)
def test_what_does_not_go_together_is_refused(world: World, values: Any, field: str, sentence: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        add(world, **values)
    assert refused.value.field == field and sentence in str(refused.value)
    assert not Agreement.objects.exists() and not Event.objects.filter(verb="added agreement").exists()


def test_a_typed_day_stands_where_the_clause_is_not_read(world: World) -> None:
    row = add(world, notice_clause="reasonable notice", notice_typed=TODAY + timedelta(days=50))
    assert row.notice_by == TODAY + timedelta(days=50)
    assert page_of(world.user(Role.SAM), row, TODAY).notice is None


def test_a_person_confirms_the_day_and_a_new_day_asks_again(world: World) -> None:
    row = add(world)
    assert not row.is_confirmed
    for _twice in range(2):
        actions.confirm_notice(US, agreement=row, now=NOW)
    assert row.is_confirmed and Event.objects.filter(verb="confirmed a day of notice").count() == 1
    AGREEMENTS.edit(US, row, {"notice_clause": "six months prior"}, now=NOW)
    assert not row.is_confirmed
    with pytest.raises(errors.WrongState, match="no day of notice"):
        actions.confirm_notice(US, agreement=add(world, notice_clause=""), now=NOW)


def test_my_day_tells_who_answers_of_a_near_notice_a_missed_one_and_the_middle(world: World) -> None:
    assert not kinds(world, Role.SAM)
    row = add(world, ends_on=TODAY + timedelta(days=100), notice_clause="90 days prior")
    assert kinds(world, Role.SAM)["notice"].title == "Frame contract can be ended"
    assert not kinds(world, Role.TEAM_MEMBER)
    AGREEMENTS.edit(US, row, {"ends_on": TODAY + timedelta(days=50)}, now=NOW)
    assert kinds(world, Role.SAM)["notice"].title == "Frame contract could have been ended"
    AGREEMENTS.edit(US, row, {"ends_on": TODAY + timedelta(days=290)}, now=NOW)
    assert kinds(world, Role.SAM)["mid-term"].title == "Frame contract is at mid-term"
    AGREEMENTS.remove(US, row, now=NOW)
    assert not kinds(world, Role.SAM)


def test_the_review_half_way_is_proposed_planned_once_and_no_longer_told(
    world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    sam = world.user(Role.SAM)
    row = add(world, starts_on=TODAY - timedelta(days=190), ends_on=TODAY + timedelta(days=230), owner=sam)
    item = kinds(world, Role.SAM)["mid-term"]
    assert item.why.startswith("half of the term is over") and item.act is not None
    client = signed_in(sam)
    assert client.post(item.act.address).status_code == 302
    action = Action.objects.get()
    assert (action.due_on, action.owner, action.title) == (row.mid_term, sam, "Mid-term review: Frame contract")
    assert "mid-term" not in kinds(world, Role.SAM)
    again = api.post(called_by(sam), f"/agreements/{row.pk}/plan-review", {})
    assert again["id"] == action.pk and Action.objects.count() == 1
    assert "Mid-term review" in client.get(reverse("agreements:terms", args=[row.pk])).content.decode()
    [named] = origins.named([action])
    assert named.origin is not None and named.origin.title == "Frame contract"
    past = add(world, starts_on=TODAY - timedelta(days=300), ends_on=TODAY + timedelta(days=290), owner=world.stranger)
    late = actions.plan_review(US, agreement=past, now=NOW)
    assert late.due_on == TODAY + timedelta(days=14) and late.owner == world.energy.owner
    with pytest.raises(errors.WrongState, match="no end"):
        actions.plan_review(US, agreement=add(world, ends_on=None, notice_clause=""), now=NOW)


def test_pages_show_how_the_clause_was_read(world: World, signed_in: Callable[..., Client]) -> None:
    row, client = add(world), signed_in(world.user(Role.SAM))
    page = client.get(reverse("agreements:terms", args=[row.pk])).content.decode()
    assert "90 days before the end" in page and "Nobody compared this day" in page
    assert client.post(reverse("agreements:confirm-notice", args=[row.pk])).status_code == 302
    assert "Confirmed against the contract" in client.get(reverse("agreements:terms", args=[row.pk])).content.decode()
    listed = client.get(reverse("agreements:list", args=[world.energy.pk])).content.decode()
    assert "Frame contract" in listed
    assert "Halden Energy" in client.get(reverse("agreements:calendar")).content.decode()
    refused = client.post(
        reverse("agreements:add", args=[world.energy.pk]),
        {"title": "Second", "starts_on": "2026-01-01", "renewal": "ends", "notice_clause": "in good time"},
    )
    assert refused.status_code == 422 and "in good time" in refused.content.decode() and Agreement.objects.count() == 1
    stranger = signed_in(world.stranger)
    assert stranger.get(reverse("agreements:terms", args=[row.pk])).status_code == 404
    assert "Halden" not in stranger.get(reverse("agreements:calendar")).content.decode()
    file = b"".join(client.get(reverse("agreements:export-all") + "?format=csv").streaming_content)  # type: ignore[attr-defined]
    assert b"90 days prior" in file


def test_the_calendar_is_narrowed_by_account_owner_kind_and_horizon(
    world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    sam, today = world.user(Role.SAM), timezone.localdate()
    common = {"notice_clause": "", "starts_on": today - timedelta(days=400)}
    add(world, title="Soon", ends_on=today + timedelta(days=20), owner=sam, renewal="renews", **common)
    add(world, title="Later", ends_on=today + timedelta(days=300), **common)
    add(world, title="Over", ends_on=today - timedelta(days=1), **common)
    add(world, title="Always", ends_on=None, renewal="runs_on", **common)
    client, page = signed_in(sam), reverse("agreements:calendar")
    titles = {"Soon", "Later", "Over", "Always"}
    for query, shown in {
        "": titles,
        f"account={world.energy.pk}": titles,
        "account=999999": set(),
        f"owner={sam.pk}": {"Soon"},
        "renewal=runs_on": {"Always"},
        "ends=30": {"Soon"},
        "ends=365": {"Soon", "Later"},
        "ends=over": {"Over"},
        "ends=runs_on": {"Always"},
        "ends=nonsense&owner=x": titles,
    }.items():
        text = client.get(f"{page}?{query}").content.decode()
        assert {title for title in titles if f">{title}<" in text} == shown, query
        file = b"".join(client.get(f"{reverse('agreements:export-all')}?format=csv&{query}")).decode()
        assert {title for title in titles if title in file} == shown, query
    assert "No agreement matches" in client.get(f"{page}?account=999999").content.decode()
    program = called_by(sam)
    asked = f"/agreements?owner={sam.pk}&ends_from={today}&ends_by={today + timedelta(days=30)}"
    assert [row["title"] for row in api.get(program, asked)["items"]] == ["Soon"]
    assert [row["title"] for row in api.get(program, "/agreements?renewal=runs_on")["items"]] == ["Always"]


def test_a_new_agreement_asks_for_eight_things_and_keeps_what_is_refused_in_sight(
    world: World, signed_in: Callable[..., Client]
) -> None:
    client, empty = signed_in(world.user(Role.SAM)), form_of(AgreementInput)()
    assert len(empty.usual_fields) == 8 and len(empty.rare_fields) == 11 and not empty.opens_rare
    body = {"title": "X", "starts_on": "2026-01-01", "renewal": "ends", "country": "XX"}
    refused = client.post(reverse("agreements:add", args=[world.energy.pk]), body)
    assert refused.status_code == 422 and '<details class="adds" open>' in refused.content.decode()


def test_the_same_by_program(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.SAM))
    body = {"title": "Frame", "starts_on": "2025-09-01", "ends_on": "2027-08-31", "notice_clause": "six months prior"}
    row = api.post(client, f"/accounts/{world.energy.pk}/agreements", body)
    assert row["notice_by"] == "2027-02-28" and row["read_as"].startswith("6 months before the end")
    done = api.post(client, f"/agreements/{row['id']}/confirm-notice", {}, status=200)
    assert done["notice_confirmed"] == "2027-02-28"
    assert [one["title"] for one in api.get(client, "/agreements")["items"]] == ["Frame"]


def test_the_step_capture_reads_what_is_signed_and_owed(world: World) -> None:
    view = AccountView(world.user(Role.SAM), world.energy, TODAY)
    assert steps.capture(view).waits_for == "No contract yet"
    row = add(world)
    assert steps.capture(view).figure == "not signed yet"
    assert steps.capture(view).leads_to == reverse("agreements:edit", args=[row.pk])
    signed = {"signed_on": TODAY, "our_obligations": "A forecast", "their_obligations": "A dock"}
    AGREEMENTS.edit(US, row, signed, now=NOW)
    assert (steps.capture(view).figure, steps.capture(view).share) == ("1 agreement signed", 1.0)


def test_a_guest_sees_neither_value_nor_prices_nor_the_day_of_notice(world: World) -> None:
    add(world, value="1000000.00", price_rules="secret", service_levels="98 %")
    shown = repr(next(iter(sharing.items(world.energy))))
    assert "98 %" in shown and "secret" not in shown and "1000000" not in shown and "90 days" not in shown


def test_the_search_finds_what_one_may_open(world: World) -> None:
    add(world)
    assert [hit.title for hit in hits.agreements(world.user(Role.SAM), "frame")] == ["Frame contract"]
    assert not list(hits.agreements(world.stranger, "frame"))


def test_attention_has_its_trough_in_the_middle_third_alone() -> None:
    """Twelve months; three talks a month in the first four, one in the next, three again."""
    days = [
        date(2026, month, day) for month in range(1, 13) for day in ((1, 2, 3) if month not in range(5, 9) else (1,))
    ]
    found = rules.attention(date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31), days)
    assert [one.month.month for one in found if one.trough] == [5, 6, 7, 8]
    assert [one.touchpoints for one in found[:5]] == [3, 3, 3, 3, 1]
    assert not any(one.trough for one in rules.attention(date(2026, 1, 1), date(2026, 4, 30), TODAY, days))


@pytest.mark.parametrize(("early", "months"), [(3, []), (4, [5, 6, 7, 8])])
def test_too_few_conversations_at_the_start_tell_no_trough(early: int, months: list[int]) -> None:
    days = [date(2026, month, 1) for month in range(1, 1 + early)]
    found = rules.attention(date(2026, 1, 1), date(2026, 12, 31), date(2026, 12, 31), days)
    assert [one.month.month for one in found if one.trough] == months


def test_a_renewal_that_was_removed_again_silences_no_notice(world: World) -> None:
    row = add(world, ends_on=TODAY + timedelta(days=120))
    assert "notice" in kinds(world, Role.SAM)
    follower = receipts.renew(US, agreement=row, now=NOW)
    assert "notice" not in kinds(world, Role.SAM)
    AGREEMENTS.remove(US, follower, now=NOW)
    assert "notice" in kinds(world, Role.SAM)
