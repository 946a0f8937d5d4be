"""What is kept of a page is never older than what happened, and never somebody else's."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from covalue.accounts import actions as accounts
from covalue.accounts.models import TeamRole
from covalue.action_items import actions as action_items
from covalue.action_items.models import Action
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.profitability.tests import sold
from covalue.web import keeping
from tests import api
from tests.world import NOW, US, World

SignIn = Callable[..., Client]
PORTFOLIO = "/portfolio/"


def home(client: Client, world: World) -> str:
    return client.get(reverse("process:account", args=[world.energy.pk])).content.decode()


def content(page: str) -> str:
    """What is kept: the page without its frame, and without the token of its forms."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.split("<main")[1].split("</main>")[0])


def test_a_page_is_drawn_once_until_something_happens(world: World, signed_in: SignIn) -> None:
    ines = signed_in(world.user(Role.SAM))
    for path in (reverse("process:account", args=[world.energy.pk]), PORTFOLIO, "/"):
        with CaptureQueriesContext(connection) as first:
            drawn = ines.get(path).content.decode()
        with CaptureQueriesContext(connection) as second:
            kept = ines.get(path).content.decode()
        assert content(drawn) == content(kept), path
        assert len(second) <= len(first) / 2, path
        accounts.edit(US, account=world.energy, name=f"{world.energy.name} AS", now=NOW)
        with CaptureQueriesContext(connection) as third:
            ines.get(path)
        assert len(third) >= 2 * len(second), path


def test_a_change_through_every_door_is_seen_at_once(
    world: World, signed_in: SignIn, called_by: Callable[..., Client]
) -> None:
    sam = world.user(Role.SAM)
    ines, program = signed_in(sam), called_by(sam)
    assert "Call Signe" not in home(ines, world)
    ines.post(reverse("action_items:add", args=[world.energy.pk]), {"title": "Call Signe", "due_on": "2026-12-01"})
    action = Action.objects.get(account=world.energy)
    assert f'data-item="action:{action.pk}"' in home(ines, world), "a form"
    ines.post(reverse("action_items:tick", args=[action.pk]))
    assert f'data-item="action:{action.pk}"' not in home(ines, world), "a tick"
    made = api.post(program, f"/accounts/{world.energy.pk}/actions", {"title": "Send the offer"})
    assert "<b>Send the offer</b></a>" in home(ines, world), "the API"
    api.delete(program, f"/actions/{made['id']}")
    assert "<b>Send the offer</b></a>" not in home(ines, world), "removed by the API"
    ines.post(reverse("action_items:restore", args=[made["id"]]))
    assert "<b>Send the offer</b></a>" in home(ines, world), "the way back"
    accounts.edit(US, account=world.energy, name="Halden Kraft", now=NOW)
    assert "Halden Kraft" in content(home(ines, world)), "the command line and jobs"


def test_a_change_above_below_and_of_a_colleague_is_seen(world: World, signed_in: SignIn) -> None:
    ines = signed_in(world.user(Role.SAM))
    assert world.group.name in home(ines, world)
    accounts.edit(US, account=world.group, name="Halden Holding", now=NOW)
    assert "Halden Holding" in home(ines, world)
    accounts.join_team(US, account=world.energy, user=world.stranger, team_role=TeamRole.CORE, now=NOW)
    assert world.stranger.name in home(ines, world)


def test_the_ledger_is_seen_though_its_files_tell_no_audit_log(
    world: World, signed_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    assert "No ledger yet" in dora.get(PORTFOLIO).content.decode()
    with mock.patch("covalue.core.written.stands", return_value=True):
        dora.get(PORTFOLIO)
        sold.import_lines(tmp_path)
        assert "No ledger yet" not in dora.get(PORTFOLIO).content.decode()


def test_nobody_reads_what_is_kept_for_another(world: World, signed_in: SignIn) -> None:
    """The same address, asked one after the other; nothing happens in between."""
    ines, nils = signed_in(world.user(Role.SAM)), signed_in(world.stranger)
    assert "Halden" in home(ines, world)
    assert nils.get(reverse("process:account", args=[world.energy.pk])).status_code == 404
    action_items.add(
        US, account=world.energy, title="Secret of Halden", owner=world.user(Role.SAM), due_on=NOW.date(), now=NOW
    )
    assert "Secret of Halden" in ines.get("/").content.decode()
    assert "Secret of Halden" not in nils.get("/").content.decode()


def test_who_loses_a_role_or_a_place_sees_less_at_once(world: World, signed_in: SignIn) -> None:
    dora = world.user(Role.PROGRAM_DIRECTOR)
    client = signed_in(dora)
    assert "Start a selection round" in client.get(PORTFOLIO).content.decode()
    people.set_roles(US, user=dora, roles=[Role.SAM], now=NOW)
    assert "Start a selection round" not in client.get(PORTFOLIO).content.decode()
    assert client.get(reverse("process:account", args=[world.energy.pk])).status_code == 404


def test_language_and_day_are_their_own(world: World, signed_in: SignIn) -> None:
    ines = signed_in(world.user(Role.SAM))
    today = ines.get("/").content.decode()
    with translation.override("de"):
        german = keeping.viewer(world.user(Role.SAM))
    assert german != keeping.viewer(world.user(Role.SAM))
    with mock.patch("django.utils.timezone.localdate", return_value=timezone.localdate() + timedelta(days=1)):
        assert content(ines.get("/").content.decode()) != content(today)


def test_forms_that_are_kept_carry_the_token_of_this_answer(world: World, signed_in: SignIn) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user(Role.SAM), backend="django.contrib.auth.backends.ModelBackend")
    first, second = (re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', home(client, world)) for _ in range(2))
    assert first and len(first) == len(second) and first[0] != second[0]
    other = signed_in(world.user(Role.SAM))
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', home(other, world))
    typed = {"title": "Call Signe", "csrfmiddlewaretoken": second[-1]}
    assert tokens and client.post(reverse("action_items:add", args=[world.energy.pk]), typed).status_code == 302
