"""What changes an amount stands in what the customer signs: in the sealed text, and in words on the page."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import strip_tags

from covalue.accounts import actions as accounts
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases import figures
from covalue.value.cases import sheet as sheets
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import AssumptionRow, CorrelationRow, LineRow, Part, Sheet
from covalue.value.models import Signature
from covalue.value.signing import documents, sealing, seals
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH, ask, at, opened, sign, signer  # noqa: F401 the fixture of the signing tests
from tests.world import US, World

SHEET = Sheet(
    years=4,
    rate=0.08,
    rate_low=0.06,
    rate_high=0.1,
    our_rate=0.05,
    gain_share=0.15,
    alternative="Do nothing",
    rates={"USD": 0.9},
    assumptions=(
        AssumptionRow(name="minutes", unit="minutes/year", low=900, base=1000, high=1200),
        AssumptionRow(name="cost", unit="$ per minute", low=2, base=3, high=4),
        AssumptionRow(name="delay", unit="months", low=1, base=2, high=5),
        AssumptionRow(name="roll-out", unit="months", formula="delay × 2"),
        AssumptionRow(name="hourly", unit="€/year", base=61),
    ),
    lines=(
        LineRow(key="a", title="Avoided", formula="minutes × cost", starts=2, ramp="roll-out", group="risk"),
        LineRow(key="b", title="Fewer calls", formula="4000", ramp="6"),
        LineRow(key="c", title="Set-up", formula="500", kind="cost", yearly=False, starts=1),
        LineRow(key="p", title="Fee", formula="900", kind="price", side="supplier"),
        LineRow(key="r", title="What they have", formula="700", kind="reference price"),
        LineRow(key="o", title="Crew", formula="hourly * 3", kind="cost", side="supplier"),
    ),
    correlations=(CorrelationRow(first="minutes", second="cost", strength=0.6),),
)
OTHERWISE: dict[str, Any] = {
    "currency": "GBP", "years": 6, "rate": 0.0825, "rate_low": 0.07, "rate_high": 0.12, "our_rate": 0.06, "gain_share": 0.1625,
    "alternative": "Wait", "rates": {"USD": 1.2}, "unit": "k$ per minute", "low": 0.5, "base": 2.5, "high": 6, "shape": "pert",
    "formula": "1234", "source": "their books", "source_on": "2026-01-02", "kind": "cost", "side": "supplier", "yearly": False, "starts": 7,
    "ramp": "9", "group": "cost", "title": "Otherwise", "strength": -0.4,
}  # fmt: skip
NAMES = frozenset(["name", "key", "first", "second"])  # which row it is; what refers to it changes with it
OF_THE_SHEET = frozenset(["assumptions", "lines", "correlations", "scenarios"])


def changed_sheets() -> Iterator[tuple[str, Sheet]]:
    """The sheet with each of its inputs otherwise, one at a time."""
    for name in set(Sheet.model_fields) - OF_THE_SHEET:
        yield name, SHEET.model_copy(update={name: OTHERWISE[name]})
    for rows in ("assumptions", "lines", "correlations"):
        parts: tuple[Part, ...] = getattr(SHEET, rows)
        for place, row in enumerate(parts):
            for name in set(type(row).model_fields) - NAMES:
                other = row.model_copy(update={name: OTHERWISE[name]})
                changed = {rows: (*parts[:place], other, *parts[place + 1 :])}
                yield f"{rows} {place}: {name}", SHEET.model_copy(update=changed)


def document_of(sheet: Sheet) -> dict[str, Any] | None:
    """What the customer would sign; None where the sheet cannot be calculated."""
    read = sheets.read(sheet.model_dump(mode="json"))
    result = figures.of(read).result
    return result and documents.read(documents.of_case(read, result, account="H", title="C", target="", revision=1))


def words_of(document: dict[str, Any]) -> str:
    return " ".join(strip_tags(render_to_string("value/signing/_document.html", {"document": document})).split())


def test_every_input_that_changes_an_amount_is_in_the_sealed_text_and_on_the_page() -> None:
    """Figures held still, the words alone tell the two apart: nobody has to work an assumption out of its result."""
    before = document_of(SHEET)
    assert before is not None
    told, silent = set(), set()
    for name, sheet in changed_sheets():
        after = document_of(sheet)
        if after is None or after["figures"] == before["figures"]:
            silent.add(name)
            continue
        assert after["terms"] != before["terms"], f"{name} is not in the sealed text"
        shown = {**after, "figures": {**before["figures"], "lines": before["figures"]["lines"]}}
        if after["figures"]["lines"].keys() == before["figures"]["lines"].keys() and not name.endswith(": formula"):
            assert words_of(shown) != words_of(before), f"{name} cannot be read on the page"
        told.add(name)
    assert {
        "years",
        "rate",
        "gain_share",
        "rates",
        "lines 0: ramp",
        "lines 1: ramp",
        "lines 0: starts",
        "lines 2: starts",
    } <= told
    assert {"assumptions 0: shape", "assumptions 2: high", "correlations 0: strength", "assumptions 1: unit"} <= told
    assert {"our_rate", "alternative", "assumptions 0: source", "assumptions 4: base"} <= silent  # ours, or no amount


def test_ramp_and_start_are_said_in_both_languages() -> None:
    document = document_of(SHEET)
    assert document is not None
    english = words_of(document)
    assert "grows evenly to the full amount over 6 months" in english and "starts after 2 months" in english
    assert (
        "grows evenly to the full amount; time it takes: roll-out" in english and "roll-out delay × 2 months" in english
    )
    with translation.override("de"):
        german = words_of(document)
    assert "steigt gleichmäßig über 6 Monate auf den vollen Betrag" in german and "beginnt nach 2 Monaten" in german
    assert "1 USD = 0,9 EUR" in german and "Korrelation" in german
    assert "grows" not in german and "starts after" not in german


def of_before(document: dict[str, Any]) -> dict[str, Any]:
    """The same as documents were until shapes and correlations became part of them."""
    terms = {**document["terms"]}
    del terms["correlations"]
    terms["assumptions"] = [{key: row[key] for key in row if key != "shape"} for row in terms["assumptions"]]
    return {**document, "terms": terms}


def test_what_was_signed_before_stands_and_what_is_signed_now_covers_more() -> None:
    document = document_of(SHEET)
    assert document is not None
    document = json.loads(seals.text_of(document))
    apart = SHEET.model_copy(update={"correlations": ()})
    shorter = SHEET.model_copy(update={"years": 3})
    assert documents.still_agreed(document, SHEET) and not documents.still_agreed(document, apart)
    old = of_before(document)
    assert documents.still_agreed(old, SHEET) and documents.still_agreed(old, apart)
    assert not documents.still_agreed(old, shorter)
    assert "grows evenly" in words_of(old)
    assert documents.unchanged_assumptions(old, SHEET) == documents.unchanged_assumptions(document, SHEET)


@pytest.mark.django_db
def test_what_was_signed_in_german_is_shown_in_german_to_us_and_to_them(
    signer: World,  # noqa: F811
    signed_in: Callable[..., Client],
) -> None:
    request = ask(signer, case(signer, SHEET))
    client = opened(request)
    answer = client.post(at("sign-answer", request) + "?lang=de", {"answer": "agree", "remark": ""})
    assert answer.status_code == 302
    signature = Signature.objects.get()
    assert signature.language == "de" and sealing.intact(signature)
    sam = signed_in(signer.user(Role.SAM))
    page = sam.get(f"/signatures/{signature.pk}/").content.decode()
    assert '<div lang="de">' in page and "As it was signed, in German." in page
    assert "steigt gleichmäßig über 6 Monate auf den vollen Betrag" in page and "grows evenly" not in page
    assert sam.get(f"/api/v1/signatures/{signature.pk}").json()["language"] == "de"
    receipt = client.get(at("sign", request) + "?lang=en").content.decode()
    assert "As it was signed, in German." in receipt and "grows evenly" not in receipt
    assert "steigt gleichmäßig" in client.get(at("sign", request) + "?lang=de").content.decode()
    Signature.objects.update(language="en")
    assert not sealing.intact(Signature.objects.get())


@pytest.mark.django_db
def test_a_record_of_before_is_shown_as_its_reader_reads(
    signer: World,  # noqa: F811
    signed_in: Callable[..., Client],
) -> None:
    signature = sign(ask(signer, case(signer, SHEET)))
    assert signature.language == "" and sealing.intact(signature)
    page = signed_in(signer.user(Role.SAM)).get(f"/signatures/{signature.pk}/").content.decode()
    assert "grows evenly" in page and "As it was signed" not in page


@pytest.mark.django_db
def test_the_receipt_says_what_it_was_about_and_what_comes_of_it(world: World) -> None:
    """On the page of the personal link: an estimate with its amount, who is told, until when the link opens."""
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=timezone.now())
    request = actions.ask_for_case(
        US, initiative=case(world, BOTH), contact=world.signe, now=timezone.now(), without=tuple(CaseGap)
    )
    client = opened(request)
    sign(request)
    page = " ".join(client.get(at("sign", request)).content.decode().split())
    assert "It is about an estimate of €" in page and "neither an order nor an invoice" in page
    assert "a receipt is sent to you by email" in page and "Your link opens this page until" in page
    assert "<b>Signe Dahl</b> agreed, " in page and "The seal is a number made of your name" in page
