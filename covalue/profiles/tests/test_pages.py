"""The pages of profiles, as they are read and written."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from covalue.people.rules import Role
from covalue.profiles.models import Finding, Signal
from covalue.profiles.queries import CHAIN, FINDINGS, SIGNALS
from covalue.profiles.rules import Topic
from covalue.profiles.tests.test_profiles import HAPPENED, KNOWN
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def test_what_they_told_us_stands_in_their_colour_and_what_is_old_says_so(world: World, signed_in: SignedIn) -> None:
    old = TODAY - timedelta(days=4000)
    FINDINGS.add(US, world.energy, {**KNOWN, "found_on": old, "contact": world.signe}, now=NOW)
    CHAIN.add(US, world.energy, {"name": "Sourcing", "touch": "Cables"}, now=NOW)
    page = signed_in(world.user(Role.SAM)).get(f"/a/{world.energy.pk}/profile/").content.decode()
    assert '<div class="finding quote"' in page
    assert "out of date" in page
    assert "this topic is good for 180" in " ".join(page.split())
    assert "we touch 1 activity" in " ".join(page.split())


def test_a_finding_is_written_in_its_topic_and_a_refused_one_stays_as_it_was_typed(
    world: World, signed_in: SignedIn
) -> None:
    client, address = signed_in(world.user(Role.SAM)), f"/a/{world.energy.pk}/profile/strategy/add/"
    typed = {"words": "Grow abroad", "source": "", "found_on": "2026-11-01"}
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "Grow abroad" in refused.content.decode()
    assert not Finding.objects.exists()
    assert client.post(address, {**typed, "source": "Report"}).status_code == 302
    finding = Finding.objects.get()
    assert (finding.topic, finding.words, finding.created_by) == (Topic.STRATEGY, "Grow abroad", world.user(Role.SAM))


def test_what_somebody_else_wrote_is_not_overwritten_unseen(world: World, signed_in: SignedIn) -> None:
    finding = FINDINGS.add(US, world.energy, KNOWN, now=NOW)
    FINDINGS.edit(US, finding, {"words": "Theirs"}, now=NOW)
    client = signed_in(world.user(Role.SAM))
    typed = {"words": "Mine", "source": "x", "found_on": "2026-11-01", "seen": "1"}
    answer = client.post(f"/findings/{finding.pk}/", typed)
    assert answer.status_code == 422
    assert "Mine" in answer.content.decode()
    assert Finding.objects.get().words == "Theirs"
    assert client.post(f"/findings/{finding.pk}/", {**typed, "seen": "2"}).status_code == 302
    assert Finding.objects.get().words == "Mine"


def test_signals_are_narrowed_and_exported_as_they_are_shown(world: World, signed_in: SignedIn) -> None:
    SIGNALS.add(US, world.energy, HAPPENED, now=NOW)
    SIGNALS.add(US, world.energy, {**HAPPENED, "kind": "results", "words": "Profit halved"}, now=NOW)
    client, address = signed_in(world.user(Role.SAM)), f"/a/{world.energy.pk}/signals/"
    page = client.get(f"{address}?kind=results&state=open").content.decode()
    assert "Profit halved" in page
    assert "They buy Orsa" not in page
    file = b"".join(client.get(f"{address}export/?format=csv&kind=results"))
    assert b"Profit halved" in file
    assert b"They buy Orsa" not in file


def test_a_signal_is_answered_on_its_page(world: World, signed_in: SignedIn) -> None:
    signal = SIGNALS.add(US, world.energy, HAPPENED, now=NOW)
    client = signed_in(world.user(Role.SAM))
    assert client.post(f"/signals/{signal.pk}/", {"effect": "nothing", "reason": ""}).status_code == 422
    assert client.post(f"/signals/{signal.pk}/", {"effect": "nothing", "reason": "Not ours"}).status_code == 302
    assert (Signal.objects.get().effect, Signal.objects.get().reason) == ("nothing", "Not ours")


def test_the_contact_and_the_search_show_what_they_told_us(world: World, signed_in: SignedIn) -> None:
    told = {**KNOWN, "topic": Topic.PROCUREMENT_RANK, "number": 2, "words": "behind Kabelwerk", "contact": world.signe}
    FINDINGS.add(US, world.energy, told, now=NOW)
    client = signed_in(world.user(Role.SAM))
    assert "2 behind Kabelwerk" in client.get(f"/contacts/{world.signe.pk}/").content.decode()
    assert "2 behind Kabelwerk" in client.get("/find/?q=kabelwerk").content.decode()
    assert "kabelwerk" not in signed_in(world.stranger).get("/find/?q=behind").content.decode().casefold()


def test_the_step_and_the_home_lead_to_the_signals_that_nobody_answered(world: World, signed_in: SignedIn) -> None:
    signal = SIGNALS.add(US, world.energy, HAPPENED, now=NOW)
    client = signed_in(world.user(Role.SAM))
    for address in ("", "steps/discover/"):
        page = client.get(f"/a/{world.energy.pk}/{address}").content.decode()
        assert f"/signals/{signal.pk}/" in page, address
