"""The quick line: what is read, what is asked, and that nothing is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.promises import quick
from covalue.promises.quick import Known, Line, QuickKind

WEDNESDAY = date(2026, 11, 18)
SIGNE, JON, BERG = Known("contact:1", "Signe Dahl"), Known("contact:2", "Jon Ek"), Known("contact:3", "Signe Berg")
KARL = Known("user:1", "Karl Lund", ours=True)
KNOWN = (SIGNE, JON, BERG, KARL)


def read(text: str, *choices: str) -> Line:
    return quick.read(text, KNOWN, WEDNESDAY, quick.decisions(choices))


def test_the_example() -> None:
    line = read("met Signe Dahl and Per Wiik about outages !follow up Fri")
    assert (line.channel, line.about) == ("meeting", "outages")
    assert [name.said for name in line.people] == ["Signe Dahl", "Per Wiik"]
    assert line.people[0].known == SIGNE
    (step,) = line.spoken
    assert (step.kind, step.what) == (QuickKind.FOLLOW_UP, "follow up")
    assert step.due and step.due.when and step.due.when.end == date(2026, 11, 20)
    assert not line.is_clear and [name.said for name in line.unclear] == ["Per Wiik"]
    assert read("met Signe Dahl and Per Wiik about outages !follow up Fri", "Per Wiik=new").is_clear


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("met Jon Ek", "meeting"),
        ("Called Jon Ek", "call"),
        ("mailed Jon Ek", "mail"),
        ("visited Jon Ek", "visit"),
        ("traf Jon Ek", "meeting"),
        ("Jon Ek getroffen", "meeting"),
        ("mit Jon Ek telefoniert", "call"),
        ("besuchte Jon Ek", "visit"),
        ("schrieb Jon Ek", "mail"),
        ("we met Jon Ek", "meeting"),
        ("yesterday met Jon Ek", "meeting"),
    ],
)
def test_how_they_spoke(text: str, channel: str) -> None:
    line = read(text)
    assert line.channel == channel and line.people[0].known == JON and line.is_clear


def test_german_reads_like_english() -> None:
    line = read("traf Jon Ek und Karl am Montag wegen Ausfällen !Karl: Angebot senden bis Freitag")
    assert line.about == "Ausfällen" and [name.known for name in line.people] == [JON, KARL]
    assert line.held and line.held.when and line.held.when.start == date(2026, 11, 16)
    (promise,) = line.spoken
    assert (promise.kind, promise.what, promise.who and promise.who.known) == (QuickKind.OURS, "Angebot senden", KARL)
    assert promise.due and promise.due.when and promise.due.when.end == date(2026, 11, 20)


def test_several_promises_of_both_sides() -> None:
    line = read("met Jon about prices. Jon promised the list next week !send the offer @Karl Fri !they: pay Q1 2027")
    assert [(part.kind, part.what, part.who and part.who.known) for part in line.spoken] == [
        (QuickKind.THEIRS, "the list", JON),
        (QuickKind.OURS, "send the offer", KARL),
        (QuickKind.THEIRS, "pay", JON),
    ]
    assert line.spoken[2].due and line.spoken[2].due.when and line.spoken[2].due.when.end == date(2027, 3, 31)


@pytest.mark.parametrize(
    "text", ["called Jon, they promise the data by Fri", "Jon Ek angerufen, sie versprechen the data bis Fri"]
)
def test_they_is_the_only_contact_there(text: str) -> None:
    (promise,) = read(text).spoken
    assert (promise.kind, promise.what, promise.who and promise.who.known) == (QuickKind.THEIRS, "the data", JON)


def test_they_of_several_is_nobody_in_particular() -> None:
    (promise,) = read("met Jon and Signe Dahl, they promise the data").spoken
    assert promise.kind is QuickKind.THEIRS and promise.who is None


def test_a_name_of_two_is_asked_and_answered() -> None:
    line = read("met Signe about prices")
    assert not line.is_clear and set(line.unclear[0].candidates) == {SIGNE, BERG}
    assert read("met Signe about prices", "Signe=contact:3").people[0].known == BERG
    assert read("met S. Dahl").people[0].known == SIGNE


def test_the_subject_may_name_a_day_which_is_asked() -> None:
    line = read("met Jon Ek about the outage on Tuesday")
    assert [due.said for due in line.unclear_days] == ["on Tuesday"]
    tuesday = read("met Jon Ek about the outage on Tuesday", "on Tuesday=2026-11-17")
    assert tuesday.is_clear and tuesday.about == "the outage" and tuesday.held and tuesday.held.when
    today = read("met Jon Ek about the outage on Tuesday", "on Tuesday=2026-11-18")
    assert today.is_clear and today.about == "the outage on Tuesday" and today.held is None


def test_without_a_channel_nothing_is_read() -> None:
    line = read("hello world")
    assert line.over == "hello world" and not line.is_clear


def test_an_owner_nobody_knows_is_asked() -> None:
    line = read("met Jon Ek !Per Wiik: send it")
    assert [name.said for name in line.unclear] == ["Per Wiik"]
    assert read("met Jon Ek !Per Wiik: send it", "Per Wiik=nobody").is_clear


def test_lines_of_minutes() -> None:
    notes = "Prices\n- !Karl: send the offer Fri\n!\nGreat!\n  ! they: pay Q1 2027"
    assert list(quick.lines_of(notes)) == ["!Karl: send the offer Fri", "! they: pay Q1 2027"]
    first, second = (quick.read_promise(line, KNOWN, WEDNESDAY) for line in quick.lines_of(notes))
    assert first and first.kind is QuickKind.OURS and first.what == "send the offer"
    assert second and second.kind is QuickKind.THEIRS and second.what == "pay"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    line = quick.read(text, KNOWN, WEDNESDAY)
    assert line.over or line.channel or not text.strip() or line.spoken or line.held or not line.people
    assert all(part.what for part in line.spoken)


WORDS = st.lists(st.sampled_from(["prices", "outages", "the new plant", "delivery"]), min_size=1, max_size=3).map(
    " ".join
)


@given(
    st.lists(st.sampled_from([SIGNE, JON, BERG]), min_size=1, max_size=3, unique=True),
    WORDS,
    st.lists(st.sampled_from(["send the offer", "call the plant", "prepare slides"]), max_size=4),
    st.sampled_from([" and ", ", ", " & ", " und "]),
)
def test_what_is_composed_is_read_back(people: list[Known], about: str, promised: list[str], between: str) -> None:
    text = f"met {between.join(one.name for one in people)} about {about}" + "".join(
        f" !{what} Fri" for what in promised
    )
    line = read(text)
    assert [name.known for name in line.people] == people and line.about == about and line.is_clear
    assert [part.what for part in line.spoken] == promised
    assert all(part.due and part.due.when and part.due.when.end == date(2026, 11, 20) for part in line.spoken)


@given(st.text(max_size=60))
def test_a_name_means_only_whoever_is_called_so(said: str) -> None:
    assert set(quick.matching(said, KNOWN)) <= set(KNOWN)
