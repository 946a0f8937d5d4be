"""The pages of promises and quick lines: typed where one reads, asked where it is unclear, undone."""

import json
from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.conversations.models import Conversation
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.promises import actions
from covalue.promises.models import Promise, Rhythm
from covalue.promises.rules import Outcome, PromiseSide
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


def test_added_kept_reopened_removed_and_back(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    listed = reverse("promises:list", args=[world.energy.pk])
    sent = {"side": "ours", "what": "Send <i>it</i>", "colleague": world.user(Role.SAM).pk, "contact": world.signe.pk,
            "due": "end of March 2099", "place": "hand"}  # fmt: skip
    assert browser.post(reverse("promises:add", args=[world.energy.pk]), sent).status_code == 302
    promise = Promise.objects.get()
    assert promise.due_on == date(2099, 3, 31)
    page = browser.get(listed).content.decode()
    assert "Send &lt;i&gt;it&lt;/i&gt;" in page and "too few to know" in page and "is Tuesday 31 March" in page
    tick = reverse("promises:tick", args=[promise.pk])
    done = browser.post(f"{tick}?item=queue", headers={"HX-Request": "true"})
    undo = json.loads(done.headers["HX-Trigger"])["toast"]["undo"]
    for _time in range(2):  # again on a page that was loaded before
        promise.refresh_from_db()
        assert promise.outcome == Outcome.KEPT
        browser.post(f"{tick}?item=queue", headers={"HX-Request": "true"})
    browser.post(undo["href"], headers={"HX-Request": "true"})
    promise.refresh_from_db()
    assert promise.is_open
    assert browser.get(reverse("promises:edit", args=[promise.pk])).status_code == 200
    browser.post(reverse("promises:remove", args=[promise.pk]))
    assert "Send &lt;i&gt;" not in browser.get(listed).content.decode()
    browser.post(reverse("promises:restore", args=[promise.pk]))
    assert "Send &lt;i&gt;" in browser.get(listed).content.decode()


def test_a_refused_form_keeps_what_was_typed(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    sent = {"side": "ours", "what": "Send the offer", "due": "3/4/2027", "place": "hand"}
    answer = browser.post(reverse("promises:add", args=[world.energy.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Send the offer" in page and 'value="2027-04-03"' in page
    assert not Promise.objects.exists()


def test_the_file_holds_both_sides(world: World, signed_in: SignIn) -> None:
    actions.add(
        US, account=world.energy, side=PromiseSide.OURS, what="Send the offer", note="ours alone", due_on=TODAY, now=NOW
    )
    answer = signed_in(world.user(Role.SAM)).get(reverse("promises:export", args=[world.energy.pk]) + "?format=json")
    (row,) = json.loads(answer.content)
    assert row["promise"] == "Send the offer" and row["promised for"] == "2026-11-20"
    assert b"ours alone" not in answer.content
    assert Event.objects.filter(verb="exported promises").count() == 1


def test_a_line_is_shown_before_it_is_saved_and_undone(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    line = "met Signe Dahl and Per Wiik about outages !send the offer in 3 weeks"
    shown = browser.get(reverse("promises:read-line", args=[world.energy.pk]), {"line": line}).content.decode()
    assert "Signe Dahl" in shown and "Per Wiik=new" in shown and "in 3 weeks" in shown
    assert not Conversation.objects.exists()
    quick = reverse("promises:quick", args=[world.energy.pk])
    refused = browser.post(quick, {"line": line})
    assert refused.status_code == 422 and line in refused.content.decode() and not Conversation.objects.exists()
    browser.post(quick, {"line": line, "choices": ["Per Wiik=new"]})
    conversation = Conversation.objects.get()
    assert {row.name for row in conversation.contacts.all()} == {"Signe Dahl", "Per Wiik"}
    assert "send the offer" in browser.get(reverse("conversations:edit", args=[conversation.pk])).content.decode()
    browser.post(reverse("promises:undo-line", args=[conversation.pk]))
    conversation.refresh_from_db()
    assert conversation.removed_at and Promise.objects.get().removed_at


def test_a_line_without_an_account_finds_it_by_its_people(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    answer = browser.get(reverse("promises:quick-anywhere"), {"line": "met Signe Dahl about x"})
    assert answer.headers["Location"].startswith(reverse("promises:quick", args=[world.energy.pk]))
    assert browser.get(reverse("promises:quick-anywhere"), {"line": "met Nobody"}).status_code == 200
    stranger = signed_in(world.stranger).get(reverse("promises:quick-anywhere"), {"line": "met Signe Dahl about x"})
    assert stranger.status_code == 200 and "Halden" not in stranger.content.decode()


def test_lines_beside_statements_and_in_the_minutes_become_promises(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    sent = {
        "held_on": "2026-11-18", "channel": "meeting", "subject": "Prices", "contacts": [world.signe.pk],
        "people": [world.user(Role.SAM).pk], "promised_ours": "send the offer by Friday",
        "promised_theirs": "the data Q1 2027", "notes": "Long talk\n!Karl: prepare slides\n!Otto Unknown: come",
    }  # fmt: skip
    log = reverse("conversations:log", args=[world.energy.pk])
    refused = browser.post(log, sent | {"promised_ours": "pay 3/4/2027"})
    assert refused.status_code == 422 and "pay 3/4/2027" in refused.content.decode()
    assert not Conversation.objects.exists() and not Promise.objects.exists()
    browser.post(log, sent)
    rows = {row.what: row for row in Promise.objects.all()}
    assert set(rows) == {"send the offer", "the data", "prepare slides"}
    assert rows["send the offer"].due_on == date(2026, 11, 20) and rows["send the offer"].to_contact == world.signe
    assert rows["the data"].by_contact == world.signe and rows["the data"].made_on == date(2026, 11, 18)
    assert rows["prepare slides"].by_user == world.user(Role.TEAM_MEMBER)
    edit = reverse("conversations:edit", args=[Conversation.objects.get().pk])
    page = browser.get(edit).content.decode()
    assert "!Otto Unknown: come" in page and "Nobody is called “Otto Unknown” here." in page
    del sent["promised_ours"], sent["promised_theirs"]
    browser.post(edit, sent | {"notes": "Long talk\n!Karl: prepare slides\n!Karl: come on Monday"})
    assert sorted(Promise.objects.values_list("what", flat=True)) == [
        "come",
        "prepare slides",
        "send the offer",
        "the data",
    ]


def test_a_rhythm_is_noted_shown_and_ended(world: World, signed_in: SignIn) -> None:
    browser = signed_in(world.user(Role.SAM))
    address = reverse("promises:rhythm", args=[world.signe.pk])
    sent = {"every_days": "30", "channel": "call", "avoid": ["4"], "words": "not on Fridays", "said_by": world.jon.pk}
    assert browser.post(address, sent).status_code == 302
    rhythm = Rhythm.objects.get()
    assert (rhythm.every_days, rhythm.said_by, rhythm.days_to_avoid) == (30, world.jon, (4,))
    page = browser.get(reverse("accounts:contact", args=[world.signe.pk])).content.decode()
    assert "every month, Call, not on Friday" in page and "Jon Ek said so" in page
    assert browser.post(address, sent | {"every_days": "29"}).status_code == 422
    browser.post(reverse("promises:remove-rhythm", args=[world.signe.pk]))
    rhythm.refresh_from_db()
    assert rhythm.removed_at is not None
    browser.post(reverse("promises:restore-rhythm", args=[world.signe.pk]))
    rhythm.refresh_from_db()
    assert rhythm.removed_at is None


def test_a_contact_who_leaves_is_marked_once_and_each_promise_decided(world: World, signed_in: SignIn) -> None:
    first = actions.add(
        US, account=world.energy, side=PromiseSide.OURS, what="Send the offer", contact=world.signe, now=NOW
    )
    second = actions.add(
        US, account=world.energy, side=PromiseSide.THEIRS, what="Send the data", contact=world.signe, now=NOW
    )
    browser = signed_in(world.user(Role.SAM))
    browser.post(reverse("promises:left", args=[world.signe.pk]))
    leaving = reverse("promises:leaving", args=[world.signe.pk])
    page = browser.get(leaving).content.decode()
    assert "Send the offer" in page and "Send the data" in page and "Jon Ek" in page
    assert "Signe Dahl has left: to whom now?" in browser.get(reverse("process:my-day")).content.decode()
    browser.post(reverse("promises:give", args=[first.pk]), {"contact": world.jon.pk, "next": leaving})
    browser.post(reverse("promises:withdraw", args=[second.pk]), {"next": leaving})
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.to_contact == world.jon and second.outcome == Outcome.WITHDRAWN
    assert "Send the" not in browser.get(leaving).content.decode()
    browser.post(reverse("promises:back", args=[world.signe.pk]))
    world.signe.refresh_from_db()
    assert world.signe.departed_on is None


def test_a_promise_passes_to_nobody_of_another_account(world: World, signed_in: SignIn) -> None:
    promise = actions.add(US, account=world.energy, side=PromiseSide.OURS, what="Send", contact=world.signe, now=NOW)
    otto = accounts.add_contact(US, account=world.orsa, name="Otto", now=NOW)
    browser = signed_in(world.user(Role.SAM))
    for wrong in (otto.pk, "", "x"):
        answer = browser.post(reverse("promises:give", args=[promise.pk]), {"contact": wrong})
        assert answer.status_code == 422
    promise.refresh_from_db()
    assert promise.to_contact == world.signe


def test_a_contact_shows_what_they_promised_and_were_promised(world: World, signed_in: SignIn) -> None:
    actions.add(US, account=world.energy, side=PromiseSide.OURS, what="Send the offer", contact=world.signe, now=NOW)
    actions.add(US, account=world.energy, side=PromiseSide.THEIRS, what="Send the data", contact=world.signe, now=NOW)
    address = reverse("accounts:contact", args=[world.signe.pk])
    browser = signed_in(world.user(Role.SAM))
    for headers in ({}, {"HX-Request": "true", "HX-Target": "beside"}):
        page = browser.get(address, headers=headers).content.decode()
        assert "What they promised" in page and "Send the data" in page and "Send the offer" in page


def test_the_search_finds_promises_and_takes_a_line(world: World, signed_in: SignIn) -> None:
    actions.add(US, account=world.energy, side=PromiseSide.OURS, what="Send the zebra", now=NOW)
    browser = signed_in(world.user(Role.SAM))
    assert "Send the zebra" in browser.get(reverse("process:find"), {"q": "zebra"}).content.decode()
    assert (
        "met Signe Dahl about x"
        in browser.get(reverse("process:find"), {"q": "met Signe Dahl about x"}).content.decode()
    )
    assert (
        "Send the zebra" not in signed_in(world.stranger).get(reverse("process:find"), {"q": "zebra"}).content.decode()
    )
