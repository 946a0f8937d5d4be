"""A quick line on the command line: told, refused with what can be chosen, logged."""

import json

import pytest

from covalue.cli.main import main
from covalue.conversations.models import Conversation
from covalue.people.rules import Role
from covalue.promises.models import Promise
from tests.world import World


def test_a_line_is_told_asked_about_and_logged(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    owner = ["--account", str(world.energy.pk), "--owner", world.user(Role.SAM).email, "--json"]
    line = "met Signe Dahl and Per Wiik about outages !send the offer in 3 weeks"
    assert main(["log", line, *owner, "--check"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert not told["clear"] and told["spoken"][0]["what"] == "send the offer" and not Conversation.objects.exists()
    assert main(["log", line, *owner]) == 1
    refused = capsys.readouterr()
    assert refused.out == "" and "Per Wiik=new" in refused.err and not Conversation.objects.exists()
    assert main(["log", line, *owner, "--choose", "Per Wiik=new"]) == 0
    logged = json.loads(capsys.readouterr().out)
    assert logged["new_contacts"] == ["Per Wiik"] and logged["promises"] == [Promise.objects.get().pk]


def test_whoever_may_not_open_the_account_logs_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    for email in (world.stranger.email, "nobody@covalue.test"):
        assert main(["log", "met Signe Dahl", "--account", str(world.energy.pk), "--owner", email]) == 1
    assert not Conversation.objects.exists()
