"""Every constant in a formula a signer is shown is said: where they sign, in the shared workspace, record, receipt and files."""

import json
from collections.abc import Callable

import openpyxl
import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from covalue.accounts import actions as accounts
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases import queries as cases
from covalue.value.cases import workbook
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import AssumptionRow, LineRow, Sheet
from covalue.value.models import SignatureRequest
from covalue.value.signing import documents
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import at, opened, sign
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
SAID = "52.142857 weeks a year"
SHEET = Sheet(
    assumptions=(
        AssumptionRow(name="hours", unit="hours/week", low=8, base=10, high=12),
        AssumptionRow(name="cost", unit="€/hour", base=40),
        AssumptionRow(name="a year's hours", unit="hours/year", formula="hours"),
    ),
    lines=(
        LineRow(key="gain", title="Time", formula="hours × cost"),
        LineRow(key="same", title="Time again", formula="a year's hours × cost"),
    ),
)


def flat(page: str) -> str:
    return " ".join(page.split())


@pytest.fixture
def asked(world: World) -> SignatureRequest:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    return actions.ask_for_case(
        ines(world), initiative=case(world, SHEET), contact=world.signe, now=timezone.now(), without=tuple(CaseGap)
    )


def test_the_sealed_text_holds_them_and_one_of_before_says_them_too(asked: SignatureRequest) -> None:
    document = documents.read(asked.document)
    assert document["constants"]["lines"] == {"gain": [["week", "year", 52.142857143]]}
    assert document["constants"]["assumptions"] == {"a year's hours": [["week", "year", 52.142857143]]}
    assert documents.still_agreed(document, SHEET)
    older = {name: part for name, part in document.items() if name != "constants"}
    for read in (document, older):
        page = flat(render_to_string("value/signing/_document.html", {"document": json.loads(json.dumps(read))}))
        assert page.count(SAID) == 2, "beside the line and beside the assumption, each once"
    with translation.override("de"):
        assert "mit 52,142857 Wochen im Jahr" in flat(
            render_to_string("value/signing/_document.html", {"document": document})
        )


def test_they_are_said_wherever_the_formula_is_shown(
    world: World, asked: SignatureRequest, signed_in: Callable[..., Client]
) -> None:
    client, sam = opened(asked), signed_in(world.user(Role.SAM))
    assert SAID in flat(client.get(at("sign", asked)).content.decode())
    assert SAID in flat(sam.get(reverse("value:ask-case", args=[asked.initiative_id])).content.decode())
    assert SAID in flat(sam.get(reverse("value:case", args=[asked.initiative_id])).content.decode())
    signature = sign(asked)
    assert SAID in flat(client.get(at("sign", asked)).content.decode()), "the receipt"
    assert SAID in flat(sam.get(reverse("value:signature", args=[signature.pk])).content.decode()), "the record"
    assert sam.get(f"/api/v1/signatures/{signature.pk}").json()["document"]["constants"]["lines"]["gain"]
    book = openpyxl.load_workbook(workbook.of(cases.case(asked.initiative)))
    assert any(f"hours × cost ({SAID})" == cell.value for row in book["Lines"].rows for cell in row)
