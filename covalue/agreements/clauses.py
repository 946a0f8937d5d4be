"""Notice clauses as contracts write them, in English and German, read into what they say.

Nothing is guessed: a clause that names two lengths, or a rule this grammar does not know, is not read (`Unread`), and words
that were not looked at are handed back.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from covalue.agreements.spans import Span, Unit
from covalue.search.rules import folded

LONGEST: Final = 1_000  # characters of a clause
MOST_MONTHS: Final = 1_200
MOST_DAYS: Final = 36_500
MOST_BUSINESS: Final = 2_600  # ten years


class Kind(StrEnum):
    """What a clause counts from, if it asks for notice at all."""

    BEFORE_END = "before_end"  # of the term
    BEFORE_ANNIVERSARY = "before_anniversary"  # of its start
    TO_END_OF = "to_end_of"  # a month, quarter or year
    END_OF_FOLLOWING = "end_of_following"  # month, quarter or year after the one of the notice
    BEFORE_DATE = "before_date"  # named in the clause
    RUNS_ON = "runs_on"  # until somebody ends it
    RENEWS = "renews"  # by itself, and no length of notice is said
    NONE = "none"  # it ends automatically


class Why(StrEnum):
    """Why a clause is not read."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_LENGTH = "no_length"
    SEVERAL = "several"
    AFTER = "after"
    CONTRADICTS = "contradicts"
    PART_OF_MONTH = "part_of_month"
    TOO_FAR = "too_far"
    DEPENDS = "depends"
    NO_SUCH_DAY = "no_such_day"


class Unread(ValueError):  # noqa: N818 it is an answer, not a fault
    """A clause that is not read, and the words it fails on."""

    def __init__(self, why: Why, words: str = "") -> None:
        super().__init__(f"{why}: {words}")
        self.why, self.words = why, words


@dataclass(frozen=True)
class NamedDay:
    """A day named in a clause; without a year the last such day by the end of the term."""

    month: int
    day: int | None  # None is the last of the month
    year: int | None = None
    exclusive: bool = False  # “before 1 July” is 30 June


@dataclass(frozen=True)
class Clause:
    """What a clause says: `span` of notice, `opens` the earliest day a notice is accepted, `renews` the next term by months."""

    kind: Kind
    span: Span = field(default_factory=Span)
    unit: Unit | None = None
    named: NamedDay | None = None
    opens: Span | None = None
    renews: int | None = None
    over: str = ""


ONES: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "a": 1, "an": 1,
    "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "eines": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5,
    "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "achtzehn": 18,
}  # fmt: skip
TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "zwanzig": 20, "dreissig": 30, "vierzig": 40, "funfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80,
    "neunzig": 90,
}  # fmt: skip
TEEN: Final = "|".join(sorted(ONES, key=len, reverse=True))
TEN: Final = "|".join(TENS)
HUNDRED: Final = rf"(?:(?:one|two|three|a) hundred(?: (?:and )?(?:(?:{TEN})(?:[ -](?:{TEEN}))?|{TEEN}))?)"
NUMBER: Final = rf"(?:\d+(?:[.,]\d+)?|{HUNDRED}|(?:{TEN})(?:[ -](?:{TEEN})\b)?|{TEEN}|half an?|halbes|halben|half)"
UNITS: Final = (
    r"(?:business|working|banking|bank|trading|werktagen?|werktage|arbeitstagen?|arbeitstage|bankarbeitstagen?|"
    r"geschaftstagen?|clear|calendar|full|whole|complete|volle[nr]?|ganze[nr]?|kalender)"
)
LENGTH: Final = re.compile(
    rf"\b(?P<number>{NUMBER})(?: ?\((?P<again>\d+)\))?[ -]?(?P<kind>{UNITS})?[ -]?"
    r"(?P<unit>business days?|days?|weeks?|fortnights?|months?|quarters?|half-years?|years?|hours?|"
    r"werktagen?|werktage|arbeitstagen?|arbeitstage|bankarbeitstagen?|bankarbeitstage|geschaftstagen?|geschaftstage|"
    r"kalendertagen?|kalendertage|tagen?|tage|wochen?|kalendermonaten?|kalendermonate|kalendermonats?|"
    r"monaten?|monate|monats?|quartalen?|quartale|quartals?|halbjahren?|halbjahre?s?|jahren?|jahre?s?|stunden?)\b"
)
SHARED: Final = re.compile(  # “180 and not less than” before “90 days”
    rf"\b(?P<first>{NUMBER}) ?(?:-|to|and|or|bis|und|oder|,) ?(?:(?:not?) (?:less|later) than |at least |mindestens )?$"
)
BARE: Final = re.compile(r"\b(?P<unit>half[ -]year|halbjahr)\b")
JOINED: Final = re.compile(r"^\s*(?:and|und|plus)\s*$")
TERM_AFTER: Final = re.compile(
    r"^['’]?s?[ -]*(?:(?:each|renewal|extension|further|additional|successive|initial|long) )*"
    r"(?:renewals?|extensions?|terms?|periods?|laufzeit(?:en)?|verlangerung(?:en)?)\b"
)
TERM_BEFORE: Final = re.compile(
    r"(?:\b(?:renew(?:s|ed|al)?|extend(?:s|ed)?|extension|prolong(?:s|ed)?|roll(?:s|ed)? over|successive|consecutive|"
    r"term|terms|verlangert|laufzeit)\b(?: (?!notice|kundigung)\w+){0,2}? (?:for|of|by|um|von|fur|auf)"
    r"(?: (?:a|an|another|further|additional|successive|jeweils|weitere)){0,2} ?"
    r"|\b(?:successive|consecutive|further|additional|another|jeweils|weitere[ns]?)(?: (?:periods|terms) of)? )$"
)
STOPS: Final = re.compile(
    r"\b(reasonable|mutual(?:ly)?|as agreed|to be agreed|see (?:annex|schedule|appendix)|as set out|whichever|"
    r"unless otherwise|in accordance with|according to|angemessen\w*|siehe anlage|gemass|good cause|wichtigem grund|"
    r"respectively|beziehungsweise|tbd|n/a)\b"
)
AFTER: Final = re.compile(
    r"\b(?:after|following|nach|within|binnen|innerhalb|from)\b(?=[^.]*\b(?:end|expiry|expiration|termination|start|"
    r"commencement|anniversary|signature|ende|ablauf|beginn|date|receipt)\b)"
)
PERPETUAL: Final = re.compile(
    r"\b(perpetual(?:ly)?|evergreen|in perpetuity|indefinite(?:ly)?|unbefristet|open[- ]ended|no end date|"
    r"until further notice|auf unbestimmte zeit)\b"
)
NO_NOTICE: Final = re.compile(
    r"\b(?:no (?:prior |written )?notice(?: (?:is )?(?:required|needed|necessary))?|without (?:any )?notice|"
    r"(?:ends|expires|terminates|lapses) automatically|automatic expiry|fixed term|does not renew|not renewable|"
    r"no (?:automatic )?renewal|non-renewing|endet automatisch|ohne kundigung|keine kundigung|keine verlangerung)\b"
)
MONTH_NAMES: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janner", "february feb februar", "march mar marz", "april apr", "may mai",
            "june jun juni", "july jul juli", "august aug", "september sept sep", "october oct oktober okt",
            "november nov", "december dec dezember dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
MONTH: Final = "|".join(sorted(MONTH_NAMES, key=len, reverse=True))
DATES: Final = (
    re.compile(r"\b(?P<year>\d{4})-(?P<m>\d\d?)-(?P<day>\d\d?)\b"),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<m>\d{1,2})\.(?P<year>\d{4})?"),
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: day)?(?: of)? (?P<month>{MONTH})\b\.?(?:,? (?P<year>\d{{4}}))?"
    ),
    re.compile(rf"\b(?P<month>{MONTH})\b\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?"),
    re.compile(rf"\b(?:end of|ende) (?P<month>{MONTH})\b(?: (?P<year>\d{{4}}))?"),
)
SLASHED: Final = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b")
UNIT_NAMES: Final = {
    "month": Unit.MONTH, "calendar month": Unit.MONTH, "monats": Unit.MONTH, "kalendermonats": Unit.MONTH,
    "quarter": Unit.QUARTER, "calendar quarter": Unit.QUARTER, "quartals": Unit.QUARTER,
    "kalendervierteljahres": Unit.QUARTER, "half-year": Unit.HALF, "half year": Unit.HALF, "halbjahres": Unit.HALF,
    "year": Unit.YEAR, "calendar year": Unit.YEAR, "jahres": Unit.YEAR, "kalenderjahres": Unit.YEAR,
}  # fmt: skip
UNIT_WORDS: Final = "|".join(sorted(UNIT_NAMES, key=len, reverse=True))
NEXT: Final = r"(?:following|next|subsequent|nachsten|folgenden|darauffolgenden|ubernachsten)"
FOLLOWING: Final = (
    re.compile(rf"\b(?:end|ende) (?:of |des )?(?:the |a )?{NEXT} (?P<unit>{UNIT_WORDS})\b"),
    re.compile(rf"\b(?:end|ende) (?:of |des )?(?:the )?(?P<unit>{UNIT_WORDS}) (?:following|after|next)\b"),
)
END_OF: Final = (
    re.compile(rf"\b(?:end|ende|schluss) (?:of |des |eines )(?:(?:a|an|the|any|each|jeden) )?(?P<unit>{UNIT_WORDS})\b"),
    re.compile(rf"\b(?P<unit>{UNIT_WORDS})[- ]end\b"),
    re.compile(r"\b(?P<german>monatsende|quartalsende|halbjahresende|jahresende|kalenderjahresende)\b"),
    re.compile(rf"\bto the (?:end|close) of (?:(?:a|an|the|any|each) )?(?P<unit>{UNIT_WORDS})\b"),
)
GERMAN_ENDS: Final = {
    "monatsende": Unit.MONTH, "quartalsende": Unit.QUARTER, "halbjahresende": Unit.HALF, "jahresende": Unit.YEAR,
    "kalenderjahresende": Unit.YEAR,
}  # fmt: skip
ANNIVERSARY: Final = re.compile(r"\b(?:anniversary|anniversaries|jahrestag)\b")
RENEWS: Final = re.compile(
    r"\b(?:renew\w*|successive|consecutive|rolls? over|extend(?:s|ed)|prolong(?:s|ed)|verlangert\w*|tacit\w*)\b"
)
WINDOW: Final = re.compile(
    r"\b(?:between|not (?:more|earlier|sooner) than|no (?:more|earlier|sooner) than|at most|fruhestens|zwischen|"
    r"hochstens)\b"
)
FILLERS: Final = frozenset(
    """
    the a an of to by with in on at least not less than no later prior before minus notice written writing advance
    end expiry expiration expiring term terms contract agreement current then initial each any and or is be may must
    shall can either party parties unless until if terminated terminate termination terminates cancelled cancel given
    gives give automatically auto renews renewed renewal renewing renew successive consecutive periods period for further
    additional another one-year year years day days month months date its it thereof this final last extends extended
    tacit tacitly more earlier sooner between business working calendar s which from anniversary following next
    subsequent quarter
    frist kundigungsfrist kundbar kundigung gekundigt wird wenn nicht mit einer von vor zum zur des der die das den
    vertragsende ende ablauf laufzeit vertrag verlangert sich um jeweils ein jahr spatestens schriftlich bis
    vertrags vertragslaufzeit sofern er es mindestens und
    """.split()  # noqa: SIM905 it is read as prose
)


def read(text: str) -> Clause:
    """What a clause says; `Unread` says why not."""
    if len(text) > LONGEST:
        raise Unread(Why.TOO_LONG)
    plain = _plain(text)
    if not plain:
        raise Unread(Why.EMPTY)
    _guard_words(plain)
    rest, renews = _without_terms(plain)
    following, rest = _unit_of(FOLLOWING, rest)
    named, rest = _named_day(rest)
    unit, rest = (None, rest) if following else _unit_of(END_OF, rest)
    spans, rest = _spans(rest)
    clause = _clause(plain, rest, spans, following=following, unit=unit, named=named, renews=renews)
    if clause.kind in (Kind.RUNS_ON, Kind.NONE):
        rest = NO_NOTICE.sub(" ", PERPETUAL.sub(" ", rest))
    return _with(clause, renews, _over(rest))


def _plain(text: str) -> str:
    text = text.replace("’", "'").replace("‐", "-").replace("–", "-").replace("—", " - ").replace("ß", "ss")
    return re.sub(r"\s+", " ", folded(text.replace("'", " ").replace("\u00a0", " "))).strip(" .;,:")


def _guard_words(plain: str) -> None:
    found = STOPS.search(plain)
    if found:
        raise Unread(Why.DEPENDS, found[0])
    slashed = SLASHED.search(plain)
    if slashed:
        raise Unread(Why.NO_SUCH_DAY, slashed[0])


def _without_terms(plain: str) -> tuple[str, int | None]:
    """The clause without the lengths of further terms, and the months of one."""
    renews: set[int] = set()

    def cut(found: re.Match[str]) -> str:
        before, after = plain[: found.start()], plain[found.end() :]
        if not (TERM_AFTER.match(after) or TERM_BEFORE.search(before)):
            return found[0]
        span = _span(found)
        if not span.months:
            return found[0]
        if RENEWS.search(plain):
            renews.add(span.months)
        return " "

    rest = LENGTH.sub(cut, plain)
    if len(renews) > 1:
        raise Unread(Why.SEVERAL, plain)
    return rest, next(iter(renews), None)


def _unit_of(patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[Unit | None, str]:
    for pattern in patterns:
        found = pattern.search(text)
        if found:
            groups = found.groupdict()
            unit = GERMAN_ENDS[groups["german"]] if groups.get("german") else UNIT_NAMES[groups["unit"]]
            return unit, text[: found.start()] + " " + text[found.end() :]
    return None, text


def _named_day(text: str) -> tuple[NamedDay | None, str]:
    for pattern in DATES:
        found = pattern.search(text)
        if not found:
            continue
        groups = found.groupdict()
        month = int(groups["m"]) if groups.get("m") else MONTH_NAMES[groups["month"]]
        day = int(groups["day"]) if groups.get("day") else None
        year = int(groups["year"]) if groups.get("year") else None
        _guard_day(found[0], year, month, day)
        before = text[: found.start()].rstrip()
        named = NamedDay(
            month, day, year, exclusive=bool(re.search(r"\b(?:before|prior to|vor dem)(?: the)?$", before))
        )
        rest = text[: found.start()] + " " + text[found.end() :]
        if any(other.search(rest) for other in DATES):
            raise Unread(Why.SEVERAL, text)
        return named, rest
    return None, text


def _guard_day(words: str, year: int | None, month: int, day: int | None) -> None:
    try:
        date(year or 2028, month, day or 1)  # 2028 has a 29 February
    except ValueError:
        raise Unread(Why.NO_SUCH_DAY, words) from None


def _spans(text: str) -> tuple[list[Span], str]:
    """The lengths in the text, “six months and ten days” as one, and the text without them."""
    spans: list[Span] = []
    last = None
    for found in LENGTH.finditer(text):
        span = _span(found)
        if last is not None and JOINED.match(text[last.end() : found.start()]) and not WINDOW.search(text):
            spans[-1] = _sum(spans[-1], span)
        else:
            spans.append(span)
        last = found
    rest = LENGTH.sub(" ", text)
    if not spans and BARE.search(rest):
        spans, rest = [Span(months=6)], BARE.sub(" ", rest, count=1)
    shared = SHARED.search(text[: _start(text)])
    if shared and spans and WINDOW.search(text):
        spans.append(_like(spans[0], _number(shared["first"])))
        rest = rest.replace(shared["first"], " ", 1)
    elif shared and spans:
        raise Unread(Why.SEVERAL, shared[0].strip())
    return list(dict.fromkeys(spans)), rest


def _start(text: str) -> int:
    found = LENGTH.search(text)
    return found.start() if found else 0


def _like(span: Span, number: float) -> Span:
    count = int(number)
    if span.business:
        return Span(business=count, saturdays=span.saturdays)
    return Span(days=count) if span.days else Span(months=count)


def _sum(one: Span, other: Span) -> Span:
    return Span(
        one.months + other.months,
        one.days + other.days,
        one.business + other.business,
        one.saturdays or other.saturdays,
        one.clear or other.clear,
    )


def _span(found: re.Match[str]) -> Span:
    number = _number(found["number"])
    if found["again"] and int(found["again"]) != number:
        raise Unread(Why.CONTRADICTS, found[0])
    span = _of_unit(number, found["unit"], found["kind"] or "", found[0])
    if span.months > MOST_MONTHS or span.days > MOST_DAYS or span.business > MOST_BUSINESS:
        raise Unread(Why.TOO_FAR, found[0])
    return span


def _of_unit(number: float, unit: str, kind: str, words: str) -> Span:
    if unit.startswith(("hour", "stunde")):
        raise Unread(Why.NO_LENGTH, words)
    if unit.startswith("werktag") or kind.startswith("werktag"):
        return Span(business=_whole(number, words), saturdays=True)
    if unit.startswith(("business", "arbeitstag", "bankarbeitstag", "geschaftstag")):
        return Span(business=_whole(number, words))
    if kind in ("business", "working", "banking", "bank", "trading"):
        if not unit.startswith("day"):
            raise Unread(Why.NO_LENGTH, words)
        return Span(business=_whole(number, words))
    if unit.startswith(("day", "tag", "kalendertag")):
        return Span(days=_whole(number, words), clear=kind == "clear")
    if unit.startswith(("week", "woche")):
        return Span(days=_whole(number * 7, words))
    if unit.startswith("fortnight"):
        return Span(days=_whole(number * 14, words))
    size = 12 if unit.startswith(("year", "jahr")) else 6 if unit.startswith("hal") else 3 if unit[0] == "q" else 1
    return Span(months=_whole(number * size, words))


def _whole(number: float, words: str) -> int:
    if number != int(number):
        raise Unread(Why.PART_OF_MONTH, words)
    return int(number)


def _number(words: str) -> float:
    if words[0].isdigit():
        return float(words.replace(",", ".")) if len(words) < 12 else float(MOST_DAYS * 100)
    if words.startswith("hal"):
        return 0.5
    total = 0
    for word in re.split(r"[ -]", words):
        total = (total or 1) * 100 if word == "hundred" else total + (ONES.get(word) or TENS.get(word) or 0)
    return total


def _clause(
    plain: str,
    rest: str,
    spans: list[Span],
    *,
    following: Unit | None,
    unit: Unit | None,
    named: NamedDay | None,
    renews: int | None,
) -> Clause:
    nothing = not (spans or following or named)
    if nothing and PERPETUAL.search(plain):
        return Clause(Kind.RUNS_ON)
    if nothing and NO_NOTICE.search(plain):
        return Clause(Kind.NONE)
    if NO_NOTICE.search(plain):
        raise Unread(Why.CONTRADICTS, plain)
    after = AFTER.search(rest)
    if after and not following:
        raise Unread(Why.AFTER, after[0])
    if nothing:
        if renews:
            return Clause(Kind.RENEWS)
        raise Unread(Why.NO_LENGTH, plain)
    opens, span = _window(plain, spans)
    if following:
        return Clause(Kind.END_OF_FOLLOWING, span, following, opens=opens)
    if named:
        return Clause(Kind.BEFORE_DATE, span, named=named, opens=opens)
    if unit:
        return Clause(Kind.TO_END_OF, span, unit, opens=opens)
    if ANNIVERSARY.search(plain):
        return Clause(Kind.BEFORE_ANNIVERSARY, span, opens=opens)
    return Clause(Kind.BEFORE_END, span, opens=opens)


def _window(plain: str, spans: list[Span]) -> tuple[Span | None, Span]:
    """The earliest and the latest notice; two lengths that are no window are a question, not an answer."""
    if len(spans) == 2 and WINDOW.search(plain):
        first, last = sorted(spans, key=lambda span: span.rough_days, reverse=True)
        return first, last
    if len(spans) > 1:
        raise Unread(Why.SEVERAL, plain)
    if spans and WINDOW.search(plain):  # “not more than 90 days”: an earliest day without a latest
        raise Unread(Why.DEPENDS, WINDOW.search(plain)[0])  # type: ignore[index]
    return None, spans[0] if spans else Span()


def _over(rest: str) -> str:
    """The words that were not looked at."""
    words = [word for word in re.findall(r"[^\s,;:.()-]+", rest) if word not in FILLERS]
    return " ".join(words)


def _with(clause: Clause, renews: int | None, over: str) -> Clause:
    return Clause(clause.kind, clause.span, clause.unit, clause.named, clause.opens, renews, over)
