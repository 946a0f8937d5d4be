"""Asked, opened by a code, signed once, sealed; and everything a tired, a curious and a hostile person would try."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.core import mail
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.action_items.models import Action
from covalue.core import days, errors
from covalue.core.models import Event
from covalue.core.periods import Period
from covalue.people.rules import Role
from covalue.value import actions, queries, sharing, tasks
from covalue.value.actions import SignedAnswer
from covalue.value.cases import actions as case_actions
from covalue.value.cases import figures, starters, workbook
from covalue.value.cases import queries as cases
from covalue.value.cases import sheet as sheets
from covalue.value.cases.page import case_page, next_step_of
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import AssumptionRow, LineRow, Sheet
from covalue.value.claims.deliveries import ClaimState, Delivered
from covalue.value.models import Claim, Initiative, SealHead, Signature, SignatureRequest
from covalue.value.rules import Answer
from covalue.value.signing import documents, heads, letters, lifetimes, links, sealing, seals
from covalue.value.signing.seals import Fault
from covalue.value.tests.test_actions import case, ines
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
LINK = Signature.Way.LINK
Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))
BOTH = Sheet(
    assumptions=(
        AssumptionRow(name="minutes", unit="minutes/year", low=100, base=200, high=300),
        AssumptionRow(name="cost per minute", unit="€/minute", base=50),
        AssumptionRow(name="avoided cost", formula="minutes × cost per minute"),
        AssumptionRow(name="our hourly cost", unit="€/hour", base=61),
        AssumptionRow(name="our hours", unit="hours/year", base=20),
    ),
    lines=(
        LineRow(key="avoided", title="Avoided", formula="avoided cost", group="risk"),
        LineRow(key="fee", title="Fee", kind="price", side="supplier", formula="1200"),
        LineRow(key="crew", title="Crew", kind="cost", side="supplier", formula="our hourly cost × our hours"),
        LineRow(key="margin", title="More service", kind="benefit", side="supplier", formula="3000"),
    ),
)
LINES = (
    Delivered(key="a", title="Outages avoided", group="risk", amount=Decimal(170)),
    Delivered(key="b", title="Fewer crew calls", group="cost", amount=Decimal(60)),
    Delivered(key="m", title="More service", group="revenue", side="supplier", amount=Decimal(30)),
)


@pytest.fixture
def signer(world: World) -> World:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    accounts.edit_contact(US, contact=world.jon, email="jon@halden.example", now=NOW)
    return world


def claim(world: World, initiative: Initiative | None = None, period: Period = Q3) -> Claim:
    return actions.claim(
        ines(world), initiative=initiative or case(world, BOTH), period=period, currency="EUR", lines=LINES, now=NOW
    )


def ask(world: World, found: Claim | Initiative, **more: object) -> SignatureRequest:
    told = {"contact": world.signe, "now": NOW, **more}
    if isinstance(found, Claim):
        return actions.ask_for_claim(ines(world), claim=found, **told)  # type: ignore[arg-type]
    return actions.ask_for_case(ines(world), initiative=found, **{"without": tuple(CaseGap), **told})  # type: ignore[arg-type]


def sign(request: SignatureRequest, answer: Answer = Answer.AGREE, remark: str = "", **amounts: int) -> Signature:
    signed_answer = SignedAnswer(answer, {key: Decimal(value) for key, value in amounts.items()}, remark)
    return actions.sign(US, signature_request=request, answer=signed_answer, way=LINK, now=NOW + timedelta(hours=1))


def part(request: SignatureRequest) -> Signature:
    return sign(request, Answer.PARTLY, "two outages were ours", a=120)


# What they read


def test_our_costs_and_what_they_rest_on_never_leave(signer: World) -> None:
    document = documents.read(queries.case_document(case(signer, BOTH)))
    assert [line["key"] for line in document["terms"]["lines"]] == ["avoided", "fee"]
    assert [row["name"] for row in document["terms"]["assumptions"]] == ["minutes", "cost per minute", "avoided cost"]
    text = str(document)
    assert all(word not in text for word in ("Crew", "hourly", "3000", "61", "More service"))


def test_what_was_worth_to_us_is_not_in_a_claim(signer: World) -> None:
    document = documents.read(queries.claim_document(claim(signer)))
    assert document["total"] == "230.00" and [line["key"] for line in document["lines"]] == ["a", "b"]


def test_a_case_that_cannot_be_reckoned_is_not_asked_about(signer: World) -> None:
    found = case(signer, Sheet(lines=(LineRow(title="x", formula="nothing × known"),)))
    with pytest.raises(errors.WrongState, match="cannot be calculated"):
        ask(signer, found)
    with pytest.raises(errors.WrongState, match="The case does not show yet what the customer gains or gives"):
        ask(signer, case(signer, Sheet()))
    assert not SignatureRequest.objects.exists()


def test_what_is_unfinished_is_not_asked_about_and_the_page_says_what_it_is(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    lines = (*BOTH.lines, LineRow(title="New routine", kind="cost", formula=" "))
    unfinished = BOTH.model_copy(
        update={"lines": lines, "assumptions": (*BOTH.assumptions, AssumptionRow(name="stores"))}
    )
    found = case(signer, sheets.read(unfinished.model_dump()))
    with pytest.raises(
        errors.WrongState, match=r"1 cost line has no amount \(New routine\); 1 assumption has no value \(stores\)"
    ):
        ask(signer, found)
    assert not SignatureRequest.objects.exists()
    sam = signed_in(signer.user(Role.SAM))
    page = sam.get(reverse("value:case", args=[found.pk])).content.decode()
    assert "1 cost line has no amount (New routine); 1 assumption has no value (stores)" in page
    assert "Finish the sheet" in page and "Ask the customer to agree" not in page
    assert "no amount yet" in page and "immediate" not in page and "months" not in page and "€0" not in page
    asking = sam.get(reverse("value:ask-case", args=[found.pk]))
    told = asking.content.decode()
    assert asking.status_code == 409 and "Cost “New routine”" in told and "Assumption “stores”" in told
    assert told.count(f'href="{reverse("value:sheet", args=[found.pk])}#lines"') >= 1 and "Open sheet" in told
    assert 'name="contact"' not in told, "there is nothing to send before it is filled in"


def test_an_agreement_does_not_cover_a_value_that_is_missing() -> None:
    """What is missing is computed as 0; they agreed to no 0, and a document that says 0 is agreed only where we wrote it."""
    zero = BOTH.assumptions[0].model_copy(update={"low": None, "base": 0.0, "high": None})
    blank = zero.model_copy(update={"base": None})
    zeros, blanks = (BOTH.model_copy(update={"assumptions": (row, *BOTH.assumptions[1:])}) for row in (zero, blank))
    for document in (documents.terms(zeros), documents.terms(blanks)):
        signed = {"terms": json.loads(seals.text_of(document))}
        assert documents.still_agreed(signed, zeros) and not documents.still_agreed(signed, blanks)


def test_no_figure_is_shown_for_what_is_unfinished_without_saying_so(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    lines = (*BOTH.lines, LineRow(title="New routine", kind="cost", formula=""))
    found = case(signer, BOTH.model_copy(update={"lines": lines}))
    sam = signed_in(signer.user(Role.SAM))
    pages = (("account", signer.energy.pk), ("scenarios", found.pk), ("add-claim", found.pk))
    for name, number in pages:
        assert "New routine" in sam.get(reverse(f"value:{name}", args=[number])).content.decode(), name
    answer = sam.get(f"/api/v1/cases/{found.pk}").json()
    assert answer["unfinished"] == ["New routine"] and answer["figures"] is None
    assert answer["problem"] == "1 cost line has no amount (New routine)"
    book = openpyxl.load_workbook(workbook.of(cases.case(found)))
    assert [cell.value for cell in list(book.worksheets[0].rows)[1]] == ["1 cost line has no amount", "New routine"]


def test_a_case_from_a_starter_has_no_results_before_there_are_numbers(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    starter = next(starter for starter in starters.STARTERS if starter.key == "waste")
    found = case(signer, sheets.read(starter.sheet.model_dump()))
    view = cases.case(found)
    assert view.result is None and view.readiness.sentence == (
        "1 cost line has no amount, 6 assumptions have no value, no price, no next best alternative, no value target, "
        "0 of 6 assumptions confirmed"
    )
    assert all(line.result is None for line in view.lines)
    page = signed_in(signer.user(Role.SAM)).get(reverse("value:case", args=[found.pk])).content.decode()
    assert "Also: no price, no next best alternative, no value target, 0 of 6 assumptions confirmed." in " ".join(
        page.split()
    )
    assert all(word not in page for word in ("immediate", "one side loses", "100 / 0", "€0"))


def test_nothing_paid_is_nothing_to_pay_back_or_to_split(signer: World, signed_in: Callable[..., Client]) -> None:
    found = case(signer, Sheet(lines=(LineRow(title="Gain", formula="1000"),)))
    sam = signed_in(signer.user(Role.SAM))
    for name, number in (("case", found.pk), ("account", signer.energy.pk), ("ask-case", found.pk)):
        page = " ".join(sam.get(reverse(f"value:{name}", args=[number])).content.decode().split())
        assert all(word not in page for word in ("immediate", "100 / 0", "one side loses", "total cost €0")), name
    assert "Without: Our price" in page and 'name="without" value="price"' in page


# What was sent before unfinished cases were refused


@pytest.fixture
def blank_request(signer: World) -> SignatureRequest:
    """A request as it was sent while a number was missing, which the text shows as 0."""
    blank = AssumptionRow(name="minutes", unit="minutes/year")
    sheet = BOTH.model_copy(update={"assumptions": (blank, *BOTH.assumptions[1:])})
    found = case(signer, BOTH)
    request = ask(signer, found)
    found.revisions.update(sheet=sheets.stored(sheet))
    Initiative.objects.filter(pk=found.pk).update(sheet=sheets.stored(sheet))
    result = figures.of(sheet).result
    assert result is not None
    request.document = documents.of_case(
        sheet, result, account="Halden Energy", title="Care", target="", revision=found.revision
    )
    request.save()
    return SignatureRequest.objects.get(pk=request.pk)


def test_what_was_sent_with_a_missing_number_is_not_signed(blank_request: SignatureRequest) -> None:
    for answer in Answer:
        with pytest.raises(errors.WrongState, match=r"when it was sent, these had no value yet: minutes\."):
            sign(blank_request, answer, "fine")
    assert not Signature.objects.exists() and not Event.objects.filter(verb__startswith="signed").exists()
    with pytest.raises(errors.WrongState, match="no value yet"):
        actions.remind(US, signature_request=blank_request, now=NOW + timedelta(days=4))


def test_a_zero_somebody_entered_is_a_number(blank_request: SignatureRequest) -> None:
    zero = BOTH.assumptions[0].model_copy(update={"low": None, "base": 0.0, "high": None})
    sheet = BOTH.model_copy(update={"assumptions": (zero, *BOTH.assumptions[1:])})
    blank_request.initiative.revisions.update(sheet=sheets.stored(sheet))
    assert sign(blank_request).answer == Answer.AGREE


def test_the_customer_and_we_read_why_it_cannot_be_signed(
    blank_request: SignatureRequest, signer: World, signed_in: Callable[..., Client]
) -> None:
    client = opened(blank_request)
    page = client.get(at("sign", blank_request)).content.decode()
    assert "these had no value yet: minutes" in page and "You need not do anything" in page and "<textarea" not in page
    tasks.tell_of_missing.call(blank_request.pk)
    letter = mail.outbox[-1]
    assert letter.to == [signer.user(Role.SAM).email] and "these had no value yet: minutes" in letter.body
    refused = client.post(at("sign-answer", blank_request), {"answer": "agree"})
    assert refused.status_code in (409, 422) and not Signature.objects.exists()
    sam = signed_in(signer.user(Role.SAM))
    ours = sam.get(reverse("value:case", args=[blank_request.initiative_id])).content.decode()
    assert "Cannot be signed" in ours and "Finish the sheet" in ours
    rows = sam.get(f"/api/v1/accounts/{signer.energy.pk}/requests").json()["items"]
    assert rows[0]["missing"] == ["minutes"]


def test_who_could_not_sign_is_asked_again_once_it_is_finished(blank_request: SignatureRequest, signer: World) -> None:
    initiative = blank_request.initiative
    actions.write(US, initiative=initiative, sheet=BOTH, seen_revision=initiative.revision, now=NOW)
    again = ask(signer, initiative)
    blank_request.refresh_from_db()
    assert blank_request.revoked_at is not None and sign(again).answer == Answer.AGREE


def test_a_case_that_was_removed_is_not_signed(signer: World) -> None:
    found = case(signer, BOTH)
    request = ask(signer, found)
    case_actions.remove(US, found, now=NOW)
    with pytest.raises(errors.WrongState, match="This was withdrawn"):
        sign(request)
    assert not Signature.objects.exists()


def test_a_guest_reads_amount_and_state_and_whose_answer_it_waits_for(signer: World) -> None:
    found = case(signer, BOTH)
    (item,) = sharing.cases(signer.energy)
    assert "net present value to Halden Energy: €" in item.note and item.note.endswith("not agreed yet")
    request = ask(signer, found)
    (item,) = sharing.cases(signer.energy)
    assert item.note.endswith("awaiting answer from Signe Dahl")
    sign(request)
    (item,) = sharing.cases(signer.energy)
    assert item.note.endswith("agreed by Signe Dahl, 20 Nov 2026")
    signed_for = documents.at_stake(Signature.objects.get().read)
    found.refresh_from_db()
    shorter = BOTH.model_copy(update={"years": BOTH.years - 1})
    actions.write(US, initiative=found, sheet=shorter, seen_revision=found.revision, now=NOW)
    (item,) = sharing.cases(signer.energy)
    assert item.note.endswith(f"changed since Signe Dahl agreed to {signed_for}, 20 Nov 2026")


def test_who_changes_an_agreed_case_is_told_first(signer: World, signed_in: Callable[..., Client]) -> None:
    found, sam = case(signer, BOTH), signed_in(signer.user(Role.SAM))
    pages = [reverse(f"value:{name}", args=[found.pk]) for name in ("case", "sheet", "versions", "edit")]

    def told() -> list[bool]:
        return ["agreed to this case on 20 Nov" in " ".join(sam.get(page).content.decode().split()) for page in pages]

    assert told() == [False] * 4
    sign(ask(signer, found))
    assert told() == [True] * 4
    assert 'data-opens="apply-numbers"' in sam.get(pages[0]).content.decode()


def test_a_document_counts_versions_from_1_and_shows_no_bare_number_as_formula(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    found = case(signer, BOTH)
    page = signed_in(signer.user(Role.SAM)).get(reverse("value:ask-case", args=[found.pk])).content.decode()
    words = " ".join(page.split())
    assert "version 1 " in words and "version 0" not in words
    assert '<td class="muted formula">1200</td>' not in words and '<td class="muted formula">avoided cost</td>' in words


# What is to be done next


def step_of(world: World, found: Initiative, today: date = TODAY) -> str:
    step = case_page(world.user(Role.SAM), Initiative.objects.get(pk=found.pk), today).next
    return f"{step.label} {step.href}" if step else ""


def test_an_agreement_in_part_leads_to_its_settlement(signer: World, signed_in: Callable[..., Client]) -> None:
    found = case(signer, BOTH)
    signature = sign(ask(signer, found), Answer.PARTLY, "the price is too high")
    assert step_of(signer, found) == f"Settle /signatures/{signature.pk}/"
    standing = queries.standing_of(signer.energy)
    assert (standing.cases_agreed, standing.cases_in_part, standing.case_to_settle) == (0, 1, found.pk)
    sam = signed_in(signer.user(Role.SAM))
    page = sam.get(reverse("value:signature", args=[signature.pk])).content.decode()
    assert "They agreed in part" in page and reverse("value:ask-case", args=[found.pk]) in page
    assert f'href="/value/{found.pk}/"' in sam.get(signer.energy.get_absolute_url()).content.decode()
    fewer = BOTH.model_copy(update={"years": 3})
    actions.write(US, initiative=found, sheet=fewer, seen_revision=found.revision, now=NOW)
    assert step_of(signer, found).startswith("Ask the customer to agree")
    assert "They agreed in part" not in sam.get(reverse("value:signature", args=[signature.pk])).content.decode()


def test_a_case_they_disagree_with_is_settled_and_never_claimed(signer: World) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found), Answer.DISAGREE, "we never said so")
    assert step_of(signer, found).startswith("Settle /signatures/")
    assert queries.standing_of(signer.energy).cases_disagreed == 1


def test_what_is_disputed_is_settled_before_a_sheet_is_finished(signer: World) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found))
    part(ask(signer, made := claim(signer, found)))
    lines = (*BOTH.lines, LineRow(title="New routine", kind="cost", formula=""))
    unfinished = BOTH.model_copy(update={"lines": lines})
    actions.write(US, initiative=found, sheet=unfinished, seen_revision=found.revision, now=NOW)
    assert step_of(signer, found) == f"Settle {made.label} /claims/{made.pk}/"
    assert queries.standing_of(signer.energy).claim_to_settle == made.pk


def test_nothing_is_claimed_before_it_delivers_or_without_a_start_date(signer: World) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found))
    assert Initiative.objects.get(pk=found.pk).begins_on == date(2026, 12, 1)
    plan = reverse("value:plan", args=[found.pk])
    assert step_of(signer, found) == f"Plan the delivery {plan}"
    assert step_of(signer, found, date(2027, 1, 1)) == f"Plan the first evidence {plan}"
    assert step_of(signer, found, date(2027, 3, 1)).startswith("Claim ")
    Initiative.objects.filter(pk=found.pk).update(begins_on=None)
    assert step_of(signer, found) == f"Set the start date /value/{found.pk}/edit/"


def test_case_and_record_say_what_comes_next_and_from_when_it_counts(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    found = case(signer, BOTH)
    sam = signed_in(signer.user(Role.SAM))
    at_case = reverse("value:case", args=[found.pk])
    assert "It counts as promised once a contact agrees to it." in sam.get(at_case).content.decode()
    signature = sign(ask(signer, found))
    record = reverse("value:signature", args=[signature.pk])
    for page in (sam.get(at_case), sam.get(record)):
        words = " ".join(page.content.decode().split())
        assert "its value counts from 1 Dec 2026 on. Plan who delivers what by then." in words
        assert f'<a class="button primary" href="/value/{found.pk}/plan/">Plan the delivery</a>' in words
    validated = sign(ask(signer, made := claim(signer, found)))
    words = " ".join(sam.get(reverse("value:signature", args=[validated.pk])).content.decode().split())
    assert "€230.00 is validated and counts in the value statement." in words and "What comes next" in words
    part(ask(signer, other := claim(signer, found, Period(date(2026, 10, 1), date(2026, 10, 31)))))
    assert f"€50 of {other.label} is claimed but not signed for." in sam.get(at_case).content.decode()
    assert made.label != other.label
    actions.withdraw_signature(
        ines(signer), signature=signature, reason="By mistake", way=Signature.Way.NOTED, now=NOW + timedelta(days=1)
    )
    assert "What comes next" not in sam.get(record).content.decode()


def test_while_they_are_waited_for_the_case_says_who_and_until_when(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    initiative = case(signer, BOTH)
    asked = ask(signer, initiative)
    page = signed_in(signer.user(Role.SAM)).get(reverse("value:case", args=[initiative.pk])).content.decode()
    assert f"{asked.contact.name} was asked and can answer until {days.written(asked.last_day)}" in page


def test_an_estimate_is_asked_for_in_other_words_than_a_delivery(signer: World) -> None:
    initiative = case(signer, BOTH)
    for found in (initiative, claim(signer, initiative)):
        letters.send_request(ask(signer, found), again=False)
    estimate, delivered = mail.outbox
    assert "asks whether you agree to an estimate of value" in estimate.subject
    assert "It is an estimate, not an order and not an invoice." in estimate.body
    assert "asks you to confirm the value of our joint work" in delivered.subject and "estimate" not in delivered.body


def test_the_delivery_is_planned_where_the_next_step_leads(signer: World, signed_in: Callable[..., Client]) -> None:
    """A form filled in from the case; the action is linked with it both ways, and the next step says what is planned."""
    found = case(signer, BOTH)
    actions.edit(ines(signer), initiative=found, owner=signer.user(Role.SAM), now=NOW)
    sign(ask(signer, found))
    sam, at_case = signed_in(signer.user(Role.SAM)), reverse("value:case", args=[found.pk])
    plan = reverse("value:plan", args=[found.pk])
    form = sam.get(plan).context["form"]
    assert {name: form[name].value() for name in ("title", "owner", "due_on")} == {
        "title": f"Deliver: {found.title}",
        "owner": signer.user(Role.SAM).pk,
        "due_on": date(2026, 12, 1),
    }
    typed = {"title": "Book the crew", "owner": signer.user(Role.SAM).pk, "customer_owner": "", "due_on": "2026-11-30"}
    assert sam.post(plan, typed | {"title": ""}).status_code == 422
    assert sam.post(plan, typed).headers["Location"] == at_case
    (action,) = Action.objects.all()
    assert action.arose_from == f"initiative:{found.pk}" and action.due_on == date(2026, 11, 30)
    page = " ".join(sam.get(at_case).content.decode().split())
    assert "Book the crew" in page and "1 action is planned and open." in page and ">Add to the plan</a>" in page
    for address in (f"/a/{signer.energy.pk}/actions/", reverse("action_items:edit", args=[action.pk])):
        assert f'href="{at_case}">{found.title}</a>' in sam.get(address).content.decode()
    found.refresh_from_db()
    actions.edit(ines(signer), initiative=found, begins_on=date(2026, 11, 1), now=NOW)
    assert sam.get(plan).context["form"]["title"].value().startswith("Collect the evidence of ")


def test_no_next_step_leads_to_a_list(signer: World, signed_in: Callable[..., Client]) -> None:
    """Each leads to a page with a form for that very thing, or to what is to be settled."""
    found, sam = case(signer, BOTH), signed_in(signer.user(Role.SAM))
    told = []

    def step() -> None:
        found.refresh_from_db()
        next_step = next_step_of(found, TODAY)
        assert next_step is not None
        page = sam.get(next_step.href).content.decode().split("<main")[1]
        assert "<form" in page and 'method="post"' in page, next_step
        assert "/actions/" not in next_step.href
        told.append(next_step.label)

    step()
    first = sign(ask(signer, found), Answer.PARTLY, "the crew is ours")
    step()
    actions.withdraw_signature(ines(signer), signature=first, reason="x", way=Signature.Way.NOTED, now=NOW)
    sign(ask(signer, found))
    step()
    actions.edit(ines(signer), initiative=found, begins_on=date(2026, 11, 1), now=NOW)
    sign(ask(signer, found))
    step()
    actions.edit(ines(signer), initiative=found, begins_on=date(2026, 1, 1), now=NOW)
    sign(ask(signer, found))
    step()
    made = claim(signer, found)
    step()
    part(ask(signer, made))
    step()
    assert [label.split(" ")[0] for label in told] == ["Ask", "Settle", "Plan", "Plan", "Claim", "Ask", "Settle"]


# Asking


def test_the_mail_goes_to_the_contact_and_tells_no_amount(signer: World) -> None:
    request = ask(signer, claim(signer), words="As we said on Tuesday.")
    tasks.send_request.call(request.pk, False)
    (letter,) = mail.outbox
    assert letter.to == ["signe@halden.example"] and letter.reply_to == [signer.user(Role.SAM).email]
    told = letter.body.replace(link := letters.link_of(request), "")  # any digits may stand in the secret
    assert link in letter.body and "As we said on Tuesday." in told and "230" not in told


def test_who_has_no_mail_or_has_left_cannot_be_asked(world: World) -> None:
    found = claim(world)
    with pytest.raises(errors.BadInput, match="no email address"):
        ask(world, found)
    accounts.edit_contact(US, contact=world.signe, email="s@halden.example", departed_on=TODAY, now=NOW)
    with pytest.raises(errors.BadInput, match="has left"):
        ask(world, found)
    assert not Event.objects.filter(verb="asked for signature").exists()


def test_nobody_is_asked_twice_and_no_stranger(signer: World) -> None:
    found = claim(signer)
    ask(signer, found)
    with pytest.raises(errors.WrongState, match="has already been asked"):
        ask(signer, found)
    ask(signer, found, contact=signer.jon, on_behalf_of=signer.signe)
    stranger = accounts.add_contact(US, account=signer.orsa, name="Olof", email="o@orsa.example", now=NOW)
    with pytest.raises(errors.BadInput, match="no contact|not a contact"):
        ask(signer, found, contact=stranger)


def test_reminders_and_the_expiry_are_told_once_it_waits(signer: World) -> None:
    request = ask(signer, claim(signer))
    with pytest.raises(errors.WrongState, match="less than a day"):
        actions.remind(ines(signer), signature_request=request, now=NOW + timedelta(hours=2))
    actions.remind(ines(signer), signature_request=request, now=NOW + timedelta(days=4))
    request.refresh_from_db()
    assert request.reminders == 1
    tasks.tell_of_expiry.call(request.pk)
    assert mail.outbox[-1].to == [signer.user(Role.SAM).email] and "has not answered" in mail.outbox[-1].subject
    sign(request)
    before = len(mail.outbox)
    tasks.tell_of_expiry.call(request.pk)
    tasks.remind.call(request.pk)
    assert len(mail.outbox) == before


# Signing


def test_agreeing_signs_what_was_claimed(signer: World) -> None:
    found = claim(signer)
    signature = sign(ask(signer, found))
    view = queries.view_of_claim(found)
    assert (signature.amount, view.state, view.money.validated) == (Decimal("230.00"), ClaimState.VALIDATED, 230)
    assert sealing.verify().intact and sealing.intact(Signature.objects.get())
    event = Event.objects.get(verb="signed: agree")
    assert event.actor_name == "Signe Dahl" and event.stream == f"account:{signer.energy.pk}"


def test_part_validated_disputed_settled(signer: World) -> None:
    found = claim(signer)
    part(ask(signer, found))
    view = queries.view_of_claim(found)
    assert (view.state, view.money.validated, view.money.disputed) == (ClaimState.DISPUTED, 180, 50)
    assert [row.signed for row in view.theirs] == [120, 60] and view.ours[0].signed is None
    actions.settle(ines(signer), claim=found, words="The two outages were ours.", now=NOW)
    view = queries.view_of_claim(found)
    assert (view.state, view.money.validated, view.money.let_go) == (ClaimState.SETTLED, 180, 50)
    actions.unsettle(ines(signer), claim=found, now=NOW)
    assert queries.view_of_claim(found).money.disputed == 50
    with pytest.raises(errors.BadInput):
        actions.settle(ines(signer), claim=found, words=" ", now=NOW)


def test_settled_by_a_new_claim_they_agree_to(signer: World) -> None:
    found = claim(signer)
    part(ask(signer, found))
    lines = (LINES[0].model_copy(update={"amount": Decimal(140)}), *LINES[1:])
    anew = actions.replace_claim(ines(signer), claim=found, lines=lines, remark="one outage", now=NOW)
    (view,) = queries.claims_of(signer.energy)
    assert (view.claim, view.money.validated, view.money.waiting) == (anew, 180, 20)
    sign(ask(signer, anew))
    (view,) = queries.claims_of(signer.energy)
    assert (view.state, view.money.validated) == (ClaimState.VALIDATED, 200)
    with pytest.raises(errors.WrongState, match="replaced"):
        ask(signer, found, contact=signer.jon)
    assert sealing.verify().intact


def test_disagreeing_needs_words_and_signs_for_nothing(signer: World) -> None:
    request = ask(signer, claim(signer))
    with pytest.raises(errors.BadInput, match="differently"):
        sign(request, Answer.DISAGREE)
    assert not Signature.objects.exists()
    assert sign(request, Answer.DISAGREE, "no").amount == 0


def test_in_part_with_the_same_amounts_or_unknown_lines_is_refused(signer: World) -> None:
    request = ask(signer, claim(signer))
    with pytest.raises(errors.BadInput, match="the claimed amounts"):
        sign(request, Answer.PARTLY, "hm", a=170)
    with pytest.raises(errors.BadInput, match="no line"):
        sign(request, Answer.PARTLY, "hm", m=30)
    with pytest.raises(errors.BadInput, match="too large to sign"):
        sign(request, Answer.PARTLY, "hm", a=10**16)
    request.refresh_from_db()
    assert request.answered_at is None


def test_a_question_is_answered_once(signer: World) -> None:
    request = ask(signer, claim(signer))
    sign(request)
    with pytest.raises(errors.WrongState, match="once"):
        sign(request)
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("state", ["expired", "revoked", "returned"])
def test_what_does_not_wait_cannot_be_signed(signer: World, state: str) -> None:
    request = ask(signer, claim(signer))
    if state == "expired":
        SignatureRequest.objects.update(expires_at=NOW)
    elif state == "revoked":
        actions.revoke(ines(signer), signature_request=request, now=NOW)
    else:
        actions.give_back(US, signature_request=request, words="Ask Jon", now=NOW)
    with pytest.raises(errors.WrongState):
        sign(request)
    assert not Signature.objects.exists()


def test_an_agreed_case_outgrows_its_signature(signer: World) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found))
    found.refresh_from_db()
    assert found.begins_on == date(2026, 12, 1)
    (agreed,) = queries.case(found).agreements
    assert agreed.agreed
    ours = BOTH.model_copy(update={"assumptions": (*BOTH.assumptions[:3], BOTH.assumptions[3].model_copy(update={"base": 70.0}), BOTH.assumptions[4])})  # fmt: skip
    found = actions.write(ines(signer), initiative=found, sheet=ours, seen_revision=0, now=NOW)
    assert queries.case(found).agreements[0].agreed, "our own cost is none of what they agreed to"
    theirs = ours.model_copy(update={"years": 3})
    found = actions.write(ines(signer), initiative=found, sheet=theirs, seen_revision=1, now=NOW)
    assert not queries.case(found).agreements[0].holds


def test_a_withdrawal_is_chained_and_counts_at_once(signer: World) -> None:
    found = claim(signer)
    signature = sign(ask(signer, found))
    actions.withdraw_signature(US, signature=signature, reason="Audit", way=LINK, now=NOW)
    assert queries.view_of_claim(found).money.validated == 0
    with pytest.raises(errors.WrongState, match="already"):
        actions.withdraw_signature(US, signature=signature, reason="Again", way=LINK, now=NOW)
    last = Signature.objects.get(withdraws=signature)
    with pytest.raises(errors.WrongState, match="itself"):
        actions.withdraw_signature(US, signature=last, reason="x", way=LINK, now=NOW)
    assert [one.number for one in Signature.objects.order_by("number")] == [1, 2] and sealing.verify().intact


# Claims


def test_the_same_days_are_claimed_once(signer: World) -> None:
    initiative = case(signer, BOTH)
    first = claim(signer, initiative)
    with pytest.raises(errors.BadInput, match="the same value cannot be claimed twice"):
        claim(signer, initiative, Period(date(2026, 9, 30), date(2026, 10, 31)))
    actions.remove_claim(ines(signer), claim=first, now=NOW)
    claim(signer, initiative)
    with pytest.raises(errors.WrongState, match="already been claimed"):
        actions.restore_claim(ines(signer), claim=first, now=NOW)
    with pytest.raises(errors.BadInput, match="in the future"):
        claim(signer, initiative, Period(date(2027, 1, 1), date(2027, 3, 31)))


def test_a_claim_is_changed_until_it_is_asked_about(signer: World) -> None:
    found = claim(signer)
    found = actions.edit_claim(ines(signer), claim=found, lines=LINES[:1], now=NOW)
    assert found.total == 170
    with pytest.raises(errors.WrongState, match="Edit it directly"):
        actions.replace_claim(ines(signer), claim=found, lines=LINES, now=NOW)
    sign(ask(signer, found))
    with pytest.raises(errors.WrongState, match="Replace"):
        actions.edit_claim(ines(signer), claim=found, lines=LINES, now=NOW)
    with pytest.raises(errors.WrongState, match="replaced, not removed"):
        actions.remove_claim(ines(signer), claim=found, now=NOW)


def test_somebody_else_finds_no_claim(signer: World) -> None:
    found = claim(signer)
    for action in (
        lambda actor: actions.settle(actor, claim=found, words="x", now=NOW),
        lambda actor: actions.remove_claim(actor, claim=found, now=NOW),
        lambda actor: actions.ask_for_claim(actor, claim=found, contact=signer.signe, now=NOW),
    ):
        with pytest.raises(errors.NotFound):
            action(type(US)(signer.stranger, "test"))


# Tampering, in the database itself

TAMPERED = [
    ("UPDATE value_signature SET amount = 999 WHERE number = 1", Fault.CHANGED),
    ('UPDATE value_signature SET amounts = \'{"a": "170.00", "b": "61.00"}\' WHERE number = 1', Fault.CHANGED),
    ("UPDATE value_signature SET answer = 'disagree' WHERE number = 1", Fault.CHANGED),
    ("UPDATE value_signature SET document = replace(document, '170.00', '171.00') WHERE number = 1", Fault.CHANGED),
    ("UPDATE value_signature SET signed_at = '2020-01-01' WHERE number = 1", Fault.CHANGED),
    ("UPDATE value_signature SET signer_name = 'Somebody Else' WHERE number = 1", Fault.SIGNER),
    ("UPDATE value_signature SET remark = 'excellent' WHERE number = 1", Fault.REMARK),
    ('UPDATE value_claim SET lines = \'[{"key": "a", "title": "x", "amount": "1.00"}]\'', Fault.CLAIM),
    ("UPDATE value_claim SET ends_on = '2026-12-31'", Fault.CLAIM),
    ("UPDATE value_sealhead SET number = 1", Fault.CUT),
    ("UPDATE value_signature SET signer_salt = '', signer_name = 'Somebody Else' WHERE number = 1", Fault.SIGNER),
    ("UPDATE value_signature SET signer_salt = '', signer_name = '', signer_email = '' WHERE number = 1", Fault.SIGNER),
    ("UPDATE value_signature SET remark_salt = '', remark = 'excellent' WHERE number = 1", Fault.REMARK),
    ("UPDATE value_signature SET remark_salt = '', remark = '' WHERE number = 1", Fault.REMARK),
    ("UPDATE value_signature SET account_id = (SELECT MAX(id) FROM accounts_account)", Fault.BELONGS),
    ("UPDATE value_signature SET contact_id = (SELECT MAX(id) FROM accounts_contact)", Fault.BELONGS),
    ("UPDATE value_signature SET contact_id = NULL", Fault.BELONGS),
    ("UPDATE value_signature SET initiative_id = (SELECT MAX(id) FROM value_initiative)", Fault.BELONGS),
    ("UPDATE value_signature SET claim_id = (SELECT MAX(id) FROM value_claim)", Fault.BELONGS),
    ("UPDATE value_signature SET belongs = '' WHERE number = 1", Fault.CHANGED),
    ("UPDATE value_signature SET belongs = 'nothing' WHERE number = 1", Fault.DAMAGED),
    ("UPDATE value_signature SET document = '{' WHERE number = 1", Fault.DAMAGED),
    ("UPDATE value_signature SET document = '[]' WHERE number = 1", Fault.DAMAGED),
    ('UPDATE value_signature SET amounts = \'{"a": "much"}\' WHERE number = 1', Fault.CHANGED),
]


@pytest.mark.parametrize(("statement", "fault"), TAMPERED)
def test_tampering_is_detected(signer: World, statement: str, fault: Fault) -> None:
    initiative = case(signer, BOTH)
    sign(ask(signer, claim(signer, initiative)))
    sign(ask(signer, initiative))
    claim(signer, initiative, Period(date(2026, 4, 1), date(2026, 6, 30)))
    case(signer, BOTH)
    assert sealing.verify().intact
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert fault in {one.fault for one in sealing.verify().findings}


def test_a_signature_taken_out_is_missed(signer: World) -> None:
    initiative = case(signer, BOTH)
    sign(ask(signer, claim(signer, initiative)))
    last = sign(ask(signer, initiative))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM value_signature WHERE id = %s", [last.pk])
        cursor.execute("UPDATE value_sealhead SET number = 1, digest = %s", [last.previous])
    assert {one.fault for one in sealing.verify().findings} == {Fault.CUT, Fault.MISSING}


def test_a_withdrawal_taken_out_is_missed(signer: World) -> None:
    """Although the head of before is genuine."""
    signature = sign(ask(signer, claim(signer)))
    before = SealHead.objects.get()
    withdrawal = actions.withdraw_signature(US, signature=signature, reason="Audit", way=LINK, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM value_signature WHERE id = %s", [withdrawal.pk])
        cursor.execute("UPDATE value_sealhead SET number = 1, digest = %s, mark = %s", [before.digest, before.mark])
    assert {one.fault for one in sealing.verify().findings} == {Fault.MISSING}


@pytest.fixture
def kept_heads(settings: object, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return heads.path()


def test_all_taken_out_is_missed_by_what_stands_beside_the_database(
    signer: World, kept_heads: Path, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        signature = sign(ask(signer, claim(signer)))
    assert sealing.verify().intact and signature.digest in kept_heads.read_text()
    kept_heads.open("a").write("7 made-up line\nnonsense\n")  # nobody else's lines say anything
    assert sealing.verify().intact
    with connection.cursor() as cursor:
        for table in ("value_signature", "value_sealhead"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM core_event")
    assert [(one.number, one.fault) for one in sealing.verify().findings] == [(1, Fault.MISSING)]


def test_merged_rows_still_belong(signer: World) -> None:
    sign(ask(signer, claim(signer)))
    accounts.merge(US, kept=signer.orsa, gone=[signer.energy], now=NOW)
    accounts.merge_contacts(US, kept=Contact.objects.get(pk=signer.jon.pk), gone=[Contact.objects.get(pk=signer.signe.pk)], now=NOW)  # fmt: skip
    signature = Signature.objects.get()
    assert (signature.account, signature.contact) == (signer.orsa, signer.jon)
    assert sealing.verify().intact


def test_what_is_signed_says_from_when_the_value_counts(signer: World, signed_in: Callable[..., Client]) -> None:
    """The day, or that it is the month after they agree, which is what comes of it; documents of before say nothing."""
    initiative, sam = case(signer, BOTH), signed_in(signer.user(Role.SAM))
    preview = reverse("value:ask-case", args=[initiative.pk])
    assert "the first day of the month after you agree" in sam.get(preview).content.decode()
    signature = sign(ask(signer, initiative))
    initiative.refresh_from_db()
    assert signature.read["begins"] == "" and initiative.begins_on == date(2026, 12, 1)
    assert "counts from 1 December 2026 on" in " ".join(sam.get(preview).content.decode().split())
    older = json.loads(signature.document)
    del older["begins"]
    page = render_to_string("value/signing/_document.html", {"document": older})
    assert "The value counts" not in page


def test_a_withdrawal_has_its_receipt(signer: World) -> None:
    signature = sign(ask(signer, claim(signer)))
    withdrawal = actions.withdraw_signature(US, signature=signature, reason="Audit", way=LINK, now=NOW)
    tasks.send_receipt.call(withdrawal.pk)
    assert mail.outbox[-1].to == ["signe@halden.example"] and withdrawal.digest in mail.outbox[-1].body


def test_another_installation_key_is_noticed_and_an_old_one_known(signer: World, settings: object) -> None:
    sign(ask(signer, claim(signer)))
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert {one.fault for one in sealing.verify().findings} == {Fault.FORGED, Fault.CUT}
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert sealing.verify().intact


# Through the browser, as whoever holds the link


def opened(request: SignatureRequest, client: Client | None = None) -> Client:
    client = client or Client()
    secret = links.secret_of(request.pk, request.nonce)
    client.post(reverse("value:sign-send-code", args=[secret]))
    tasks.send_code.call(request.pk)
    code = re.search(r"\d{6}", mail.outbox[-1].body)[0]  # type: ignore[index]
    answer = client.post(reverse("value:sign-open", args=[secret]), {"code": f" {code[:3]} {code[3:]} "})
    assert answer.status_code == 302
    return client


def at(name: str, request: SignatureRequest, *more: object) -> str:
    return reverse(f"value:{name}", args=[links.secret_of(request.pk, request.nonce), *more])


@pytest.fixture
def asked(signer: World) -> SignatureRequest:
    found = claim(signer)
    return actions.ask_for_claim(ines(signer), claim=found, contact=signer.signe, now=timezone.now())


def test_nothing_is_told_before_the_code(asked: SignatureRequest) -> None:
    page = Client().get(at("sign", asked))
    text = page.content.decode()
    assert page.status_code == 200 and page.headers["Referrer-Policy"] == "same-origin"
    assert "s…@halden.example" in text and "signe@" not in text
    assert all(word not in text for word in ("Halden Energy", "Predictive", "230", "Outages"))
    for name in ("sign-answer", "sign-return", "sign-withdraw"):
        assert Client().post(at(name, asked), {"answer": "agree", "words": "x", "reason": "x"}).status_code == 404
    assert not Signature.objects.exists()


def test_from_link_to_receipt(asked: SignatureRequest) -> None:
    client = opened(asked)
    page = client.get(at("sign", asked)).content.decode()
    assert "Outages avoided" in page and "More service" not in page
    typed = {"answer": "partly", "amount-a": "120,00", "amount-b": "60", "remark": ""}
    refused = client.post(at("sign-answer", asked), typed)
    assert refused.status_code == 422 and "differently" in refused.content.decode()
    assert 'value="120,00"' in refused.content.decode()
    refused = client.post(at("sign-answer", asked), typed | {"amount-a": "lots", "remark": "x"})
    assert refused.status_code == 422 and "is not a number" in refused.content.decode()
    for language, amount, question in (("en", "1.500", "Do you mean 1 500 or 1.5?"), ("de", "1,500", "Meinen Sie 1.500 oder 1,5?")):  # fmt: skip
        unclear = client.post(
            at("sign-answer", asked) + f"?lang={language}", typed | {"amount-a": amount, "remark": "x"}
        )
        page = unclear.content.decode().replace("\u202f", " ")
        assert unclear.status_code == 422 and question in page
        assert [f'data-means="amount-a" value="{means}"' in page for means in ("1500", "1.5")] == [True, True]
    signed = client.post(at("sign-answer", asked) + "?lang=en", typed | {"remark": "two outages were ours"})
    assert signed.status_code == 302
    signature = Signature.objects.get()
    assert (signature.amount, signature.way) == (Decimal("180.00"), "link")
    receipt = client.get(at("sign", asked)).content.decode()
    assert signature.digest in receipt and "seal intact" in receipt
    assert client.post(at("sign-answer", asked), typed | {"remark": "again"}).status_code == 409
    tasks.send_receipt.call(signature.pk)
    assert [letter.to for letter in mail.outbox[-2:]] == [["signe@halden.example"], [signature.request.asked_by.email]]  # type: ignore[union-attr]
    assert signature.digest in mail.outbox[-2].body
    withdrawn = client.post(at("sign-withdraw", asked), {"reason": "Audit"})
    assert withdrawn.status_code == 302 and not Signature.objects.get(number=1).stands


def test_wrong_codes_are_counted_and_then_refused(asked: SignatureRequest) -> None:
    client = Client()
    client.post(at("sign-send-code", asked))
    tasks.send_code.call(asked.pk)
    code = re.search(r"\d{6}", mail.outbox[-1].body)[0]  # type: ignore[index]
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(lifetimes.TRIES_PER_CODE):
        assert client.post(at("sign-open", asked), {"code": wrong}).status_code == 422
    late = client.post(at("sign-open", asked), {"code": code})
    assert late.status_code == 422 and "Too many" in late.content.decode()
    assert client.post(at("sign-send-code", asked)).status_code == 409


def test_a_code_expires_and_opens_once(asked: SignatureRequest) -> None:
    client = opened(asked)
    code = re.search(r"\d{6}", mail.outbox[-1].body)[0]  # type: ignore[index]
    assert Client().post(at("sign-open", asked), {"code": code}).status_code == 422
    SignatureRequest.objects.update(code_hash=links.hash_of("123456", asked.nonce), code_at=NOW - timedelta(days=1))
    assert "expired" in Client().post(at("sign-open", asked), {"code": "123456"}).content.decode()
    assert client.get(at("sign", asked)).status_code == 200


def test_codes_are_not_sent_without_end(asked: SignatureRequest) -> None:
    for _code in range(lifetimes.CODES_PER_LINK):
        SignatureRequest.objects.update(code_at=None)
        assert Client().post(at("sign-send-code", asked)).status_code == 302
    SignatureRequest.objects.update(code_at=None)
    assert Client().post(at("sign-send-code", asked)).status_code == 409


def test_other_links_open_nothing(asked: SignatureRequest) -> None:
    secret = links.secret_of(asked.pk, asked.nonce)
    for other in (secret[:-1] + ("0" if secret[-1] != "0" else "1"), f"{asked.pk}-", "x", f"{asked.pk + 1}-{secret.partition('-')[2]}", "9" * 30 + "-a", "-"):  # fmt: skip
        assert Client().get(reverse("value:sign", args=[other])).status_code == 404


def test_a_revoked_or_expired_link_says_so_and_nothing_else(signer: World, asked: SignatureRequest) -> None:
    client = opened(asked)
    SignatureRequest.objects.update(expires_at=timezone.now())
    answer = client.get(at("sign", asked))
    assert (
        answer.status_code == 409 and "expired" in answer.content.decode() and "Outages" not in answer.content.decode()
    )
    SignatureRequest.objects.update(expires_at=timezone.now() + timedelta(days=1), revoked_at=timezone.now())
    answer = client.post(at("sign-answer", asked), {"answer": "agree"})
    assert answer.status_code == 409 and not Signature.objects.exists()


def test_giving_it_back_closes_the_link(asked: SignatureRequest) -> None:
    client = opened(asked)
    assert client.post(at("sign-return", asked), {"words": "Ask Jon"}).status_code == 200
    assert client.get(at("sign", asked)).status_code == 409
    tasks.tell_of_return.call(asked.pk)
    assert "Ask Jon" in mail.outbox[-1].body


def test_evidence_is_read_by_the_signer_alone(signer: World) -> None:
    from django.core.files.base import ContentFile

    file = accounts.attach(US, account=signer.energy, upload=ContentFile(b"%PDF-1.7 log", "log.pdf"), now=NOW)
    other = accounts.attach(US, account=signer.energy, upload=ContentFile(b"%PDF-1.7 ours", "ours.pdf"), now=NOW)
    found = claim(signer)
    actions.edit_claim(ines(signer), claim=found, evidence=[file], now=NOW)
    request = actions.ask_for_claim(ines(signer), claim=found, contact=signer.signe, now=timezone.now())
    assert documents.read(request.document)["evidence"][0]["name"] == "log.pdf"
    assert Client().get(at("sign-evidence", request, file.pk)).status_code == 404
    client = opened(request)
    assert b"".join(client.get(at("sign-evidence", request, file.pk)).streaming_content) == b"%PDF-1.7 log"  # type: ignore[attr-defined]
    assert client.get(at("sign-evidence", request, other.pk)).status_code == 404


# Our pages


def test_our_pages_from_case_to_settlement(signer: World, signed_in: Callable[..., Client]) -> None:
    sam = signed_in(signer.user(Role.SAM))
    found = case(signer, BOTH)
    assert "Ask the customer to agree" in sam.get(reverse("value:case", args=[found.pk])).content.decode()
    asking = reverse("value:ask-case", args=[found.pk])
    page = sam.get(asking).content.decode()
    assert "Crew" not in page and "Avoided" in page
    assert sam.post(asking, {"contact": signer.signe.pk, "days": "0"}).status_code == 422
    known = [gap.value for gap in CaseGap]
    assert sam.post(asking, {"contact": signer.signe.pk, "days": "10", "without": known}).status_code == 302
    sign(SignatureRequest.objects.get())
    assert "Agreed by Signe Dahl" in " ".join(sam.get(reverse("value:case", args=[found.pk])).content.decode().split())
    adding = reverse("value:add-claim", args=[found.pk])
    assert sam.get(adding).status_code == 200
    assert sam.get(adding, {"starts_on": "2026-10-01", "ends_on": "2026-10-31"}).status_code == 200
    typed = {"starts_on": "2026-10-01", "ends_on": "2026-10-31", "amount-avoided": "230", "amount-margin": "30"}
    bad = sam.post(adding, typed | {"amount-avoided": "much", "ends_on": "2026-09-01"})
    assert bad.status_code == 422 and 'value="much"' in bad.content.decode()
    assert sam.post(adding, typed | {"amount-avoided": "much"}).status_code == 422
    assert sam.post(adding, typed).status_code == 302
    done = Claim.objects.get()
    assert done.total == 230 and done.ours == 30
    assert sam.post(reverse("value:ask-claim", args=[done.pk]), {"contact": signer.signe.pk, "days": "10"}).status_code == 302  # fmt: skip
    signature = sign(SignatureRequest.objects.get(claim=done), Answer.PARTLY, "<b>two</b> were ours", avoided=180)
    shown = sam.get(reverse("value:claim", args=[done.pk])).content.decode()
    assert "Disputed" in shown and "&lt;b&gt;two" in shown
    assert "seal intact" in sam.get(reverse("value:signature", args=[signature.pk])).content.decode()
    assert sam.post(reverse("value:settle-claim", args=[done.pk]), {"words": "Agreed by phone"}).status_code == 302
    assert "difference of €" in sam.get(reverse("value:case", args=[found.pk])).content.decode()
    anew = reverse("value:replace-claim", args=[done.pk])
    assert sam.get(anew).status_code == 200
    assert sam.post(anew, typed | {"amount-avoided": "200"}).status_code == 302
    assert Claim.objects.count() == 2
    Signature.objects.filter(pk=signature.pk).update(amount=1)
    assert "seal broken" in sam.get(reverse("value:signature", args=[signature.pk])).content.decode()


def test_the_head_is_one_row(signer: World) -> None:
    sign(ask(signer, claim(signer)))
    assert SealHead.objects.get().number == 1


def test_an_address_typed_while_asking_is_saved_on_the_contact(world: World) -> None:
    found = claim(world)
    with pytest.raises(errors.BadInput, match="valid email address"):
        ask(world, found, email="signe at home")
    world.signe.refresh_from_db()
    ask(world, found, email=" signe@halden.example ")
    world.signe.refresh_from_db()
    assert world.signe.email == "signe@halden.example"
    [event] = Event.objects.filter(verb="edited contact")
    assert event.changes == {"email": ["", "signe@halden.example"]}


def test_an_address_a_contact_has_is_not_changed_by_asking(world: World) -> None:
    found = claim(world)
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    with pytest.raises(errors.BadInput, match="Change it on the contacts page") as refused:
        ask(world, found, email="other@halden.example")
    assert refused.value.field == "email" and not Event.objects.filter(verb="asked for signature").exists()


def test_declining_without_a_word_and_withdrawing_without_a_reason_stay_on_the_page(asked: SignatureRequest) -> None:
    client = opened(asked)
    refused = client.post(at("sign-return", asked), {"words": " "})
    page = refused.content.decode()
    assert refused.status_code == 422 and "Say why you cannot answer" in page and "Decline to sign" in page
    assert client.post(at("sign-answer", asked), {"answer": "agree", "remark": ""}).status_code == 302
    refused = client.post(at("sign-withdraw", asked), {"reason": ""})
    page = refused.content.decode()
    assert refused.status_code == 422 and "Reason for the withdrawal" in page and "error-text" in page
    assert Signature.objects.count() == 1


def test_a_code_asked_for_too_soon_is_refused_where_it_was_asked_for(asked: SignatureRequest) -> None:
    client = Client()
    client.post(at("sign-send-code", asked))
    refused = client.post(at("sign-send-code", asked))
    page = refused.content.decode()
    assert refused.status_code == 409 and "A code is on its way" in page and 'name="code"' in page


def _agreed(world: World, found: Initiative) -> dict[str, bool]:
    found = Initiative.objects.get(pk=found.pk)
    return {row.row.name: row.stands for row in cases.case(found).assumptions}


def _with(sheet: Sheet, name: str, **values: object) -> Sheet:
    rows = tuple(row.model_copy(update=values) if row.name == name else row for row in sheet.assumptions)
    return sheet.model_copy(update={"assumptions": rows})


def _written(world: World, found: Initiative, sheet: Sheet) -> None:
    found = Initiative.objects.get(pk=found.pk)
    actions.write(ines(world), initiative=found, sheet=sheet, seen_revision=found.revision, now=NOW)


THEIRS = ("minutes", "cost per minute", "avoided cost")


def test_assumptions_agreed_with_the_case_count_and_say_by_whom(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    found = case(signer, BOTH)
    signature = sign(ask(signer, found))
    assert _agreed(signer, found) == {name: name in THEIRS for name in (row.name for row in BOTH.assumptions)}
    sam = signed_in(signer.user(Role.SAM))
    page = " ".join(sam.get(reverse("value:case", args=[found.pk])).content.decode().split())
    assert "3 of 5 confirmed" in page and f"agreed with the case by {signature.signer_name}, " in page
    told = sam.get(f"/api/v1/cases/{found.pk}").json()["agreed_assumptions"]
    assert {one["name"] for one in told} == set(THEIRS) and {one["signature"] for one in told} == {signature.pk}
    rows = openpyxl.load_workbook(workbook.of(cases.case(found)))["Assumptions"].values
    assert {row[0] for row in rows if row[7] == f"{signature.signer_name}, with the case"} == set(THEIRS)


@pytest.mark.parametrize(
    "change", [{"base": 210.0}, {"low": 90.0}, {"high": 310.0}, {"unit": "minutes/month"}, {"formula": "7"}]
)
def test_an_assumption_changed_since_they_agreed_is_not_counted_nor_what_rests_on_it(
    signer: World, change: dict[str, object]
) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found))
    _written(signer, found, _with(BOTH, "minutes", **change))
    stands = _agreed(signer, found)
    assert not stands["minutes"] and not stands["avoided cost"] and stands["cost per minute"]
    _written(signer, found, BOTH)
    assert all(_agreed(signer, found)[name] for name in THEIRS), "as they agreed to it again"


def test_another_rate_of_exchange_changes_what_formulas_come_to(signer: World) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found))
    _written(signer, found, BOTH.model_copy(update={"rates": {"USD": 0.9}}))
    assert _agreed(signer, found) == {**dict.fromkeys((row.name for row in BOTH.assumptions), False)} | {
        "minutes": True,
        "cost per minute": True,
    }


@pytest.mark.parametrize("answer", [Answer.PARTLY, Answer.DISAGREE])
def test_who_does_not_agree_to_the_whole_agrees_to_no_assumption(signer: World, answer: Answer) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found), answer, "Too high")
    assert not any(_agreed(signer, found).values())


def test_a_withdrawn_agreement_covers_no_assumption(signer: World) -> None:
    found = case(signer, BOTH)
    signature = sign(ask(signer, found))
    actions.withdraw_signature(ines(signer), signature=signature, reason="They called", way=LINK, now=NOW)
    assert not any(_agreed(signer, found).values())
