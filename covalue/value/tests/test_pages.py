from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.models import Initiative, Target
from covalue.value.tests.test_actions import SHEET, case, ines, target
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
TYPED = {
    "years": "5", "currency": "EUR", "rate": "8", "seen_revision": "0",
    "a-0-name": "minutes", "a-0-base": "200", "a-0-unit": "minutes/year",
    "l-0-title": "Avoided", "l-0-kind": "benefit|customer", "l-0-formula": "minutes × 50",
}  # fmt: skip


@pytest.fixture
def sam(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.SAM))


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_from_a_target_to_its_case(world: World, sam: Client) -> None:
    listed = reverse("value:account", args=[world.energy.pk])
    assert "Add the first one as a hypothesis" in text(sam.get(listed))
    sam.post(
        reverse("value:add-target", args=[world.energy.pk]),
        {"title": "Fewer <b>outages</b>", "impact": "5", "fit": "3"},
    )
    wanted = Target.objects.get()
    sam.post(
        reverse("value:validate-target", args=[wanted.pk]), {"contact": world.signe.pk, "on": TODAY, "words": "Yes"}
    )
    page = text(sam.get(listed))
    assert "Fewer &lt;b&gt;outages" in page and "Validated by Signe Dahl" in strip_tags(page)
    begun = sam.post(reverse("value:start", args=[world.energy.pk]), {"title": "Care", "target": wanted.pk})
    found = Initiative.objects.get()
    assert begun.headers["Location"] == reverse("value:sheet", args=[found.pk]) and found.target == wanted
    assert sam.get(reverse("value:sheet", args=[found.pk])).status_code == 200


def test_a_refused_target_keeps_what_was_typed(world: World, sam: Client) -> None:
    answer = sam.post(reverse("value:add-target", args=[world.energy.pk]), {"title": "", "success": "Below ninety"})
    assert answer.status_code == 422 and "Below ninety" in text(answer)


def test_a_case_shows_what_it_comes_to(world: World, sam: Client) -> None:
    page = text(sam.get(reverse("value:case", args=[case(world).pk])))
    assert "Net present value to the customer" in page and "What matters most" in page and "€10k" in page


def test_figures_come_while_one_types_and_nothing_is_saved(world: World, sam: Client) -> None:
    found = case(world)
    address = reverse("value:try", args=[found.pk])
    wrong = sam.post(address, {**TYPED, "l-0-formula": "minute × 50"})
    assert wrong.status_code == 200 and "Did you mean “minutes”?" in text(wrong)
    right = sam.post(address, {**TYPED, "a-0-unit": "€/year"})
    assert "Net present" in text(right)
    refused = sam.post(address, {**TYPED, "a-0-base": "viele"})
    assert refused.status_code == 422
    told = {"field": "a-0-base", "where": TYPED["a-0-name"]}
    assert refused.json() == {**told, "sentence": "“viele” is not a number.", "choices": []}
    unclear = sam.post(address, {**TYPED, "a-0-base": "1.500"}).json()
    choices = [["1\u202f500", "1500"], ["1.5", "1.5"]]
    assert unclear == {**told, "sentence": "Do you mean 1\u202f500 or 1.5?", "choices": choices}
    assert sam.post(reverse("value:sheet", args=[found.pk]), {**TYPED, "a-0-base": "1.500"}).status_code == 422
    found.refresh_from_db()
    assert found.revision == 0


def test_the_sheet_saves_itself_and_says_when_it_cannot(world: World, sam: Client) -> None:
    address = reverse("value:sheet", args=[case(world).pk])
    saved = sam.post(address, TYPED, headers={"Accept": "application/json"})
    assert saved.json() == {"revision": 1, "keys": ["l0"], "saved": "Saved"}
    stale = sam.post(address, {**TYPED, "years": "4"}, headers={"Accept": "application/json"})
    assert stale.status_code == 409 and "in the meantime" in stale.json()["sentence"]
    bad = sam.post(
        address, {**TYPED, "years": "hundreds", "seen_revision": "1"}, headers={"Accept": "application/json"}
    )
    assert bad.status_code == 422 and "hundreds" in bad.json()["sentence"]
    by_hand = sam.post(address, {**TYPED, "years": "4", "seen_revision": "1"})
    assert by_hand.status_code == 302


def test_confirmed_numbers_stand_in_the_customers_voice(world: World, sam: Client) -> None:
    found = case(world)
    said = {"name": "minutes", "contact": world.signe.pk, "on": TODAY, "words": "About right"}
    sam.post(reverse("value:confirm", args=[found.pk]), said)
    page = text(sam.get(reverse("value:case", args=[found.pk])))
    assert "1 of 2 confirmed" in page and "About right" in page
    sam.post(reverse("value:withdraw", args=[found.confirmations.get().pk]))
    assert "0 of 2 confirmed" in text(sam.get(reverse("value:case", args=[found.pk])))


def test_versions_tell_what_changed_and_bring_back(world: World, sam: Client) -> None:
    found = case(world)
    actions.write(
        ines(world),
        initiative=found,
        sheet=SHEET.model_copy(update={"years": 7}),
        seen_revision=0,
        now=NOW.replace(hour=12),
    )
    assert "years" in text(sam.get(reverse("value:versions", args=[found.pk])))
    sam.post(reverse("value:revert", args=[found.pk, 0]))
    found.refresh_from_db()
    assert found.sheet["years"] == 5


def test_the_workbook_holds_figures_and_runs_nothing(world: World, sam: Client) -> None:
    found = case(
        world,
        SHEET.model_copy(
            update={"assumptions": tuple(a.model_copy(update={"source": "=1+1"}) for a in SHEET.assumptions)}
        ),
    )
    answer = sam.get(reverse("value:export", args=[found.pk]))
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert book.sheetnames == ["Figures", "Assumptions", "Lines", "By year"]
    cell = book["Assumptions"]["G2"]
    assert cell.value == "=1+1" and cell.data_type == "s"
    assert book["By year"].max_row == 7


def test_what_was_removed_comes_back(world: World, sam: Client) -> None:
    found, wanted = case(world), target(world)
    for name, row in (("", found), ("-target", wanted)):
        answer = sam.post(reverse(f"value:remove{name}", args=[row.pk]), headers={"HX-Request": "true"})
        assert "Undo" in answer.headers["HX-Trigger"]
        sam.post(reverse(f"value:restore{name}", args=[row.pk]))
        row.refresh_from_db()
        assert row.removed_at is None


def test_a_list_of_cases_asks_a_constant_number_of_questions(world: World, sam: Client) -> None:
    from django.db import connection

    address = reverse("value:account", args=[world.energy.pk])
    counts = []
    for _round in range(2):
        for number in range(3):
            row = actions.add_target(ines(world), account=world.energy, title=f"T{number}", holder=world.signe, now=NOW)
            begun = actions.start(
                ines(world), account=world.energy, title=f"C{number}", target=row, sheet=SHEET, now=NOW
            )
            actions.confirm(ines(world), initiative=begun, name="minutes", contact=world.signe, on=TODAY, now=NOW)
        sam.get(address)
        with CaptureQueriesContext(connection) as asked:
            sam.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_scenarios_stand_beside_what_is_expected(world: World, sam: Client) -> None:
    initiative = case(world)
    page = reverse("value:scenarios", args=[initiative.pk])
    assert "Name a scenario" in text(sam.get(page))
    assert "Worst case" in text(sam.get(page, {"add": "least"})).split("<table")[1]
    typed = {
        "seen_revision": "0",
        "s-0-name": "Half <b>as many</b>",
        "s-0-v-0": "100",
        "s-0-rate": "10",
        "s-3-v-0": "5",
    }
    sam.post(page, typed)
    initiative.refresh_from_db()
    (scenario,) = initiative.sheet["scenarios"]
    assert scenario == {"name": "Half <b>as many</b>", "values": {"minutes": 100.0}, "rate": 0.1, "gain_share": None}
    assert "Half &lt;b&gt;as many" in text(sam.get(reverse("value:case", args=[initiative.pk])))
    assert sam.post(page, {**typed, "s-0-name": "Stale"}).status_code == 409
    assert sam.post(page, {**typed, "seen_revision": "1", "s-0-v-0": "many"}).status_code == 422
    sam.post(reverse("value:sheet", args=[initiative.pk]), {**TYPED, "seen_revision": "1"})
    initiative.refresh_from_db()
    assert initiative.sheet["scenarios"] == [scenario], "the sheet's page leaves them alone"
    assert "Half" in text(sam.get(reverse("value:versions", args=[initiative.pk])))


def test_a_formula_that_cannot_be_calculated_keeps_one_on_the_sheet(world: World, sam: Client) -> None:
    """Saved, as what was typed always is; the page says where the fault is, and a sheet in order leads on to the case."""
    initiative = case(world)
    address = reverse("value:sheet", args=[initiative.pk])
    answer = sam.post(address, {**TYPED, "l-0-formula": "30000 per yeer"}, follow=True)
    page = " ".join(answer.content.decode().split())
    assert answer.redirect_chain[-1][0] == address
    assert "Saved. There are no figures before this is mended: Avoided" in page and "30000 per yeer" in page
    initiative.refresh_from_db()
    mended = sam.post(address, {**TYPED, "a-0-unit": "€/year", "seen_revision": str(initiative.revision)})
    assert mended.headers["Location"] == reverse("value:case", args=[initiative.pk])


def test_what_moves_together_is_typed_in_the_sheet(world: World, sam: Client) -> None:
    initiative = case(world)
    more = {"a-1-name": "cost", "a-1-low": "40", "a-1-base": "50", "a-1-high": "60", "a-0-low": "100", "a-0-high": "300",
            "c-0-first": "minutes", "c-0-second": "cost", "c-0-strength": "0,7"}  # fmt: skip
    sheet = reverse("value:sheet", args=[initiative.pk])
    sam.post(sheet, {**TYPED, **more})
    initiative.refresh_from_db()
    assert initiative.sheet["correlations"] == [{"first": "minutes", "second": "cost", "strength": 0.7}]
    assert 'value="0.7"' in text(sam.get(sheet))
    tried = sam.post(reverse("value:try", args=[initiative.pk]), {**TYPED, **more, "c-0-second": "prices"})
    assert "There is no assumption called “prices”" in text(tried)
    assert sam.post(sheet, {**TYPED, **more, "seen_revision": "1", "c-0-strength": "7"}).status_code == 422
