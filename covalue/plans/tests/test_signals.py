"""What signals change in the plan: sections, objectives and cases can be named, and the plan shows what changes it."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.people.rules import Role
from covalue.plans import actions as plans
from covalue.profiles import actions, concerns
from covalue.profiles.queries import SIGNALS
from covalue.profiles.rules import Effect, SignalKind
from covalue.value import actions as value
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def test_a_signal_can_concern_a_section_or_a_case_and_stands_beside_the_plan(
    world: World, signed_in: Callable[..., Client]
) -> None:
    plan = plans.start(US, account=world.energy, now=NOW)
    case = value.start(US, account=world.energy, title="Fewer outages", now=NOW)
    section = plan.sections.first()
    assert section is not None
    assert {f"section:{section.pk}", f"initiative:{case.pk}"} <= concerns.by_key(world.energy).keys()
    assert not concerns.of_account(world.orsa)
    happened = {"kind": SignalKind.MERGER, "words": "They buy Orsa", "source": "Press", "happened_on": TODAY}
    signal = SIGNALS.add(US, world.energy, happened, now=NOW)
    client, address = signed_in(world.user(Role.SAM)), f"/a/{world.energy.pk}/plan/"
    assert "They buy Orsa" not in client.get(address).content.decode()
    actions.answer(US, signal=signal, effect=Effect.CHANGES, about=f"section:{section.pk}", now=NOW)
    page = client.get(address).content.decode()
    assert "They buy Orsa" in page
    assert f"#section-{section.pk}" in page
