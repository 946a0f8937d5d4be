"""A share of the customer's gain is told as a line of the case, to us and to them, in amounts."""

import openpyxl
import pytest
from django.core import mail
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.actions import SignedAnswer
from covalue.value.cases import queries as cases
from covalue.value.cases import workbook
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import LineRow, Sheet
from covalue.value.models import Initiative, Signature
from covalue.value.rules import Answer
from covalue.value.signing import documents, letters, sealing
from covalue.value.tests.test_actions import case, ines
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
SHARED = Sheet(
    lines=(
        LineRow(key="saved", title="Saved", formula="10000"),
        LineRow(key="freed", title="Freed", formula="4000", yearly=False),
        LineRow(key="service", title="More service", kind="benefit", side="supplier", formula="3000"),
    ),
    gain_share=0.15,
)


@pytest.fixture
def shared(world: World) -> Initiative:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    return case(world, SHARED)


def test_the_line_items_of_the_case_and_its_sheet_add_up(world: World, shared: Initiative, signed_in) -> None:
    sam = signed_in(world.user(Role.SAM))
    for name in ("value:case", "value:sheet"):
        page = sam.get(reverse(name, args=[shared.pk])).content.decode()
        assert "Our share of their gain (15\N{NARROW NO-BREAK SPACE}%)" in page, name
        assert "−€1.5k" in page and "−€600" in page, name


def test_a_case_without_a_share_has_no_such_line(world: World, signed_in) -> None:
    found = case(world, SHARED.model_copy(update={"gain_share": 0.0}))
    page = signed_in(world.user(Role.SAM)).get(reverse("value:case", args=[found.pk])).content.decode()
    assert "Our share of their gain" not in page


def test_the_file_and_the_api_hold_it(world: World, shared: Initiative, signed_in) -> None:
    rows = openpyxl.load_workbook(workbook.of(cases.case(shared)))["Lines"].values
    paid = [row for row in rows if str(row[0]).startswith("Our share of their gain (15\N{NARROW NO-BREAK SPACE}%)")]
    assert [(row[5], row[6]) for row in paid] == [("yes", -1500), ("once", -600)]
    answer = signed_in(world.user(Role.SAM)).get(f"/api/v1/cases/{shared.pk}").json()
    gain = answer["figures"]["gain"]
    assert (gain["share"], gain["yearly"], gain["once"]) == (0.15, 1500, 600)


def test_who_signs_reads_what_they_pay_and_to_whom(world: World, shared: Initiative, signed_in) -> None:
    page = signed_in(world.user(Role.SAM)).get(reverse("value:ask-case", args=[shared.pk])).content.decode()
    assert (
        "share of your benefit (15\N{NARROW NO-BREAK SPACE}%)" in page
        and "−€1\u202f500.00" in page
        and "−€600.00" in page
    )
    assert "paid to us" not in page and "our price" not in page


def test_what_was_sealed_before_there_was_the_row_stays_and_shows_it(world: World, shared: Initiative) -> None:
    """The text holds no row for the share; what it holds is enough to say it."""
    asked = actions.ask_for_case(ines(world), initiative=shared, contact=world.signe, now=NOW, without=tuple(CaseGap))
    signed = actions.sign(
        US, signature_request=asked, answer=SignedAnswer(Answer.AGREE, {}), way=Signature.Way.LINK, now=NOW
    )
    assert set(signed.read["figures"]["lines"]) == {"saved", "freed"}
    assert documents.share_of_gain(signed.read) == documents.ShareOfGain(0.15, 1500, 600)
    assert sealing.intact(signed)
    without = {**signed.read, "terms": {**signed.read["terms"], "gain_share": 0.0}}
    assert documents.share_of_gain(without) is None


def test_letters_name_the_case_link_what_was_signed_and_hold_no_amount(world: World, shared: Initiative) -> None:
    asked = actions.ask_for_case(ines(world), initiative=shared, contact=world.signe, now=NOW, without=tuple(CaseGap))
    letters.send_request(asked, again=False)
    assert f"It is about “{shared.title}”." in mail.outbox[-1].body
    answer = SignedAnswer(Answer.AGREE, {})
    signed = actions.sign(US, signature_request=asked, answer=answer, way=Signature.Way.LINK, now=NOW)
    letters.send_receipt(signed)
    receipt = mail.outbox[-1].body
    assert "Thank you" in receipt and "Your answer: agreed\n" in receipt and shared.title in receipt
    assert letters.link_of(asked) in receipt and "€" not in receipt
    letters.tell_of_signature(signed)
    assert f"{signed.signer_name} agreed: {shared.title}" in mail.outbox[-1].body


def test_a_second_question_says_who_agreed_already(world: World, shared: Initiative, signed_in) -> None:
    sam, ask = signed_in(world.user(Role.SAM)), reverse("value:ask-case", args=[shared.pk])
    assert "already agreed" not in sam.get(ask).content.decode()
    asked = actions.ask_for_case(ines(world), initiative=shared, contact=world.signe, now=NOW, without=tuple(CaseGap))
    answer = SignedAnswer(Answer.AGREE, {})
    actions.sign(US, signature_request=asked, answer=answer, way=Signature.Way.LINK, now=NOW)
    page = " ".join(sam.get(ask).content.decode().split())
    assert f"{world.signe.name} already agreed to this case on " in page
