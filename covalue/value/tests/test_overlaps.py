"""Cases that may promise the same money twice, and structures kept for others."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts.industries import Industry
from covalue.analytics.value.case import Kind
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.value import actions, queries
from covalue.value.cases import figures, overlaps, starters
from covalue.value.cases.sheet import AssumptionRow, LineRow, ScenarioRow, Sheet
from covalue.value.models import CaseTemplate, Distinction, Initiative
from covalue.value.tests.test_actions import SHEET, case, ines
from tests import api
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db


def saving(*names: str, group: str = "cost", unit: str = "hours/year") -> Sheet:
    return Sheet(
        assumptions=tuple(AssumptionRow(name=name, unit=unit, base=1) for name in names),
        lines=(LineRow(title="Saved", formula=" × ".join([*names, "50"]), group=group),),
    )


def shared(first: Sheet, second: Sheet) -> tuple[str, ...]:
    found = overlaps.overlaps({1: first, 2: second})
    return found[0].names if found else ()


def test_the_same_hours_under_the_same_source_are_said_once_with_their_names() -> None:
    assert shared(saving("hours saved"), saving("Hours  Saved")) == ("hours saved",)
    assert shared(saving("hours saved"), saving("hours saved", group="risk")) == ()
    assert shared(saving("hours saved"), saving("minutes saved")) == ()


@pytest.mark.parametrize("unit", ["€/hour", "$ per call", "%", "% / year", "weeks/year", "CHF / unit", ""])
def test_rates_and_shares_are_common_to_many_cases_and_count_nothing(unit: str) -> None:
    assert shared(saving("rate", unit=unit), saving("rate", unit=unit)) == ()


@pytest.mark.parametrize("unit", ["€/year", "€", "hours/week", "units/year", "€ per month"])
def test_amounts_count(unit: str) -> None:
    assert shared(saving("amount", unit=unit), saving("amount", unit=unit)) == ("amount",)


def test_what_a_formula_rests_on_counts_too_costs_do_not_and_what_cannot_be_read_is_passed_over() -> None:
    derived = Sheet(
        assumptions=(
            AssumptionRow(name="minutes", unit="minutes/year", base=1),
            AssumptionRow(name="hours", formula="minutes"),
        ),
        lines=(
            LineRow(title="Saved", formula="hours × 2", group="cost"),
            LineRow(title="Odd", formula="hours ×× (", group="cost"),
        ),
    )
    assert shared(derived, saving("minutes")) == ("minutes",)
    costs = derived.model_copy(
        update={"lines": tuple(line.model_copy(update={"kind": Kind.COST}) for line in derived.lines)}
    )
    assert shared(costs, saving("minutes")) == ()


def test_told_apart_until_more_is_shared(world: World, signed_in: Callable[..., Client]) -> None:
    first, second = case(world, saving("hours")), case(world, saving("hours"))
    page = reverse("value:account", args=[world.energy.pk])
    sam = signed_in(world.user(Role.SAM))
    assert "may count the same money" in sam.get(page).content.decode()
    sam.post(reverse("value:distinguish", args=[second.pk, first.pk]), {"why": "Another plant <b>"})
    told = sam.get(page).content.decode()
    assert "Another plant &lt;b&gt;" in told and "Mark as different" not in told
    for initiative in (first, second):
        actions.write(US, initiative=initiative, sheet=saving("hours", "tons", unit="h/year"), seen_revision=0, now=NOW)
    assert "Mark as different" in sam.get(page).content.decode()


def test_only_cases_that_share_something_are_told_apart(world: World) -> None:
    first, second = case(world, saving("hours")), case(world, saving("tons"))
    before = Event.objects.count()
    for why, other in (("x", second), (" ", second), ("x", first)):
        with pytest.raises(errors.BadInput):
            actions.distinguish(ines(world), first=first, second=other, why=why, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.distinguish(Actor(world.stranger, "test"), first=first, second=second, why="x", now=NOW)
    assert (Distinction.objects.count(), Event.objects.count()) == (0, before)


def test_a_template_holds_the_structure_and_none_of_the_customers_numbers(world: World) -> None:
    told = SHEET.model_copy(
        update={
            "alternative": "Northern Power", "rate": 0.123, "rates": {"USD": 0.987}, "gain_share": 0.3,
            "scenarios": (ScenarioRow(name="Bad", values={"minutes": 123}),),
            "lines": (*SHEET.lines, LineRow(title="Fee", formula="98 765", kind=Kind.PRICE)),
        }
    )  # fmt: skip
    with pytest.raises(errors.NotAllowed):
        actions.keep_template(ines(world), initiative=case(world, told), title="Care", now=NOW)
    dora = Actor(world.user(Role.PROGRAM_DIRECTOR), "test")
    actions.keep_template(dora, initiative=case(world, told), title="Care", industry="energy", now=NOW)
    kept = str(CaseTemplate.objects.get().sheet)
    assert all(gone not in kept for gone in ("100", "200", "300", "123", "987", "0.3", "98 765", "Northern", "Bad"))
    assert "minutes × cost per minute" in kept


def test_a_case_begins_with_a_template_that_fits(world: World, signed_in: Callable[..., Client]) -> None:
    sam, dora = signed_in(world.user(Role.SAM)), signed_in(world.user(Role.PROGRAM_DIRECTOR))
    initiative = case(world)
    keep = reverse("value:keep-template", args=[initiative.pk])
    assert "This is what everyone will see" in dora.get(keep).content.decode()
    dora.post(keep, {"title": "Predictive care, kept", "industry": "", "offering": ""})
    own = CaseTemplate.objects.get()
    sam.post(reverse("value:start", args=[world.energy.pk]), {"title": "Again", "template": f"own-{own.pk}"})
    begun = Initiative.objects.get(title="Again")
    assert [row["name"] for row in begun.sheet["assumptions"]] == ["minutes", "cost per minute"]
    assert (
        sam.post(reverse("value:start", args=[world.energy.pk]), {"title": "No", "template": "own-999"}).status_code
        == 422
    )
    assert "Predictive care, kept" in sam.get(reverse("value:templates")).content.decode()
    assert sam.post(reverse("value:remove-template", args=[own.pk])).status_code == 403
    dora.post(reverse("value:remove-template", args=[own.pk]))
    assert "Predictive care, kept" not in sam.get(reverse("value:templates")).content.decode()
    dora.post(reverse("value:restore-template", args=[own.pk]))
    assert "Predictive care, kept" in sam.get(reverse("value:templates")).content.decode()


def test_what_fits_the_industry_comes_first(world: World) -> None:
    world.energy.sector = "Energy grid"
    found = queries.templates(world.energy)
    assert found[0].industry == Industry.ENERGY and found[-1].industry not in ("", Industry.ENERGY)


@pytest.mark.parametrize("one", starters.STARTERS, ids=lambda one: one.key)
def test_every_starter_can_be_reckoned_as_soon_as_its_numbers_are_asked(one: starters.Starter) -> None:
    assert figures.of(one.sheet).result is not None, figures.of(one.sheet)
    asked = tuple(row.model_copy(update={"low": 1, "base": 2, "high": 3}) for row in one.sheet.assumptions)
    found = figures.of(one.sheet.model_copy(update={"assumptions": asked}))
    assert found.result is not None and found.result.customer.npv > 0, found
    used = {name for line in one.sheet.lines for name in [row.name for row in asked] if name in line.formula}
    assert used == {row.name for row in asked}, "nothing is asked that is not used"


def test_programs_begin_with_templates_and_tell_cases_apart(world: World, called_by: Callable[..., Client]) -> None:
    sam, dora = called_by(world.user(Role.SAM)), called_by(world.user(Role.PROGRAM_DIRECTOR))
    cases = f"/accounts/{world.energy.pk}/cases"
    first = api.post(sam, cases, {"title": "Hours", "template": "hours"})
    second = api.post(sam, cases, {"title": "More hours", "template": "hours"})
    api.post(sam, cases, {"title": "x", "template": "none"}, status=422)
    api.post(sam, cases, {"title": "x", "template": "hours", "sheet": {}}, status=422)
    (one,) = api.get(sam, f"/accounts/{world.energy.pk}/overlaps")
    assert (one["names"], one["why"]) == (["hours saved"], "")
    (one,) = api.post(sam, f"/cases/{first['id']}/apart", {"other": second["id"], "why": "Nights"}, status=200)
    assert one["why"] == "Nights"
    api.post(sam, f"/cases/{first['id']}/apart", {"other": 999_999, "why": "Nights"}, status=422)
    kept = api.post(dora, f"/cases/{first['id']}/template", {"title": "Nights", "industry": "health"})
    assert kept in api.get(sam, "/case-templates")
    api.post(sam, f"/cases/{first['id']}/template", {"title": "Nights"}, status=403)
    api.delete(dora, f"/case-templates/{kept['own']}")
    assert kept not in api.get(sam, "/case-templates")
