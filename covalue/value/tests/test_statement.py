"""The value statement: what is added, what never is, and what leaves with which file."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from covalue.accounts import actions as accounts
from covalue.analytics.value.case import CaseSide, Kind, Line, LineResult
from covalue.core import money
from covalue.core.models import Event
from covalue.core.periods import Period
from covalue.people.rules import Role
from covalue.value import actions, queries
from covalue.value.actions import SignedAnswer
from covalue.value.cases import queries as cases
from covalue.value.cases.sheet import AssumptionRow, LineRow, Sheet
from covalue.value.claims.deliveries import Standing
from covalue.value.models import Initiative, Signature
from covalue.value.rules import Answer
from covalue.value.statement import charts, handout, words
from covalue.value.statement import rules as statement
from covalue.value.statement.rules import Delivery, Promise
from covalue.value.statement.rules import Line as Part
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, LINES, Q3, ask, claim, part, sign, signer
from covalue.web import typesetting
from tests.world import NOW, US, World

__all__ = ["signer"]
TODAY = date(2026, 11, 20)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def promise(
    amount: float = 120_000, begins: date | None = date(2026, 1, 1), currency: str = "EUR", *, agreed: bool = True
) -> Promise:
    line = Line("a", "Avoided", Kind.BENEFIT, "", group="risk")
    result = LineResult(line, amount, amount, amount, amount, (0.0, *(amount / 12,) * 36))
    return Promise(1, "Care", "Halden Energy", currency, begins, (result,), (result,), agreed)


def delivery(period: Period = Q3, claimed: int = 230, validated: int = 180, currency: str = "EUR") -> Delivery:
    money = Standing(Decimal(claimed), Decimal(validated), disputed=Decimal(claimed - validated))
    return Delivery(1, currency, period, money, (Part("risk", Decimal(claimed), Decimal(validated)),), Decimal(30))


def stated(promises: list[Promise], claims: list[Delivery], span: Period = YEAR) -> statement.Statement:
    return statement.state(promises, claims, span=span, today=TODAY, currency="EUR")


def test_promised_counts_until_today_and_not_beyond() -> None:
    """€120 000 a year since January: ten whole months and 20 of November's 30 days."""
    found = stated([promise()], [])
    assert found.total.promised == Decimal("106666.67") and found.until == TODAY
    assert found.promised_by_end == 120_000, "what it will be by the year's end is told beside it"
    assert found.points[-1].promised == found.total.promised, "the line ends at the figure above it"
    past = stated([promise()], [], Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert past.promised_by_end is None


def test_what_is_not_agreed_is_proposed_and_never_added_to_what_is_promised() -> None:
    found = stated([promise(agreed=False)], [])
    assert (found.total.promised, found.total.proposed) == (0, Decimal("106666.67")) and not found.total.agreed
    assert found.total.promised_ours == 0 and found.promised_by_end == 0
    assert found.by_source == () and {point.promised for point in found.points} == {0}
    both = stated([promise(), promise(agreed=False)], [])
    assert (both.total.promised, both.total.proposed) == (Decimal("106666.67"), Decimal("106666.67"))
    assert both.by_source[0].promised == both.points[-1].promised == both.total.promised


def test_what_delivers_since_nobody_knows_when_promises_nothing() -> None:
    for begins in (None, date(2027, 1, 1)):
        found = stated([promise(begins=begins)], [])
        assert found.total.promised == 0 and found.by_source == ()
        assert stated([promise(begins=begins, agreed=False)], []).empty


def test_what_is_agreed_and_starts_later_is_said_in_words_and_counts_nothing_yet() -> None:
    """Not in a year that is over, nor once it has started; several are added up, from the first start on."""
    march, july = promise(begins=date(2027, 3, 1)), promise(begins=date(2027, 7, 1))
    found = stated([march], [])
    assert [row.later for row in found.by_initiative] == [found.total.later] and not found.empty
    assert found.total.later == statement.Later((date(2027, 3, 1),), Decimal(120_000))
    assert words.of_later(found.total.later, "EUR") == "starts on 1 March 2027: €120k a year promised, nothing due yet"
    both = stated([march, july, promise()], []).total
    assert both.later and both.promised == stated([promise()], []).total.promised > 0
    assert words.of_later(both.later, "EUR").startswith("starts from 1 March 2027 on: €240k a year")
    undated = stated([promise(begins=None)], []).total.later
    assert undated and words.of_later(undated, "EUR").startswith("no start date yet: €120k a year promised")
    past = stated([march], [], Period(date(2025, 1, 1), date(2025, 12, 31)))
    assert past.total.later is None and past.empty
    assert stated([promise()], []).total.later is None


def test_claimed_and_validated_stand_beside_each_other() -> None:
    found = stated([promise()], [delivery()])
    assert (found.total.money.claimed, found.total.money.validated, found.total.money.disputed) == (230, 180, 50)
    (source,) = found.by_source
    assert (source.title, source.money.claimed, source.money.validated) == ("risk", 230, 180)
    assert [point.validated for point in found.points] == [0, 0, 180, None]


def test_currencies_are_never_added() -> None:
    """A claim in dollars without a rate stands by itself."""
    found = stated([promise(), promise(currency="USD")], [delivery(), delivery(currency="USD", claimed=900)])
    assert found.total.money.claimed == 230 and [(part.currency, part.total.money.claimed) for part in found.apart] == [
        ("USD", 900)
    ]
    assert found.total.promised == Decimal("106666.67")


def test_a_period_over_new_year_counts_by_its_days() -> None:
    """December and January, 62 days: 31 belong to 2026."""
    winter = Period(date(2026, 12, 1), date(2027, 1, 31))
    assert stated([promise()], [delivery(winter, 620, 310)]).total.money.claimed == 310


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.dates(date(2024, 1, 1), date(2026, 10, 1)), st.integers(0, 700))
def test_the_years_add_up_to_the_whole(claimed: int, validated: int, start: date, days: int) -> None:
    period = Period(start, date.fromordinal(min(start.toordinal() + days, TODAY.toordinal())))
    claims = [delivery(period, claimed, min(validated, claimed))]
    years = [Period(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025, 2026)]
    parts = sum((stated([promise(0)], claims, year).total.money.claimed for year in years), Decimal(0))
    assert abs(parts - claimed) <= Decimal("0.02")


def test_promised_is_what_they_agreed_to_not_what_we_wrote_since(signer: World) -> None:
    initiative = case(signer, BOTH)
    actions.edit(ines(signer), initiative=initiative, begins_on=date(2026, 1, 1), now=NOW)
    sign(ask(signer, initiative))
    before = queries.statement_of(signer.energy, 2026, TODAY).statement.total
    dearer = BOTH.assumptions[1].model_copy(update={"base": 500.0})
    sheet = BOTH.model_copy(update={"assumptions": (BOTH.assumptions[0], dearer, *BOTH.assumptions[2:])})
    initiative.refresh_from_db()
    actions.write(ines(signer), initiative=initiative, sheet=sheet, seen_revision=initiative.revision, now=NOW)
    after = queries.statement_of(signer.energy, 2026, TODAY).statement.total
    assert before.promised == after.promised > 0 and after.agreed and after.promised_ours > 0


def test_what_nobody_agreed_to_promises_nothing_while_it_is_unfinished(signer: World) -> None:
    blank = BOTH.model_copy(update={"assumptions": (*BOTH.assumptions, AssumptionRow(name="stores"))})
    initiative = case(signer, blank)
    actions.edit(ines(signer), initiative=initiative, begins_on=date(2026, 1, 1), now=NOW)
    total = queries.statement_of(signer.energy, 2026, TODAY).statement.total
    assert total.promised == total.promised_ours == total.proposed == 0
    initiative.refresh_from_db()
    actions.write(ines(signer), initiative=initiative, sheet=BOTH, seen_revision=initiative.revision, now=NOW)
    total = queries.statement_of(signer.energy, 2026, TODAY).statement.total
    assert total.promised == total.promised_ours == 0 < total.proposed


def test_what_was_signed_with_a_value_missing_is_not_agreed(signer: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature of before cases with blanks could no longer be asked about, nor signed."""
    first = BOTH.assumptions[0].model_copy(update={"low": None, "base": None, "high": None})
    initiative = case(signer, BOTH.model_copy(update={"assumptions": (first, *BOTH.assumptions[1:])}))
    actions.edit(ines(signer), initiative=initiative, begins_on=date(2026, 1, 1), now=NOW)
    monkeypatch.setattr(cases.CaseView, "unfinished", ())
    monkeypatch.setattr("covalue.value.signing.queries.missing_of", lambda _request: ())
    sign(ask(signer, initiative))
    total = queries.statement_of(signer.energy, 2026, TODAY).statement.total
    assert Signature.objects.count() == 1 and not total.agreed and total.promised == total.proposed == 0


def test_the_home_counts_what_was_signed_as_the_statement_does(delivered: World) -> None:
    for account in (delivered.group, delivered.energy):
        total = queries.statement_of(account, None, TODAY).statement.total.money
        standing = queries.standing_of(account)
        told = (standing.claimed, standing.validated, standing.disputed)
        assert told == (total.claimed, total.validated, total.disputed) and standing.validated > 0


@pytest.fixture
def delivered(signer: World) -> World:
    initiative = case(signer, BOTH)
    actions.edit(ines(signer), initiative=initiative, begins_on=date(2026, 1, 1), now=NOW)
    part(ask(signer, claim(signer, initiative)))
    return signer


def test_the_handout_calls_nothing_agreed_that_is_not(delivered: World) -> None:
    def rule() -> str:
        page = queries.statement_of(delivered.energy, 2026, TODAY)
        return str(handout._content(page, TODAY, ours=False)["rule"])

    assert "Proposed: what a value case says that is not agreed." in rule()
    (initiative,) = Initiative.objects.all()
    sign(ask(delivered, initiative))
    assert (
        rule().startswith("Promised: the benefits that were agreed, added up") and "not discounted. Delivered" in rule()
    )


def test_what_is_handed_over_is_exact_so_that_rows_add_up_to_the_figures_above(delivered: World) -> None:
    (initiative,) = Initiative.objects.all()
    sign(ask(delivered, initiative))
    page = queries.statement_of(delivered.energy, 2026, TODAY)
    content = handout._content(page, TODAY, ours=False)
    total = page.statement.total
    for place, amount in enumerate((total.promised, total.money.claimed, total.money.validated)):
        assert content["figures"][place]["value"] == money.money(amount, "EUR")
        assert sum(_amount(row[1 + place]) for row in content["by_initiative"]) == amount


def _amount(text: str) -> Decimal:
    return Decimal(text.replace("€", "").replace(money.NARROW, "").replace(money.MINUS, "-"))


def test_nothing_is_promised_at_zero_before_anything_is_agreed(delivered: World) -> None:
    """In what is handed over and on our page, by initiative and by source; the line of what was promised is not drawn."""

    def content() -> dict[str, Any]:
        return handout._content(queries.statement_of(delivered.energy, 2026, TODAY), TODAY, ours=False)

    def chart() -> str:
        return charts.over_time(queries.statement_of(delivered.energy, 2026, TODAY).statement, standalone=True).svg

    def promised() -> list[str]:
        made = content()
        return [made["figures"][0]["value"], made["by_source"][0][1]]

    figure, source = promised()
    assert figure == "–" and source.endswith(" proposed"), "what is delivered says that it is only proposed"
    assert content()["figures"][0]["note"].startswith("nothing is agreed yet · ")
    assert "promised: " not in chart()
    (initiative,) = Initiative.objects.all()
    sign(ask(delivered, initiative))
    assert "–" not in promised() and not promised()[1].endswith("proposed") and "promised: " in chart()


def test_a_claim_nobody_answered_is_not_validated_at_zero() -> None:
    waiting = Delivery(1, "EUR", Q3, Standing(Decimal(230), waiting=Decimal(230)), (Part("risk", Decimal(230), Decimal(0)),), Decimal(30))  # fmt: skip
    found = stated([promise()], [waiting])
    assert not any(row.money.answered for row in (found.total, *found.by_initiative, *found.by_source))
    found = stated([promise()], [delivery(validated=0)])
    assert all(row.money.answered for row in (found.total, *found.by_initiative, *found.by_source))


def test_the_group_states_what_was_signed_below(delivered: World) -> None:
    found = queries.statement_of(delivered.group, 2026, TODAY)
    assert found.statement.total.money.validated == 180
    assert not queries.statement_of(delivered.orsa, 2026, TODAY).claims


def test_the_page_in_a_constant_number_of_queries(delivered: World, signed_in: Callable[..., Client]) -> None:
    sam, address = signed_in(delivered.user(Role.SAM)), reverse("value:statement", args=[delivered.energy.pk])
    text = sam.get(address).content.decode()
    assert "two outages were ours" in text and "€180" in text and "nothing is agreed yet" in text
    with CaptureQueriesContext(
        connection,
    ) as few:
        sam.get(address)
    other = case(delivered, BOTH)
    sign(ask(delivered, other, contact=delivered.jon))
    for month in (1, 2, 3):
        sign(ask(delivered, claim(delivered, other, Period(date(2026, month, 1), date(2026, month, 28)))))
    sam.get(reverse("accounts:list"))  # the menu counts again what changed
    with CaptureQueriesContext(connection) as many:
        sam.get(address)
    assert len(many) <= len(few) + 1
    assert sam.get(address, {"year": "all"}).status_code == 200
    assert sam.get(address, {"year": "2025"}).status_code == 200
    assert sam.get(address, {"year": "٢"}).status_code == 422


def test_what_leaves_for_the_customer_holds_nothing_of_ours(delivered: World, signed_in: Callable[..., Client]) -> None:
    actions.settle(ines(delivered), claim=delivered.energy.claims.get(), words="OURS ALONE", now=NOW)
    sam = signed_in(delivered.user(Role.SAM))

    def file(form: str) -> bytes:
        answer = sam.get(reverse("value:export-statement", args=[delivered.energy.pk, form]))
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
        assert ("internal-" in answer.headers["Content-Disposition"]) == (form in ("management", "excel"))
        return answer.content

    deck = Presentation(io.BytesIO(file("slide")))
    told = " ".join(shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame)
    told += deck.slides[0].notes_slide.notes_text_frame.text
    assert "€180 validated of €230 delivered" in told and "two outages" in told and "OURS ALONE" not in told
    assert file("customer").startswith(b"%PDF") and file("management").startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO(file("excel")))
    assert book["By initiative"]["D2"].value == 180
    assert Event.objects.filter(verb__startswith="exported value statement").count() == 4
    assert sam.get(reverse("value:export-statement", args=[delivered.energy.pk, "else"])).status_code == 404


def test_one_page_stays_one_page(delivered: World) -> None:
    """Twenty initiatives and long remarks still fit on one page."""
    for number in range(20):
        found = actions.start(
            US, account=delivered.energy, title=f"Initiative {number} " + "x" * 150, sheet=BOTH, now=NOW
        )
        request = ask(delivered, actions.claim(US, initiative=found, period=Q3, currency="EUR", lines=LINES, now=NOW))
        actions.sign(US, signature_request=request, answer=SignedAnswer(Answer.PARTLY, {"a": Decimal(1)}, "word " * 300), way=Signature.Way.LINK, now=NOW)  # fmt: skip
    page = queries.statement_of(delivered.energy, 2026, TODAY)
    for form in ("customer", "management"):
        inputs = {"data": json.dumps(handout._content(page, TODAY, ours=form == "management"))}
        drawn = typesetting._compiler(handout.TEMPLATE).compile(format="svg", sys_inputs=inputs)
        assert not isinstance(drawn, list) or len(drawn) == 1


def test_sides_are_told_apart() -> None:
    ours = LineResult(Line("m", "Margin", Kind.BENEFIT, "", side=CaseSide.SUPPLIER), 1, 1, 1, 1)
    assert statement.side_of([ours], CaseSide.CUSTOMER) == ()


def test_what_is_disputed_and_what_was_waived_name_their_claims_and_lines(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    """Two equal amounts beside each other are of different claims, and the page says of which."""
    found = case(signer, BOTH)
    sign(ask(signer, found))
    waived = claim(signer, found)
    part(ask(signer, waived))
    actions.settle(ines(signer), claim=waived, words="Ours", now=NOW)
    disputed = claim(signer, found, Period(date(2026, 10, 1), date(2026, 10, 31)))
    part(ask(signer, disputed))
    sam = signed_in(signer.user(Role.SAM))
    page = sam.get(reverse("value:statement", args=[signer.energy.pk])).content.decode()
    words = " ".join(strip_tags(page).split())
    assert "€50 claimed but not signed for October 2026: Outages avoided €50" in words
    assert "Another €50 was waived and is not in it Q3 26: Outages avoided €50" in words
    assert f'href="/claims/{waived.pk}/">Q3 26</a>: Outages avoided €50' in " ".join(page.split())
    assert "– €50 waived" in words
    at_case = strip_tags(sam.get(reverse("value:case", args=[found.pk])).content.decode())
    assert "difference of €50 waived" in " ".join(at_case.split())


def test_what_is_handed_to_a_german_customer_is_german_and_what_is_ours_is_not(
    signer: World, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found))
    sign(ask(signer, claim(signer, found)))
    accounts.edit_contact(US, contact=signer.signe, language="de", now=NOW)
    accounts.edit_contact(US, contact=signer.jon, language="de", now=NOW)
    written: list[dict[str, Any]] = []
    monkeypatch.setattr(typesetting, "made", lambda _template, content: written.append(content) or b"%PDF")
    sam = signed_in(signer.user(Role.SAM))
    at = {
        form: reverse("value:export-statement", args=[signer.energy.pk, form])
        for form in ("customer", "management", "slide")
    }
    assert [sam.get(at[form]).status_code for form in ("customer", "management")] == [200, 200]
    theirs, ours = (json.dumps(content, ensure_ascii=False) for content in written)
    assert "Vertraulich, für Halden Energy" in theirs and "Wertaufstellung" in theirs and "Confidential" not in theirs
    assert "For our management" in ours and "Value statement" in ours
    slides = Presentation(io.BytesIO(sam.get(at["slide"]).content)).slides
    shown = " ".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    assert "bestätigt" in shown and "validated" not in shown.lower()


def test_a_case_in_another_currency_stands_apart_and_is_never_added() -> None:
    """With what it promises and delivers; a claim in another currency than its case is told by its case's name."""
    kroner = replace(promise(currency="NOK"), initiative=2, title="Drammen")
    claims = [delivery(), replace(delivery(), initiative=2, currency="NOK"), replace(delivery(), currency="USD")]
    found, alone = stated([promise(), kroner], claims), stated([promise()], [delivery()])
    assert (found.total, found.by_initiative, found.by_source, found.points) == (
        alone.total,
        alone.by_initiative,
        alone.by_source,
        alone.points,
    )
    assert [(part.currency, [row.title for row in part.by_initiative]) for part in found.apart] == [
        ("NOK", ["Drammen"]),
        ("USD", ["Care"]),
    ]
    assert found.apart[0].total.promised == alone.total.promised > 0 and found.apart[1].total.promised == 0
    only = stated([kroner], [])
    assert not only.empty and not only.by_initiative and only.apart[0].by_initiative


@given(
    st.lists(st.tuples(st.sampled_from(["EUR", "NOK", "USD"]), st.integers(1, 4), st.integers(1, 10_000)), max_size=8)
)
@settings(deadline=None)
def test_no_claim_is_lost_or_counted_in_two_currencies(rows: list[tuple[str, int, int]]) -> None:
    claims = [
        Delivery(case, code, Q3, Standing(Decimal(amount)), (Part("risk", Decimal(amount), Decimal(0)),), Decimal(0))
        for code, case, amount in rows
    ]
    found = stated([replace(promise(), initiative=number) for number in (1, 2)], claims)
    told = {part.currency: part.total.money.claimed for part in (found, *found.apart)}
    for code in ("EUR", "NOK", "USD"):
        assert told.get(code, Decimal(0)) == sum(amount for of, _case, amount in rows if of == code)


def test_what_is_apart_is_on_every_page_and_file(delivered: World, signed_in: Callable[..., Client]) -> None:
    found = case(delivered, Sheet(currency="NOK", lines=(LineRow(key="d", title="Ferry", formula="7700"),)))
    actions.edit(ines(delivered), initiative=found, begins_on=date(2026, 1, 1), now=NOW)
    sam = signed_in(delivered.user(Role.SAM))
    page = " ".join(sam.get(reverse("value:statement", args=[delivered.energy.pk])).content.decode().split())
    assert "What is in NOK is apart" in page and "By initiative, NOK" in page and "proposed, not agreed" in page
    stated_page = queries.statement_of(delivered.energy, 2026, TODAY)
    for ours in (True, False):
        (apart,) = handout._content(stated_page, TODAY, ours=ours)["apart"]
        assert "NOK" in apart["title"] and "NOK" in apart["rows"][0][1]
    for form in ("customer", "management"):
        assert handout.made(stated_page, form, TODAY).startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO(handout.made(stated_page, "excel", TODAY)))
    assert "By initiative, NOK" in book.sheetnames
    deck = Presentation(io.BytesIO(handout.made(stated_page, "slide", TODAY)))
    texts = [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]
    assert any(text.startswith("In NOK, apart: promised –") for text in texts)
