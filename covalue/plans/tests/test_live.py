"""What an open plan is told: who writes, what they change, and that a figure is another one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from covalue.core import written
from covalue.ledger.models import Import
from covalue.people.rules import Role
from covalue.plans import actions, live
from covalue.plans.live import HEAD, Kind, PlanTalk
from covalue.plans.models import Section, Writer
from covalue.value import actions as value
from covalue.web import sockets
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db


class Wire:
    """Takes down what is sent."""

    is_closed = False

    def __init__(self) -> None:
        self.sent: list[tuple[int, int, bytes]] = []

    def send(self, message: bytes) -> None:
        self.sent.append((*HEAD.unpack_from(message), message[HEAD.size :]))

    def told(self, kind: Kind) -> list[Any]:
        return [json.loads(body) for said, _section, body in self.sent if said == kind]


def test_what_is_written_is_told_to_who_has_the_plan_open(world: World) -> None:
    section = actions.start(US, account=world.energy, now=NOW).sections.first()
    assert section is not None
    talk, wire = _open(section, frozenset({"value_target", "value_target@999"}))
    written.forget()
    hub = sockets.Hub()
    before = hub._told(None)
    Writer.objects.create(section=section, user=world.stranger, connection="other", seen_at=live.timezone.now())
    before = hub._told(before)
    assert [next(iter(news.values()))["name"] for news in wire.told(Kind.WRITERS)] == ["Nils Berg"]
    assert not wire.told(Kind.CHANGED), "no page shows who writes"
    value.add_target(US, account=world.energy, title="Fewer outages", now=NOW)
    before = hub._told(before)
    assert wire.told(Kind.CHANGED) == [{"prose": False}]
    hub._told(before)
    assert len(wire.told(Kind.CHANGED)) == 1, "once for each change"
    live._talks.discard(talk)


def test_an_open_plan_is_told_when_the_ledger_changed(
    world: World, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    section = actions.start(US, account=world.energy, now=NOW).sections.first()
    assert section is not None
    opened: list[PlanTalk] = []
    monkeypatch.setattr(sockets, "accept", lambda _request, talk: opened.append(talk) or HttpResponse())
    signed_in(world.user(Role.SAM)).get(reverse("plans:live", args=[world.energy.pk]))
    talk, wire = _open(section, opened[0].tables)
    written.forget()
    hub = sockets.Hub()
    before = hub._told(None)
    Import.objects.create(source="crm", file_name="sales.csv", asked_at=NOW)
    hub._told(before)
    assert wire.told(Kind.CHANGED) == [{"prose": False}]
    live._talks.discard(talk)


def _open(section: Section, tables: frozenset[str]) -> tuple[PlanTalk, Wire]:
    wire = Wire()
    talk = PlanTalk(
        user_id=0, account_id=section.plan.account_id, session="", signed="", origin="test", request="", language="en",
        tables=tables, sections=(section.pk,), wire=wire,  # type: ignore[arg-type]
    )  # fmt: skip
    live._talks.add(talk)
    return talk, wire
