"""Several write one section at once: no word is lost, whoever may not write is refused, and what is kept is found again."""

import random
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, Membership
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.plans import actions, queries, together
from covalue.plans.models import Section, SectionKey, SharedText, TextUpdate
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db


class Browser:
    """A copy of the text somewhere else, as a page has one."""

    def __init__(self, actor: Actor, section: Section) -> None:
        self.actor, self.section = actor, section
        actions.open_together(actor, section=section)
        self.epoch: UUID
        self.doc: Doc = Doc()
        self.text = self.doc.get("text", type=Text)
        self.fetch()

    def fetch(self) -> None:
        with together.held(self.section.pk) as slot:
            copy = together.up_to_date(slot, self.section.pk)
            self.epoch = copy.epoch
            self.doc.apply_update(copy.missing(self.doc.get_state()))

    def type(self, place: int, words: str) -> bytes:
        """The change, not sent yet."""
        before = self.doc.get_state()
        self.text.insert(place, words)
        return bytes(self.doc.get_update(before))

    def send(self, *updates: bytes, minutes: int = 0) -> Section:
        now = NOW + timedelta(minutes=minutes)
        return actions.write_together(
            self.actor, section=self.section, epoch=self.epoch, updates=list(updates), now=now
        )


@pytest.fixture
def section(world: World) -> Iterator[Section]:
    section = actions.start(US, account=world.energy, now=NOW).sections.get(key=SectionKey.CUSTOMER_STRATEGY)
    yield actions.write(US, section=section, text="They go for wind.", seen_revision=0, now=NOW)
    together._slots.clear()


def _as(world: World, role: Role) -> Actor:
    return Actor(user=world.user(role), origin="test")


def test_two_write_at_once_and_no_word_is_lost(world: World, section: Section) -> None:
    ines, karl = (Browser(_as(world, role), section) for role in (Role.SAM, Role.TEAM_MEMBER))
    assert str(ines.text) == str(karl.text) == "They go for wind."
    first, second = ines.type(0, "Now: "), karl.type(17, " And sun.")
    ines.send(first)
    written = karl.send(second)
    assert written.text == "Now: They go for wind. And sun." == Section.objects.get(pk=section.pk).text
    ines.fetch()
    karl.fetch()
    assert str(ines.text) == str(karl.text) == written.text


def test_a_sitting_is_one_version_and_tells_of_each_who_wrote(world: World, section: Section) -> None:
    ines, karl = (Browser(_as(world, role), section) for role in (Role.SAM, Role.TEAM_MEMBER))
    before = Event.objects.filter(verb="wrote in the plan").count()
    for minute in range(4):
        ines.send(ines.type(0, "a"), minutes=minute)
        karl.send(karl.type(0, "b"), minutes=minute)
    newest = section.revisions.first()
    assert newest is not None and newest.together and newest.text == Section.objects.get(pk=section.pk).text
    assert {user.pk for user in newest.writers.all()} == {ines.actor.user.pk, karl.actor.user.pk}
    assert section.revisions.count() == 2 and Event.objects.filter(verb="wrote in the plan").count() == before + 2
    ines.send(ines.type(0, "c"), minutes=30)
    assert section.revisions.count() == 3
    section = Section.objects.get(pk=section.pk)
    latest = queries.history_page(section).revisions[0]
    assert "".join(piece.text for piece in latest.pieces if piece.kind != "removed") == section.text


def test_who_may_not_write_is_refused_with_each_change(world: World, section: Section) -> None:
    karl = Browser(_as(world, Role.TEAM_MEMBER), section)
    Membership.objects.filter(account=world.energy, user=karl.actor.user).delete()
    update = karl.type(0, "I am gone. ")
    with pytest.raises(errors.NotFound):
        karl.send(update)
    stranger = Actor(user=world.stranger, origin="test")
    with pytest.raises(errors.NotFound):
        actions.open_together(stranger, section=section)
    assert Section.objects.get(pk=section.pk).text == "They go for wind." and not TextUpdate.objects.exists()


def test_an_archived_plan_is_read_only_and_says_so(world: World, section: Section) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    Account.objects.filter(pk=world.energy.pk).update(archived_at=NOW)
    with pytest.raises(errors.WrongState, match="archived"):
        ines.send(ines.type(0, "x"))
    with pytest.raises(errors.WrongState, match="archived"):
        actions.open_together(ines.actor, section=section)
    assert not TextUpdate.objects.exists()


@pytest.mark.parametrize("words", ["x" * 1_000_000, "x" * 100_001, "ß" * 100_000])
def test_a_text_that_is_too_long_is_refused_in_words_and_nothing_is_kept(
    world: World, section: Section, words: str
) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    with pytest.raises(errors.BadInput, match="at most 100 000 characters"):
        ines.send(ines.type(0, words))
    karl = Browser(_as(world, Role.TEAM_MEMBER), section)
    assert karl.send(karl.type(0, "Short. ")).text == "Short. They go for wind."


@pytest.mark.parametrize("sent", [b"", b"\x00", b"nonsense", b"\xff" * 40])
def test_what_is_no_change_is_refused_or_changes_nothing(world: World, section: Section, sent: bytes) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    try:
        ines.send(sent)
    except errors.BadInput as refused:
        assert "could not be read" in refused.sentence
    assert Section.objects.get(pk=section.pk).text == "They go for wind."
    assert ines.send(ines.type(0, "So. ")).text == "So. They go for wind."


def test_what_was_kept_is_there_after_the_process_ended(world: World, section: Section) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    ines.send(ines.type(0, "One. "), ines.type(0, "Two. "))
    together._slots.clear()
    assert str(Browser(_as(world, Role.TEAM_MEMBER), section).text) == "Two. One. They go for wind."


def test_a_change_sent_twice_counts_once(world: World, section: Section) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    update = ines.type(0, "Once. ")
    assert ines.send(update).text == ines.send(update).text == "Once. They go for wind."


def test_many_changes_become_one_snapshot(world: World, section: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "CHANGES_KEPT", 5)
    ines = Browser(_as(world, Role.SAM), section)
    for _number in range(12):
        ines.send(ines.type(0, "a"))
    assert TextUpdate.objects.count() < 5 and SharedText.objects.get(section=section).upto > 0
    together._slots.clear()
    assert str(Browser(_as(world, Role.TEAM_MEMBER), section).text) == "a" * 12 + "They go for wind."


def test_the_form_and_an_older_version_reach_who_is_writing(world: World, section: Section) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    written = ines.send(ines.type(17, " And sun."))
    actions.write(US, section=section, text="They go for sea wind. And sun.", seen_revision=written.revision, now=NOW)
    ines.fetch()
    assert str(ines.text) == "They go for sea wind. And sun."
    oldest = section.revisions.last()
    assert oldest is not None
    actions.revert(US, revision=oldest, now=NOW)
    ines.fetch()
    assert str(ines.text) == "They go for wind."


def test_what_was_approved_stays_word_for_word(world: World, section: Section) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    ines.send(ines.type(17, " And sun."))
    plan = section.plan
    approval = actions.approve(
        _as(world, Role.EXECUTIVE_SPONSOR), plan=plan, content=queries.approved_content(plan), now=NOW
    )
    ines.send(ines.type(0, "Later: "))
    approval.refresh_from_db()
    assert approval.content[SectionKey.CUSTOMER_STRATEGY] == "They go for wind. And sun."


def test_who_is_forgotten_is_in_no_change_of_a_text(world: World, section: Section) -> None:
    ines = Browser(_as(world, Role.SAM), section)
    update = ines.type(0, f"{world.signe.name} decides. ")
    ines.send(update)
    accounts.erase_contact(_as(world, Role.PROGRAM_DIRECTOR), contact=world.signe, keep_words=False, now=NOW)
    kept = [*TextUpdate.objects.values_list("payload", flat=True), *SharedText.objects.values_list("state", flat=True)]
    assert not any(b"Signe" in bytes(one) for one in kept)
    with pytest.raises(together.OutdatedError):
        ines.send(ines.type(0, "x"))
    karl = Browser(_as(world, Role.TEAM_MEMBER), section)
    assert "Signe" not in str(karl.text) and "decides" in str(karl.text)


@pytest.mark.django_db(transaction=False)
@given(st.text(max_size=60), st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_a_text_is_rewritten_in_place(before: str, after: str) -> None:
    before, after = (
        text.encode("utf-16", "ignore").decode("utf-16", "ignore").replace("\x00", "") for text in (before, after)
    )
    copy = together._empty()
    copy.rewritten(before)
    other = together._empty()
    other.take(copy.missing(b""))
    other.take(copy.rewritten(after))
    assert str(copy.text) == str(other.text) == after


def test_copies_that_changed_apart_come_to_the_same(world: World, section: Section) -> None:
    """Three who type and delete at random places, send late and in any order, end with one text."""
    dice = random.Random(7)
    pages = [Browser(_as(world, role), section) for role in (Role.SAM, Role.TEAM_MEMBER, Role.PROGRAM_DIRECTOR)]
    for number in range(40):
        page = dice.choice(pages)
        before = page.doc.get_state()
        if dice.random() < 0.3 and len(page.text) > 3:
            place = dice.randrange(len(page.text) - 2)
            del page.text[place : place + 2]
        else:
            page.text.insert(dice.randrange(len(page.text) + 1), f"<{number}>")
        page.send(bytes(page.doc.get_update(before)))
        if dice.random() < 0.3:
            dice.choice(pages).fetch()
    for page in pages:
        page.fetch()
    assert {str(page.text) for page in pages} == {Section.objects.get(pk=section.pk).text}
