"""The quick line: “met Signe Dahl and Per Wiik about outages !follow up Fri”, in English or German, read as one types.

What is read is shown before anything is saved. Whoever can be several people, a day that can be two, and a person nobody
knows are asked; nothing is guessed in silence. The grammar is in docs/rules/quick_line.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from covalue.promises import dates
from covalue.promises.dates import Towards, Unclear, When
from covalue.search.rules import folded

LONGEST: Final = 2_000  # letters of a line
MOST_SPOKEN: Final = 20
MOST_PEOPLE: Final = 40
NEW: Final = "new"
NOBODY: Final = "nobody"


class QuickKind(StrEnum):
    """What a part after `!` is: our promise to them, theirs to us, or a step of our own that nobody was promised."""

    OURS = "ours"
    THEIRS = "theirs"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class Known:
    """Somebody a name may mean: `key` names the row (`contact:12`), `ours` a colleague."""

    key: str
    name: str
    ours: bool = False


@dataclass(frozen=True)
class Named:
    """A name as it was typed, and who it means; several where it has to be asked, none where nobody is called so."""

    said: str
    candidates: tuple[Known, ...] = ()
    is_new: bool = False
    left_out: bool = False

    @property
    def known(self) -> Known | None:
        return self.candidates[0] if len(self.candidates) == 1 and not self.left_out else None

    @property
    def asked(self) -> bool:
        return not (self.known or self.is_new or self.left_out)


@dataclass(frozen=True)
class Due:
    """A day as it was typed and read; `choices` where it is asked."""

    said: str
    when: When | None
    choices: tuple[date, ...] = ()


@dataclass(frozen=True)
class Spoken:
    """A promise or follow-up. `who` gives it: None for whoever writes, or for their company as such."""

    kind: QuickKind
    what: str
    who: Named | None = None
    due: Due | None = None


@dataclass(frozen=True)
class Line:
    """A line as it was read. `channel` is empty where no word says how they spoke; `about` where none says of what."""

    channel: str = ""
    people: tuple[Named, ...] = ()
    about: str = ""
    held: Due | None = None
    spoken: tuple[Spoken, ...] = ()
    over: str = ""  # what no rule could read

    @property
    def names(self) -> tuple[Named, ...]:
        """Every name in it, each once."""
        every = (*self.people, *(part.who for part in self.spoken if part.who))
        return tuple({folded(name.said): name for name in every}.values())

    @property
    def unclear(self) -> tuple[Named, ...]:
        """The names that are asked."""
        return tuple(name for name in self.names if name.asked)

    @property
    def unclear_days(self) -> tuple[Due, ...]:
        """The days that are asked."""
        days = (self.held, *(part.due for part in self.spoken))
        return tuple({folded(day.said): day for day in days if day and day.choices}.values())

    @property
    def is_clear(self) -> bool:
        """Whether it can be saved as it stands."""
        return bool(self.channel and not self.over and not self.unclear and not self.unclear_days)


CHANNELS: Final[dict[str, tuple[str, ...]]] = {
    "meeting": ("met with", "met", "meeting with", "saw", "traf", "trafen", "treffen mit", "besprechung mit"),
    "call": ("called", "phoned", "rang", "call with", "rief", "telefonat mit", "telefonierte mit", "anruf bei"),
    "mail": ("mailed", "emailed", "e-mailed", "wrote to", "wrote", "mail to", "mailte", "schrieb", "e-mail an", "mail an"),
    "visit": ("visited", "visit to", "visit at", "besuchte", "besuchten", "besuch bei"),
}  # fmt: skip
PARTICIPLES: Final = {"getroffen": "meeting", "angerufen": "call", "telefoniert": "call", "gemailt": "mail",
                      "geschrieben": "mail", "besucht": "visit"}  # fmt: skip
_CHANNEL_OF: Final = {folded(word): channel for channel, words in CHANNELS.items() for word in words}
_CHANNEL: Final = re.compile(
    r"(?:(?:i|we|ich|wir) )?(?P<word>"
    + "|".join(sorted(map(re.escape, _CHANNEL_OF), key=len, reverse=True))
    + r")\b:?\s*"
)
_ABOUT: Final = re.compile(
    r"(?:^|\s)(?:about|re:|regarding|concerning|über|ueber|wegen|zum thema|bzgl\.?|betreffend)\s+", re.I
)
_AND: Final = re.compile(r"\s*(?:,|;|&|\+|\s(?:and|und|with|mit|sowie)\s)\s*", re.I)
_VERBS: Final = (
    r"(?:have promised|has promised|promised?|promises|committed to|commit to|commits to|haben versprochen|"
    r"versprechen|versprachen|verspricht|versprach|sagen zu|sagten zu|sagt zu|sagte zu)(?:\s+to)?\b:?"
)
_THEY: Final = r"they|sie"
_WE: Final = r"we|wir|i|ich"
_NAME: Final = r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){0,3}"
_START: Final = re.compile(
    rf"(?:^|\s)!+\s*(?=\S)"
    rf"|(?:^|[.,;]?\s+(?:and\s+|und\s+)?)(?P<pronoun>{_THEY}|{_WE})\s+{_VERBS}\s+"
    rf"|(?:^|[.;,]\s+)(?P<name>{_NAME})\s+{_VERBS}\s+",
    re.I,
)
_OWNER: Final = re.compile(r"^(?P<who>[^:!]{1,60}?)\s*:\s+(?P<what>.+)$", re.S)
_AT: Final = re.compile(r"\s@(?P<who>[^@!]{1,60})$")
_FOLLOW: Final = re.compile(r"^(?:follow(?:ing)?[- ]?up|chase|to-?do|nachfassen|nachhaken|wiedervorlage)\b", re.I)
_PLAIN_DAY: Final = frozenset({"today", "yesterday", "heute", "gestern", "vorgestern"})
_NOT_NAMED: Final = frozenset({"i", "me", "us", "we", "ich", "mich", "wir", "uns", "team", "the team"})


@dataclass(frozen=True)
class _Reader:
    """Who may be meant, which day it is, and what was decided about names and days that had been asked."""

    known: Sequence[Known]
    today: date
    decided: Mapping[str, str] = field(default_factory=dict)

    def name(self, said: str) -> Named:
        said = " ".join(said.split()).strip(" .,;:")
        answer = self.decided.get(folded(said), "")
        if answer == NEW:
            return Named(said, is_new=True)
        if answer == NOBODY:
            return Named(said, left_out=True)
        chosen = tuple(one for one in self.known if one.key == answer)
        return Named(said, chosen or matching(said, self.known))

    def due(self, said: str, towards: Towards) -> Due:
        try:
            return Due(said, dates.read(said, self.today, towards))
        except Unclear as unclear:
            answer = self.decided.get(folded(said), "")
            chosen = next((day for day in unclear.choices if day.isoformat() == answer), None)
            return Due(said, When(chosen, chosen)) if chosen else Due(said, None, unclear.choices)


def matching(said: str, known: Iterable[Known]) -> tuple[Known, ...]:
    """Who is called so: by the whole name, else by whole words of it, else by how its words begin (“S. Dahl”)."""
    asked = [word.strip(".,") for word in folded(said).split()]
    asked = [word for word in asked if word]
    everybody = tuple(known)
    if not asked:
        return ()
    exact = tuple(one for one in everybody if folded(one.name).split() == asked)
    if exact:
        return exact
    words = {one.key: folded(one.name).replace("-", " ").split() for one in everybody}
    whole = tuple(one for one in everybody if all(word in words[one.key] for word in asked))
    if whole:
        return whole
    initials = len(asked) > 1
    return tuple(
        one
        for one in everybody
        if all((len(word) > 1 or initials) and any(own.startswith(word) for own in words[one.key]) for word in asked)
        and any(len(word) > 1 for word in asked)
    )


def decisions(choices: Iterable[str]) -> dict[str, str]:
    """What was chosen where the line was unclear, from texts such as `Signe=contact:12`, `Per Wiik=new`, `Fri=2027-03-05`."""
    pairs = (choice.rpartition("=") for choice in choices)
    return {folded(" ".join(said.split())): answer for said, _sign, answer in pairs if said and answer}


def read(text: str, known: Sequence[Known], today: date, decided: Mapping[str, str] | None = None) -> Line:
    """A line as people, day, subject and promises. Text that no rule can read is in `over`; nothing is lost."""
    reader = _Reader(known, today, decided or {})
    text = " ".join(text.replace("\x00", "").split())[:LONGEST]
    head, parts = _parts(text, reader)
    channel, rest = _channel(head, reader)
    people_text, about = _about(rest)
    held, people_text, about = _held(people_text, about, reader)
    if not channel:
        channel, people_text = _participle(people_text)
    if held is None and channel is not None and channel.day:
        held = reader.due(channel.day, Towards.BACK)
    if channel is None:
        over = " ".join(filter(None, (people_text, about)))
        return Line(held=held, spoken=parts, over=over)
    names = [name for name in _AND.split(people_text) if _is_named(name)]
    people = tuple({folded(name): reader.name(name) for name in names[:MOST_PEOPLE]}.values())
    return Line(channel.word, people, about, held, _with_only(parts, people))


def _is_named(said: str) -> bool:
    plain = folded(said).strip(" .")
    return plain not in _NOT_NAMED and any(letter.isalpha() for letter in plain)


@dataclass(frozen=True)
class _Channel:
    word: str
    day: str = ""


def _parts(text: str, reader: _Reader) -> tuple[str, tuple[Spoken, ...]]:
    """What stands before the first promise, and the promises."""
    starts = [start for start in _START.finditer(text) if _opens(start, reader)]
    if not starts:
        return text, ()
    ends = [*(start.start() for start in starts[1:]), len(text)]
    spoken = [_spoken(text[start.end() : end], start, reader) for start, end in zip(starts, ends, strict=True)]
    return text[: starts[0].start()].rstrip(" ,;."), tuple(part for part in spoken if part.what)[:MOST_SPOKEN]


def _opens(start: re.Match[str], reader: _Reader) -> bool:
    """Whether a promise begins here; of “… , Signe promised …” only where somebody is called so."""
    return start["name"] is None or bool(matching(start["name"], reader.known))


def _spoken(text: str, start: re.Match[str], reader: _Reader) -> Spoken:
    text = text.strip(" ,;.")
    kind, who = QuickKind.OURS, None
    if start["pronoun"] and re.fullmatch(_THEY, start["pronoun"], re.I):
        kind = QuickKind.THEIRS
    elif start["name"]:
        who = reader.name(start["name"])
    text, at, said_due = _cut(text, reader.today)
    owner = _OWNER.match(text)
    if owner and who is None:
        before = folded(owner["who"])
        if re.fullmatch(_THEY, before):
            kind, text = QuickKind.THEIRS, owner["what"]
        elif re.fullmatch(_WE, before):
            text = owner["what"]
        elif _reads_as_name(owner["who"], reader):
            who, text = reader.name(owner["who"]), owner["what"]
    else:
        they = re.match(rf"(?:{_THEY})\s+(?:{_VERBS}\s+|will\s+|werden\s+)?(?P<what>.+)$", text, re.I | re.S)
        if they and who is None:
            kind, text = QuickKind.THEIRS, they["what"]
    if at and who is None:
        who = reader.name(at)
    if who is not None and who.left_out:
        who = None
    if who is not None and who.known is not None:
        kind = QuickKind.OURS if who.known.ours else QuickKind.THEIRS
    elif who is not None and who.is_new:
        kind = QuickKind.THEIRS
    if kind is QuickKind.OURS and _FOLLOW.match(text):
        kind = QuickKind.FOLLOW_UP
    due = reader.due(said_due, Towards.AHEAD) if said_due else None
    return Spoken(kind, text.strip(" ,;"), who, due)


def _cut(text: str, today: date) -> tuple[str, str, str]:
    """The words without owner (`@Karl`) and day at their end, in either order; then the owner and the day."""
    at = said_due = ""
    for _times in range(2):
        if not at and (found := _AT.search(text)) and _is_owner(found["who"], today):
            at, text = found["who"], text[: found.start()]
        if not said_due:
            text, said_due = dates.cut_end(text, today)
    return text, at.strip(), said_due


def _is_owner(said: str, today: date) -> bool:
    """A name behind `@`; with a day behind it, the day is cut first."""
    return not dates.cut_end(said, today)[1]


def _reads_as_name(said: str, reader: _Reader) -> bool:
    """Whether the words before a colon are somebody's: known, decided, or up to three words in capitals."""
    if folded(said) in reader.decided:
        return reader.decided[folded(said)] != NOBODY
    words = said.split()
    return bool(matching(said, reader.known)) or (len(words) in (2, 3) and all(word[:1].isupper() for word in words))


def _channel(head: str, reader: _Reader) -> tuple[_Channel | None, str]:
    """How they spoke, from the first words; a day may stand before them."""
    plain = _aligned(head)
    found = _CHANNEL.match(plain)
    if found:
        return _Channel(_CHANNEL_OF[found["word"]]), head[found.end() :].lstrip(" ,:–-")
    words = head.split()
    for length in range(min(dates.MOST_WORDS, len(words) - 1), 0, -1):
        day, rest = " ".join(words[:length]), " ".join(words[length:])
        found = _CHANNEL.match(_aligned(rest))
        if found and _is_day(day.rstrip(",:"), reader.today):
            return _Channel(_CHANNEL_OF[found["word"]], day.rstrip(",:")), rest[found.end() :].lstrip(" ,:–-")
    return None, head


def _aligned(text: str) -> str:
    """In small letters, each where it stood."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _participle(text: str) -> tuple[_Channel | None, str]:
    """“(mit) Signe Dahl getroffen”."""
    words = text.split()
    if words and folded(words[-1]) in PARTICIPLES:
        rest = words[:-1]
        if rest and folded(rest[0]) in ("mit", "habe", "haben"):
            rest = rest[1:]
        if rest and folded(rest[0]) == "mit":
            rest = rest[1:]
        return _Channel(PARTICIPLES[folded(words[-1])]), " ".join(rest)
    return None, text


def _about(text: str) -> tuple[str, str]:
    found = _ABOUT.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text.strip(), "")


def _held(people: str, about: str, reader: _Reader) -> tuple[Due | None, str, str]:
    """The day: behind the people, or a plain “yesterday” at either end. “The outage on Tuesday” stays a subject."""
    words = people.split()
    participle = words[-1:] if words and folded(words[-1]) in PARTICIPLES else []
    rest = words[: len(words) - len(participle)]
    for length in range(min(dates.MOST_WORDS, len(rest)), 0, -1):
        tail = " ".join(rest[-length:])
        if _is_day(tail, reader.today):
            return reader.due(tail, Towards.BACK), " ".join([*rest[:-length], *participle]), about
        start = " ".join(rest[:length])
        if folded(start) in _PLAIN_DAY:
            return reader.due(start, Towards.BACK), " ".join([*rest[length:], *participle]), about
    last = about.split()[-1:]
    if last and folded(last[0]).strip(".") in _PLAIN_DAY and len(about.split()) > 1:
        return reader.due(last[0].strip("."), Towards.BACK), people, " ".join(about.split()[:-1]).rstrip(" ,")
    return _day_of_subject(people, about, reader)


def _day_of_subject(people: str, about: str, reader: _Reader) -> tuple[Due | None, str, str]:
    """“About the outage on Tuesday”: whether they spoke on Tuesday or today is asked."""
    subject, said = dates.cut_end(about, reader.today, Towards.BACK)
    if not said or not _is_day(said, reader.today):
        return None, people, about
    due = reader.due(said, Towards.BACK)
    answer = reader.decided.get(folded(said), "")
    if answer == reader.today.isoformat():
        return None, people, about
    if due.when is None or answer == due.when.start.isoformat():
        return due, people, about if due.when is None else subject
    return Due(said, None, (due.when.start, reader.today)), people, about


def _is_day(text: str, today: date) -> bool:
    """Whether a text is one day on which something was held; a lone small “so” or “do” is none."""
    if dates.is_too_short(text.split()):
        return False
    try:
        when = dates.read(text, today, Towards.BACK)
    except Unclear:
        return True
    return when is not None and when.is_day


def _with_only(parts: tuple[Spoken, ...], people: tuple[Named, ...]) -> tuple[Spoken, ...]:
    """What “they” promise is the one contact's, where there was one; with several it is their company's, as shown."""
    theirs = [name for name in people if not (name.known and name.known.ours) and not name.left_out]
    if len(theirs) != 1:
        return parts
    return tuple(
        Spoken(part.kind, part.what, theirs[0], part.due)
        if part.kind is QuickKind.THEIRS and part.who is None
        else part
        for part in parts
    )


def lines_of(text: str) -> Iterator[str]:
    """The lines of minutes that say a promise: they begin with `!`."""
    for line in text.splitlines():
        stripped = line.strip().lstrip("-*• ").strip()
        if stripped.startswith("!") and stripped.strip("!").strip():
            yield stripped[:LONGEST]


def read_promise(
    text: str, known: Sequence[Known], today: date, decided: Mapping[str, str] | None = None
) -> Spoken | None:
    """One promise by itself, as it stands in minutes (`!Karl: send the offer Fri`); None where it says nothing."""
    line = read("!" + text.strip().lstrip("!").strip(), known, today, decided)
    return line.spoken[0] if line.spoken else None
