"""What a case lacks is listed before the customer is asked: what is needed blocks, the rest is confirmed knowingly."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases import needs, queries
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import AssumptionRow, LineRow, Sheet
from covalue.value.models import SignatureRequest
from covalue.value.tests.test_actions import case, ines, target
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
GAIN = LineRow(key="gain", title="Gain", formula="hours × cost of an hour")
BARE = Sheet(
    assumptions=(
        AssumptionRow(name="hours", unit="hours/year", base=10),
        AssumptionRow(name="cost of an hour", unit="€/hour", base=40),
    ),
    lines=(GAIN,),
)
FEE = LineRow(key="fee", title="Fee", kind="price", side="supplier", formula="1200")


@pytest.fixture
def asked(world: World) -> World:
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    return world


def test_what_is_missing_is_asked_without_only_knowingly(asked: World) -> None:
    found = case(asked, BARE)
    assert queries.case(found).readiness.gaps == tuple(gap for gap in CaseGap if gap is not CaseGap.NUMBERS)
    with pytest.raises(
        errors.BadInput, match="no price, no next best alternative, no value target, not every"
    ) as refused:
        actions.ask_for_case(ines(asked), initiative=found, contact=asked.signe, now=NOW)
    assert refused.value.field == "without"
    with pytest.raises(errors.BadInput, match="Not filled in: no value target"):
        some = (CaseGap.PRICE, CaseGap.ALTERNATIVE, CaseGap.CONFIRMATIONS)
        actions.ask_for_case(ines(asked), initiative=found, contact=asked.signe, now=NOW, without=some)
    assert not SignatureRequest.objects.exists()
    actions.ask_for_case(ines(asked), initiative=found, contact=asked.signe, now=NOW, without=tuple(CaseGap))
    event = Event.objects.get(verb="asked for signature")
    assert event.changes["without"] == ["", "price, alternative, target, confirmations"]


def test_a_case_that_lacks_nothing_is_asked_about_at_once(asked: World) -> None:
    whole = BARE.model_copy(update={"lines": (GAIN, FEE), "alternative": "their own crew"})
    found = case(asked, whole)
    actions.edit(ines(asked), initiative=found, target=target(asked), now=NOW)
    for name in ("hours", "cost of an hour"):
        actions.confirm(ines(asked), initiative=found, name=name, contact=asked.signe, on=TODAY, now=NOW)
    assert needs.of(queries.case(found)) == needs.Needs()
    actions.ask_for_case(ines(asked), initiative=found, contact=asked.signe, now=NOW)
    assert "without" not in Event.objects.get(verb="asked for signature").changes


def test_a_case_without_a_gain_of_theirs_is_not_asked_about(asked: World, signed_in: Callable[..., Client]) -> None:
    found = case(asked, Sheet(lines=(FEE,)))
    with pytest.raises(errors.WrongState, match="what the customer gains"):
        actions.ask_for_case(ines(asked), initiative=found, contact=asked.signe, now=NOW, without=tuple(CaseGap))
    page = signed_in(asked.user(Role.SAM)).get(reverse("value:ask-case", args=[found.pk]))
    assert page.status_code == 409 and "A benefit to the customer" in page.content.decode()


def test_each_thing_has_the_way_to_where_it_is_filled_in(asked: World, signed_in: Callable[..., Client]) -> None:
    """Page and form, and the API by the same names."""
    found = case(asked, BARE)
    sam, at = signed_in(asked.user(Role.SAM)), reverse("value:ask-case", args=[found.pk])
    page = sam.get(at).content.decode()
    for name, anchor in (("sheet", "lines"), ("sheet", "alternative"), ("edit", "id_target"), ("case", "assumptions")):
        where = reverse(f"value:{name}", args=[found.pk])
        assert f'href="{where}#{anchor}"' in page and f'id="{anchor}"' in sam.get(where).content.decode(), anchor
    typed = {"contact": asked.signe.pk, "days": 14, "words": "please", "without": ["price", "target"]}
    refused = sam.post(at, typed)
    told = refused.content.decode()
    assert refused.status_code == 422 and "Not filled in: no next best alternative" in told and "please" in told
    assert told.count('name="without"') == 4 and told.count(" checked>") == 2
    assert sam.post(at, {**typed, "without": [gap.value for gap in CaseGap]}).status_code == 302
    assert SignatureRequest.objects.get().contact == asked.signe


def test_the_api_names_what_is_missing_and_asks_for_the_same_words(
    asked: World, signed_in: Callable[..., Client]
) -> None:
    found, sam = case(asked, BARE), signed_in(asked.user(Role.SAM))
    gaps = sam.get(f"/api/v1/cases/{found.pk}").json()["gaps"]
    assert gaps == ["price", "alternative", "target", "confirmations"]
    at, sent = f"/api/v1/cases/{found.pk}/requests", {"contact": asked.signe.pk}
    refused = sam.post(at, sent, content_type="application/json")
    assert refused.status_code == 422 and not SignatureRequest.objects.exists()
    assert sam.post(at, {**sent, "without": gaps}, content_type="application/json").status_code == 201
