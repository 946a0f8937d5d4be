"""A contact who says another number than ours did not confirm ours: both are shown, and somebody decides."""

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases import queries, ranges, workbook
from covalue.value.cases import sheet as sheets
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import AssumptionRow, LineRow, Sheet
from covalue.value.models import Confirmation, Initiative
from covalue.value.rules import Settled
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import sign
from tests.world import NOW, TODAY, US, World

SHEET = Sheet(
    assumptions=(
        AssumptionRow(name="pallets", unit="pallets/year", low=350, base=420, high=480, source="season review"),
        AssumptionRow(name="rent", unit="€/pallet", base=30),
        AssumptionRow(name="all", formula="pallets × rent"),
    ),
    lines=(LineRow(key="rent", title="Rent", formula="all"),),
)


def noted(
    world: World, found: Initiative, number: float | None = 412, words: str = "412, to be exact", **more: Any
) -> Confirmation:
    values = {"name": "pallets", "contact": world.signe, "on": TODAY, "now": NOW, **more}
    return actions.confirm(ines(world), initiative=found, words=words, number=number, **values)


def settled(world: World, word: Confirmation, how: Settled, why: str = "") -> Confirmation:
    return actions.settle_number(ines(world), confirmation=word, how=how, why=why, now=NOW)


def pallets(found: Initiative) -> queries.AssumptionView:
    return queries.case(found).assumptions[0]


@pytest.mark.django_db
def test_another_number_is_not_confirmed_and_both_are_shown(world: World, signed_in: Callable[..., Client]) -> None:
    found = case(world, SHEET)
    noted(world, found)
    view = queries.case(found)
    assert view.confirmed == 0 and [word.number for word in view.assumptions[0].others] == [412]
    sam = signed_in(world.user(Role.SAM))
    page = " ".join(sam.get(reverse("value:case", args=[found.pk])).content.decode().split())
    for words in ("They say another number", "Signe Dahl", "<b>412</b>", "412, to be exact", "<b>420</b>", "season review", "Take 412", "Leave 420", "Ask again", "0 of 3 confirmed"):  # fmt: skip
        assert words in page, words
    told = sam.get(f"/api/v1/cases/{found.pk}").json()
    assert [(row["number"], row["settled"]) for row in told["confirmations"]] == [(412, "")] and "numbers" in told[
        "gaps"
    ]
    book = openpyxl.load_workbook(workbook.of(view))["Assumptions"]
    assert "Signe Dahl says 412, not settled" in [cell.value for row in book.rows for cell in row]
    asking = sam.get(reverse("value:ask-case", args=[found.pk])).content.decode()
    assert "Signe Dahl says 412, the case says 420" in asking
    assert (
        "Settle: pallets of" in sam.get("/").content.decode()
        or "Settle: pallets of" in sam.get("/my-day/").content.decode()
    )


@pytest.mark.django_db
def test_a_number_in_their_words_is_asked_about_and_never_confirms_by_accident(world: World) -> None:
    found = case(world, SHEET)
    with pytest.raises(errors.BadInput, match="They say “412”, and our number is 420") as refused:
        noted(world, found, None)
    assert refused.value.field == "number" and not Confirmation.objects.exists()
    for words in ("420 it is", "between 350 and 480", "as you say"):
        assert noted(world, found, None, words).number is None
    assert noted(world, found, 420, "420, by the review of 2024").number is None, "ours, said to be ours"
    assert pallets(found).stands
    with pytest.raises(errors.BadInput, match="is calculated"):
        noted(world, found, 5, "", name="all")


@pytest.mark.django_db
def test_theirs_is_taken_with_its_range_and_they_stand_behind_it(world: World) -> None:
    found = case(world, SHEET)
    word = settled(world, noted(world, found), Settled.TAKEN)
    found.refresh_from_db()
    row = sheets.read(found.sheet).assumptions[0]
    assert row.base == 412 and row.low == pytest.approx(350 * 412 / 420) and row.high == pytest.approx(480 * 412 / 420)
    view = pallets(found)
    assert view.stands and view.confirmation == word and found.revision == 1
    assert Event.objects.filter(verb="settled another number: taken").count() == 1
    with pytest.raises(errors.WrongState, match="no other number"):
        settled(world, word, Settled.TAKEN)
    actions.write(ines(world), initiative=found, sheet=SHEET, seen_revision=1, now=NOW)
    assert [word.number for word in pallets(found).others] == [412], "ours again is another number again"


@pytest.mark.django_db
def test_ours_is_kept_with_a_reason_and_is_not_confirmed_by_that(
    world: World, signed_in: Callable[..., Client]
) -> None:
    found = case(world, SHEET)
    word = noted(world, found)
    with pytest.raises(errors.BadInput, match="why we keep") as refused:
        settled(world, word, Settled.KEPT, "  ")
    assert refused.value.field == "why"
    settled(world, word, Settled.KEPT, "the review counts returns, too")
    view = pallets(found)
    assert not view.stands and not view.others and view.settled == (word,)
    assert CaseGap.NUMBERS not in queries.case(found).readiness.gaps
    page = signed_in(world.user(Role.SAM)).get(reverse("value:case", args=[found.pk])).content.decode()
    assert "the review counts returns, too" in page and "412" in page
    noted(world, found, None, "", contact=world.jon)
    assert pallets(found).stands, "another contact stands behind ours"
    changed = SHEET.assumptions[0].model_copy(update={"base": 430.0})
    other = SHEET.model_copy(update={"assumptions": (changed, *SHEET.assumptions[1:])})
    actions.write(ines(world), initiative=found, sheet=other, seen_revision=0, now=NOW)
    assert pallets(found).others, "a third number is asked about again"


@pytest.mark.django_db
def test_who_is_asked_again_answers_with_the_next_word(world: World) -> None:
    found = case(world, SHEET)
    settled(world, noted(world, found), Settled.ASKED)
    assert not pallets(found).stands and not pallets(found).others
    noted(world, found, None, "420 then")
    assert pallets(found).stands and not pallets(found).settled


@pytest.mark.django_db
def test_another_contacts_word_does_not_hide_it_and_their_signature_settles_it(world: World) -> None:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    found = case(world, SHEET)
    noted(world, found)
    noted(world, found, None, "", contact=world.jon, on=TODAY)
    assert not pallets(found).stands and len(pallets(found).others) == 1
    asked = actions.ask_for_case(ines(world), initiative=found, contact=world.signe, now=NOW, without=tuple(CaseGap))
    sign(asked)
    assert pallets(found).stands and not pallets(found).others


@pytest.mark.django_db
def test_a_word_noted_by_mistake_is_taken_back_and_needs_no_settling(world: World) -> None:
    found = case(world, SHEET)
    word = noted(world, found)
    actions.withdraw(ines(world), confirmation=word, now=NOW)
    assert not pallets(found).others
    with pytest.raises(errors.WrongState):
        settled(world, word, Settled.TAKEN)


@pytest.mark.django_db
def test_by_api_and_page_the_same(world: World, signed_in: Callable[..., Client]) -> None:
    found, sam = case(world, SHEET), signed_in(world.user(Role.SAM))
    at = f"/api/v1/cases/{found.pk}/confirmations"
    sent = {"name": "pallets", "contact": world.signe.pk, "on": str(TODAY), "words": "412, to be exact"}
    assert sam.post(at, sent, content_type="application/json").status_code == 422
    assert sam.post(at, sent | {"number": 412}, content_type="application/json").status_code == 201
    word = Confirmation.objects.get()
    page = reverse("value:settle-number", args=[word.pk])
    assert sam.post(page, {"how": "kept", "why": ""}, headers={"Accept": "application/json"}).status_code == 422
    assert sam.post(page, {"how": "taken", "why": ""}).status_code == 302
    assert sam.get(f"/api/v1/cases/{found.pk}").json()["sheet"]["assumptions"][0]["base"] == 412
    again = sam.post(f"/api/v1/confirmations/{word.pk}/settle", {"how": "asked"}, content_type="application/json")
    assert again.status_code == 409


@given(st.floats(-1e6, 1e6).map(lambda value: round(value, 2)), st.floats(-1e6, 1e6).map(lambda value: round(value, 2)))
def test_the_number_of_the_row_is_never_another_one(ours: float, said: float) -> None:
    row = AssumptionRow(name="a", base=abs(ours))
    words = f"about {abs(said):.2f} of them"
    assert bool(ranges.other_number_in(words, row)) == (abs(said) != abs(ours))
