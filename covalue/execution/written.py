"""Days, durations and predecessors as project tools write them."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

HOURS: Final = 8  # of a working day
DAYS_OF: Final = {"d": 1, "w": 5, "m": 20}  # a month of a project tool has twenty working days
_UNIT: Final = (
    r"(?P<unit>d(?:ays?)?|w(?:ks?|eeks?)?|h(?:rs?|ours?)?|mo(?:n|ns|nths?)?|min(?:s|utes?)?"
    r"|t(?:age?)?|wochen?|std\.?|stunden?|monate?n?|j(?:ours?)?|sem(?:aines?)?|d[ií]as?)"
)
AMOUNT: Final = re.compile(rf"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<elapsed>e)?\s*(?:{_UNIT})?\??", re.IGNORECASE)
LINK: Final = re.compile(
    rf"(?P<key>[\w.\-]+?)\s*(?P<kind>FS|SS|FF|SF|EA|AA|EE|AE)?\s*(?:(?P<sign>[+-])\s*{AMOUNT.pattern})?", re.IGNORECASE
)
FINISH_TO_START: Final = ("", "FS", "EA")
_NAMES: Final = (
    "jan january januar janvier enero", "feb february februar fevrier febrero", "mar march marz maerz mars marzo",
    "apr april avril abril", "may mai mayo", "jun june juni juin junio", "jul july juli juillet julio",
    "aug august aout agosto", "sep sept september septembre septiembre", "oct okt october oktober octobre octubre",
    "nov november novembre noviembre", "dec dez dic december dezember decembre diciembre",
)  # fmt: skip
MONTHS: Final = {word: number for number, words in enumerate(_NAMES, 1) for word in words.split()}
NAMED: Final = (
    re.compile(r"(?P<day>\d{1,2})\.?[\s-]+(?P<month>[^\W\d]{3,12})\.?,?[\s-]+(?P<year>\d{4}|\d{2})\b.*"),
    re.compile(r"(?P<month>[^\W\d]{3,12})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})\b.*"),
)
WEEKDAY: Final = re.compile(r"^[^\W\d]{2,10}\.?,?\s+(?=\d)")
SHORT_YEAR: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{2})(?!\d)(.*)")


class UnreadError(ValueError):
    """A text that is not read."""


@dataclass(frozen=True)
class Lasts:
    """A duration in whole working days; `is_rounded` where hours or parts of days were rounded up."""

    days: int
    is_rounded: bool = False


@dataclass(frozen=True)
class Named:
    """One predecessor: its number in the file and the working days between; `kind` other than FS is not kept here."""

    key: str
    lag: int = 0
    kind: str = "FS"


def plain_day(text: str) -> str:
    """A day without weekday and time, its month as a number and its year in full, as the readers of files take it."""
    text = text.strip()
    for pattern in NAMED:
        for attempt in (text, WEEKDAY.sub("", text)):
            if (match := pattern.fullmatch(attempt)) and (month := MONTHS.get(_folded(match["month"]))):
                year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
                return f"{year:04}-{month:02}-{int(match['day']):02}"
    text = WEEKDAY.sub("", text)
    if match := SHORT_YEAR.fullmatch(text):
        text = f"{match[1]}{match[2]}{match[3]}{match[2]}20{match[4]}{match[5]}"
    return text.partition(" ")[0].partition("T")[0]


def lasts(text: str) -> Lasts:
    """How long work takes, from “10 days”, “2 wks”, “12h”, “10 Tage?” or “10”. UnreadError for what is none or elapsed time."""
    match = AMOUNT.fullmatch(text.strip())
    if match is None or match["elapsed"]:
        raise UnreadError(text)
    return _lasts(match["number"], match["unit"] or "d")


def predecessors(text: str) -> tuple[Named, ...]:
    """Those of “3;5FS+2d, 7SS”. UnreadError for what cannot be read; other kinds are told apart, not left out."""
    found = []
    for part in re.split(r"[;,]\s*", text.strip()):
        if not part:
            continue
        match = LINK.fullmatch(part.strip())
        if match is None or match["elapsed"]:
            raise UnreadError(part)
        kind = (match["kind"] or "").upper()
        days = _lasts(match["number"], match["unit"] or "d").days if match["number"] else 0
        if match["sign"] == "-" and days:
            raise UnreadError(part)
        found.append(Named(match["key"], days, "FS" if kind in FINISH_TO_START else kind))
    return tuple(found)


def in_words(links: tuple[Named, ...]) -> str:
    """Predecessors as they are kept: “3;5FS+2d”."""
    return ";".join(f"{link.key}FS+{link.lag}d" if link.lag else link.key for link in links)


def _lasts(number: str, unit: str) -> Lasts:
    amount = float(number.replace(",", "."))
    name = unit.casefold()
    if name.startswith(("min",)):
        days = amount / 60 / HOURS
    elif name.startswith(("h", "st")):
        days = amount / HOURS
    elif name.startswith(("w", "sem")):
        days = amount * DAYS_OF["w"]
    elif name.startswith("mo"):
        days = amount * DAYS_OF["m"]
    else:
        days = amount
    whole = -int(-days // 1)
    return Lasts(whole, is_rounded=abs(whole - days) > 1e-9)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def is_yes(text: str) -> bool:
    """Whether a cell says yes."""
    return text.strip().casefold() in {
        "yes",
        "y",
        "true",
        "1",
        "x",
        "ja",
        "wahr",
        "oui",
        "vrai",
        "sí",
        "si",
        "verdadero",
    }
