"""Coverage by actions, pages and program; what is refused changes nothing."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.coverage import actions, queries
from covalue.coverage.inputs import CapacityInput, CoverageModelInput
from covalue.coverage.models import Capacity, Cover, CoverageModel, Effort
from covalue.coverage.rules import Served
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.web import inputs
from covalue.web.inputs import Input, form_of
from tests import api
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
HOME = "/portfolio/coverage/"
D = Decimal


@pytest.fixture
def begun(world: World) -> World:
    actions.begin(US, now=NOW)
    actions.set_capacity(US, world.user(Role.SAM), D(300), now=NOW)
    return world


@pytest.fixture
def dora(begun: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(begun.user(Role.PROGRAM_DIRECTOR))


def partner(name: str) -> CoverageModelInput:
    return CoverageModelInput(name=name, served=Served.DIGITAL, hours=D(1))


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        (CapacityInput, {"hours": -1}, "hours"),
        (CapacityInput, {"hours": "NaN"}, "hours"),
        (CapacityInput, {"hours": "10000.1"}, "hours"),
        (CoverageModelInput, {"name": "x", "served": "robot", "hours": 1}, "served"),
    ],
)
def test_the_form_and_the_api_refuse_the_same(kind: type[Input], values: dict[str, object], field: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        inputs.read(kind, values)
    assert refused.value.field == field and set(form_of(kind)(values).errors) == {field}


def page(world: World) -> queries.CoveragePage:
    return queries.coverage_page(world.user(Role.PROGRAM_DIRECTOR))


def hours_of(world: World) -> dict[str, Decimal]:
    return {person.user.name: person.hours for person in page(world).people}


def test_who_leads_gives_what_the_model_asks(begun: World) -> None:
    """Ines leads the group, so she gives Energy's 400; Nils leads Orsa, a key account: 120."""
    found = page(begun)
    assert hours_of(begun) == {"Ines Moreau": D(400), "Nils Berg": D(120)}
    assert [p.user.name for p in found.overloaded] == ["Ines Moreau"] and found.gaps == ()
    by_segment = {one.segment: one.customers for one in found.segments}
    assert by_segment == {"strategic": 1, "key": 1, "candidate": 0, "watch": 0, "A": 0, "B": 0, "C": 2}
    assert found.free_places == 0


def test_planned_hours_leave_a_gap_and_moving_them_closes_it(begun: World) -> None:
    ines, karl = begun.user(Role.SAM), begun.user(Role.TEAM_MEMBER)
    actions.plan_hours(US, begun.energy, {ines: D(250)}, now=NOW)
    [gap] = page(begun).gaps
    assert (gap.account, gap.missing) == (begun.energy, D(150))
    if_so = queries.what_if(begun.user(Role.PROGRAM_DIRECTOR), begun.energy, None, karl, None)
    assert if_so.after.planned == {ines.pk: D(250), karl.pk: D(150)} and Effort.objects.count() == 1
    actions.move_hours(US, begun.energy, giver=None, taker=karl, now=NOW)
    assert page(begun).gaps == () and hours_of(begun)["Karl Lund"] == D(150)
    actions.move_hours(US, begun.energy, giver=karl, taker=ines, hours=D(50), now=NOW)
    assert hours_of(begun) == {"Ines Moreau": D(300), "Karl Lund": D(100), "Nils Berg": D(120)}
    actions.plan_hours(US, begun.energy, {}, now=NOW)
    assert hours_of(begun)["Ines Moreau"] == D(400), "nobody told: the lead again"


def test_what_is_refused_changes_nothing(begun: World) -> None:
    ines, guest, model = begun.user(Role.SAM), begun.user(Role.CUSTOMER_GUEST), CoverageModel.objects.first()
    events = Event.objects.count()
    assert model is not None
    refusals = (
        (lambda: actions.begin(US, now=NOW), "already"),
        (lambda: actions.set_capacity(US, guest, D(10), now=NOW), "cannot be assigned hours"),
        (lambda: actions.move_hours(US, begun.energy, giver=ines, taker=ines, now=NOW), "a different person"),
        (lambda: actions.move_hours(US, begun.orsa, giver=ines, taker=begun.stranger, now=NOW), "has no hours planned"),
        (lambda: actions.move_hours(US, begun.energy, giver=ines, taker=begun.stranger, hours=D(401), now=NOW), "has only"),
        (lambda: actions.save_model(US, partner(" "), now=NOW), "Enter a name"),
        (lambda: actions.save_model(US, partner(model.name.upper()), now=NOW), "with this name"),
        (lambda: actions.remove_model(US, model, now=NOW), "use this model"),
    )  # fmt: skip
    for act, sentence in refusals:
        with pytest.raises(errors.Refused, match=sentence):
            act()
    assert Event.objects.count() == events and not Effort.objects.exists()
    for role in set(Role) - {Role.PROGRAM_DIRECTOR}:
        with pytest.raises(errors.NotFound):
            actions.set_capacity(Actor(begun.user(role), "test"), ines, D(1), now=NOW)


def test_somebody_who_is_gone_gives_nothing_and_a_merged_account_keeps_its_hours(begun: World) -> None:
    nils = begun.stranger
    actions.plan_hours(US, begun.wind, {begun.user(Role.SAM): D(30)}, now=NOW)
    accounts.merge(US, kept=begun.energy, gone=[begun.wind], now=NOW)
    assert Effort.objects.get().account == begun.energy
    people.deactivate(US, user=nils, now=NOW)
    found = page(begun)
    assert [g.account for g in found.gaps] == [begun.energy, begun.orsa], "370 and 120 are missing"


def test_everything_by_page(begun: World, dora: Client) -> None:
    ines, karl = begun.user(Role.SAM), begun.user(Role.TEAM_MEMBER)
    text = dora.get(HOME).content.decode()
    assert "overloaded" in text and "Ines Moreau" in text
    assert dora.post(f"{HOME}people/{karl.pk}/", {"hours": "500"}).status_code == 302
    asked = {"account": begun.energy.pk, "giver": ines.pk, "taker": karl.pk, "hours": "150"}
    what = dora.get(f"{HOME}what-if/", asked).content.decode()
    assert "no longer overloaded" in what or "overloaded" in what
    assert not Effort.objects.exists()
    assert dora.post(f"{HOME}move/", asked).status_code == 302
    assert hours_of(begun) == {"Ines Moreau": D(250), "Karl Lund": D(150), "Nils Berg": D(120)}
    assert dora.get(f"{HOME}what-if/", {**asked, "hours": "-4"}).status_code == 422
    plan = f"{HOME}accounts/{begun.energy.pk}/"
    assert dora.get(plan).status_code == 200
    wrong = dora.post(plan, {str(ines.pk): "a lot"})
    assert wrong.status_code == 422 and "a lot" in wrong.content.decode()
    assert dora.post(plan, {str(ines.pk): "100"}).status_code == 302
    model = CoverageModel.objects.get(served="key_account_manager")
    assert dora.post(f"{HOME}segments/strategic/", {"model": model.pk}).status_code == 302
    assert Cover.objects.get(segment="strategic").model == model
    assert dora.post(f"{HOME}segments/strategic/", {"model": ""}).status_code == 302
    assert not Cover.objects.filter(segment="strategic").exists()
    assert dora.post(f"{HOME}models/", {"name": "Partner", "served": "digital", "hours": "2"}).status_code == 302
    partner = CoverageModel.objects.get(name="Partner")
    assert (
        dora.post(f"{HOME}models/{partner.pk}/", {"name": "Partners", "served": "digital", "hours": "3"}).status_code
        == 302
    )
    assert dora.post(f"{HOME}models/{partner.pk}/remove/").status_code == 302
    assert not CoverageModel.objects.filter(pk=partner.pk).exists()
    assert dora.post(f"{HOME}people/{karl.pk}/", {"hours": ""}).status_code == 302
    assert not Capacity.objects.filter(user=karl).exists()
    book = load_workbook(BytesIO(b"".join(dora.get(f"{HOME}export/?format=xlsx").streaming_content)))  # type: ignore[attr-defined]
    assert {row[0].value for row in book.active.iter_rows(min_row=2)} == {"Halden Energy", "Orsa Paper"}


def test_an_empty_house_is_invited_to_begin(world: World, signed_in: Callable[..., Client]) -> None:
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    assert "Start with the standard models" in dora.get(HOME).content.decode()
    assert dora.post(f"{HOME}begin/").status_code == 302
    assert CoverageModel.objects.count() == 6


def test_the_same_by_program(begun: World, called_by: Callable[..., Client]) -> None:
    dora, ines, karl = called_by(begun.user(Role.PROGRAM_DIRECTOR)), begun.user(Role.SAM), begun.user(Role.TEAM_MEMBER)
    told = api.get(dora, "/coverage")
    assert {one["user"]["name"]: one["overloaded"] for one in told["people"]} == {
        "Ines Moreau": True,
        "Nils Berg": False,
    }
    move = {"account": begun.energy.pk, "giver": ines.pk, "taker": karl.pk, "hours": "150"}
    what = api.post(dora, "/coverage/what-if", move, status=200)
    assert [(one["before"], one["after"], one["overloaded"]) for one in what] == [(400, 250, False), (0, 150, False)]
    api.post(
        dora,
        "/coverage/moves",
        {"account": begun.energy.pk, "giver": ines.pk, "taker": karl.pk, "hours": "150"},
        status=200,
    )
    assert hours_of(begun)["Karl Lund"] == D(150)
    api.post(dora, f"/coverage/accounts/{begun.energy.pk}", {"hours": [{"user": ines.pk, "hours": "10"}]}, status=204)
    assert api.get(dora, "/coverage")["gaps"][0]["given"] == 10


def test_the_page_asks_few_questions(begun: World, dora: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for n in range(20):
        accounts.create(US, name=f"Customer {n}", account_class="key", owner=begun.stranger, now=NOW)
    with django_assert_max_num_queries(30):
        assert dora.get(HOME).status_code == 200


def test_a_refused_form_comes_back_with_what_was_typed(begun: World, signed_in: Callable[..., Client]) -> None:
    dora = signed_in(begun.user(Role.PROGRAM_DIRECTOR))
    typed = {"name": "Twice a year", "served": "sam", "hours": "99999999", "next": "/portfolio/"}
    refused = dora.post(reverse("coverage:add-model"), typed)
    page = refused.content.decode()
    assert refused.status_code == 422 and refused.headers["X-Refused-Field"] == "hours"
    assert 'value="Twice a year"' in page and 'value="99999999"' in page and 'name="next" value="/portfolio/"' in page
    assert 'class="error-text"' in page and not CoverageModel.objects.filter(name="Twice a year").exists()
    move = {"account": begun.energy.pk, "taker": begun.user(Role.SAM).pk, "hours": "x"}
    assert f'name="account" value="{begun.energy.pk}"' in dora.post(reverse("coverage:move"), move).content.decode()
