"""Erasing a contact reaches every noun that names one, and leaves the seals whole."""

import pytest

from covalue.accounts import actions as accounts
from covalue.action_items import actions as action_items
from covalue.conversations.tests.test_erasing import _everything
from covalue.core.events import Actor
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.portal import actions
from covalue.portal.rules import ItemKind
from covalue.value import actions as value
from covalue.value.cases.readiness import CaseGap
from covalue.value.models import SignatureRequest
from covalue.value.signing import sealing
from covalue.value.tests.test_signing import BOTH, claim, sign
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(world: World) -> World:
    """One person wherever somebody can be named."""
    accounts.edit_contact(US, contact=world.signe, email="signe@halden.example", now=NOW)
    user = people.create_user(US, email="signe@halden.example", name="Signe Dahl", roles=[Role.CUSTOMER_GUEST], now=NOW)
    guest, signe, energy = actions.invite(US, account=world.energy, contact=world.signe, anyway=True, now=NOW), Actor(user, "test"), world.energy  # fmt: skip
    objectives.add(US, account=energy, side=Side.THEIRS, statement="As Signe Dahl says", contact=world.signe, now=NOW)
    action_items.add(US, account=energy, title="Call Signe Dahl", customer_owner=world.signe, now=NOW)
    target = value.add_target(US, account=energy, title="What Signe Dahl wants", holder=world.signe, now=NOW)
    item = {"kind": ItemKind.TARGET, "item": target.pk, "now": NOW}
    actions.share(US, account=energy, **item)
    actions.assent(signe, guest=guest, words="so says Signe Dahl", **item)
    actions.comment(signe, account=energy, guest=guest, words="Signe Dahl here", **item)
    actions.propose(signe, guest=guest, kind=ItemKind.TARGET, title="Signe Dahl's idea", now=NOW)
    actions.set_look(US, account=energy, colour="", welcome="Welcome Signe Dahl", now=NOW)
    minutes = BOTH.assumptions[0].model_copy(update={"source": "Signe Dahl's log"})
    sheet = BOTH.model_copy(update={"assumptions": (minutes, *BOTH.assumptions[1:])})
    case = value.start(US, account=energy, title="Care", sheet=sheet, now=NOW)
    value.confirm(US, initiative=case, name="minutes", contact=world.signe, on=TODAY, words="Signe Dahl nods", now=NOW)
    asked = value.ask_for_case(
        US, initiative=case, contact=world.signe, words="Dear Signe Dahl", now=NOW, without=tuple(CaseGap)
    )
    sign(asked, remark="Signe Dahl")
    claimed = claim(world, case)
    value.ask_for_claim(US, claim=claimed, contact=world.signe, now=NOW)
    accounts.edit_contact(US, contact=world.jon, email="jon@halden.test", now=NOW)
    value.ask_for_claim(US, claim=claimed, contact=world.jon, on_behalf_of=world.signe, now=NOW)
    return world


@pytest.mark.parametrize("keep", [True, False])
def test_every_noun_forgets_and_the_seals_hold(keep: bool, named: World) -> None:
    accounts.erase_contact(US, contact=named.signe, keep_words=keep, now=NOW)
    left = _everything()
    for gone in ("signe dahl", "dahl", "signe@", "halden.example"):
        assert gone not in left, left[max(0, left.find(gone) - 300) : left.find(gone) + 60]
    found = sealing.verify()
    assert found.intact and found.erased == 1
    assert not User.objects.get(grants__role=Role.CUSTOMER_GUEST, name="A former contact").is_active
    assert not SignatureRequest.objects.filter(contact=named.signe, answered_at=None, revoked_at=None).exists()
