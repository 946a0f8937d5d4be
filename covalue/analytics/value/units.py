"""Units as people write them, in English or German: minutes/year, € pro Stunde, %, k€. Anything counted is a unit of its own.

Money is one currency; another one needs its rate. A year has 365 days and 12 months, a week seven days.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

import pycountry

from covalue.analytics.value.faults import CaseError, Fault

Quantity: TypeAlias = Any  # a number of `pint` with its unit
MONEY: Final = "money"
SYMBOLS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}
THOUSANDS: Final = {"k": 1_000.0, "M": 1_000_000.0, "m": 1_000_000.0, "bn": 1_000_000_000.0}
KNOWN: Final = (
    "minute = [time] = min = Minute = Minuten", "second = minute / 60 = s = sec = Sekunde = Sekunden",
    "hour = 60 * minute = h = hr = Stunde = Stunden", "day = 24 * hour = d = Tag = Tage", "week = 7 * day = _ = Woche = Wochen",
    "year = 365 * day = a = yr = Jahr = Jahre", "month = year / 12 = _ = Monat = Monate",
    "quarter = year / 4 = _ = Quartal = Quartale",
    "kilogram = [mass] = kg", "gram = kilogram / 1000 = g", "tonne = 1000 * kilogram = t",
    "metre = [length] = m = meter", "kilometre = 1000 * metre = km = kilometer",
    "litre = [volume] = l = liter", "cubic_metre = 1000 * litre = m3",
    "kilowatt_hour = [energy] = kWh", "megawatt_hour = 1000 * kilowatt_hour = MWh",
    "percent = 0.01 = pct", "one = 1 = piece = Stück",
)  # fmt: skip
WORD: Final = re.compile(r"[^\W\d_][\w.&'-]*", re.UNICODE)
PIECES: Final = re.compile(r"\s*([*/()]|\^?\d+(?:\.\d+)?|[€$£¥₹%]|[^\W\d_][\w.&'-]*)", re.UNICODE)
LONGEST: Final = 60  # characters


def in_currency(unit: str, before: str, now: str) -> str:
    """A unit with one currency in place of another: “€/hour” is “NOK/hour” where money is counted in kroner."""
    written = {code: sign for sign, code in SYMBOLS.items()}
    names = {before, written.get(before, before)}
    pieces = re.split(r"([A-Z]{3}|[€$£¥₹])", unit)
    return "".join(written.get(now, now) if piece in names else piece for piece in pieces)


class Units:
    """The units of one case: its currency, its rates, and whatever its people count."""

    def __init__(self, currency: str, rates: Mapping[str, float] | None = None) -> None:
        import pint

        self.currency = currency
        self._rates = dict(rates or {})
        self._registry: Any = pint.UnitRegistry(None)
        self._registry.define(f"{MONEY} = [{MONEY}]")
        for line in KNOWN:
            self._registry.define(line)

    def read(self, text: str) -> Quantity:
        """A unit as somebody wrote it; without one, a plain number. Raises CaseError."""
        if len(text) > LONGEST:
            raise CaseError(Fault.UNREADABLE_UNIT, unit=text[:LONGEST])
        written = " ".join(self._pieces(text)) or "one"
        try:
            return self._registry.parse_expression(written)
        except Exception as broken:  # the parser answers nonsense with whatever Python raised
            raise CaseError(Fault.UNREADABLE_UNIT, unit=text) from broken

    def quantity(self, values: object, text: str) -> Quantity:
        """Numbers with a unit."""
        quantity: Quantity = self._registry.Quantity(values, "one") * self.read(text)
        return quantity

    def plain(self, value: float) -> Quantity:
        """A number without a unit."""
        return self._registry.Quantity(value, "one")

    def money(self, found: Quantity, *, yearly: bool) -> object:
        """The amounts in the case's currency, a year's or once. Raises CaseError when it is something else."""
        import pint

        wanted = f"{MONEY} / year" if yearly else MONEY
        try:
            return found.to(wanted).magnitude
        except pint.DimensionalityError as other:
            raise CaseError(
                Fault.WRONG_UNIT, found=self.said(found.units), wanted=self.said(self._registry.parse_units(wanted))
            ) from other

    def said(self, unit: object) -> str:
        """A unit for people."""
        text = str(unit).replace("_", " ").replace("**", "^").replace(MONEY, self.currency)
        return {"": "1", "dimensionless": "1", "one": "1"}.get(text, text)

    def _pieces(self, text: str) -> list[str]:
        """A unit's text as the parser wants it: words of one name joined, signs spelt out, counted things defined."""
        rest = re.sub(r"\b(?:per|pro)\b", "/", text.strip().replace("×", "*").replace("·", "*").replace("⋅", "*"))
        pieces: list[str] = []
        name: list[str] = []
        at = 0
        while at < len(rest):
            match = PIECES.match(rest, at)
            if match is None:
                if not rest[at:].strip():
                    break
                raise CaseError(Fault.UNREADABLE_UNIT, unit=text)
            at, piece = match.end(), match[1]
            if WORD.fullmatch(piece) and piece not in SYMBOLS:
                name.append(piece)
                continue
            pieces += self._named(name)
            name = []
            pieces.append(self._sign(piece))
        return _multiplied(pieces + self._named(name))

    def _sign(self, piece: str) -> str:
        if piece in SYMBOLS:
            return self._currency(SYMBOLS[piece])
        if piece == "%":
            return "percent"
        return f"**{piece[1:]}" if piece.startswith("^") else piece

    def _named(self, words: list[str]) -> list[str]:
        """The words of one name: a thousand and money, a currency, a known unit, or something counted."""
        if not words:
            return []
        if words[0] in THOUSANDS and len(words) == 1:
            return [str(THOUSANDS[words[0]])] if words[0] != "m" else ["m"]
        joined = "_".join(words)
        if joined in self._registry:
            return [joined]
        if is_currency(joined):
            return [self._currency(joined)]
        for prefix, factor in THOUSANDS.items():
            if joined.startswith(prefix) and is_currency(joined.removeprefix(prefix)):
                return [str(factor), "*", self._currency(joined.removeprefix(prefix))]
        return [self._counted(joined)]

    def _currency(self, code: str) -> str:
        if code == self.currency:
            return MONEY
        if code not in self._rates:
            raise CaseError(Fault.NO_RATE, currency=code, into=self.currency)
        return f"({self._rates[code]} * {MONEY})"

    def _counted(self, name: str) -> str:
        """Calls, orders, transformers: each its own, one or many."""
        single = re.sub(r"\W", "_", name.casefold())
        for plural, singular in (
            ("ies", "y"),
            ("sses", "ss"),
            ("ungen", "ung"),
            ("ionen", "ion"),
            ("alen", "ale"),
            ("s", ""),
        ):
            if single.endswith(plural) and not single.endswith("ss") and len(single) > 3:
                single = single[: -len(plural)] + singular
                break
        if single not in self._registry:
            self._registry.define(f"{single} = [{single}]")
        return single


def _multiplied(pieces: list[str]) -> list[str]:
    """With the sign of multiplication where people leave it out: k€ is thousand times euro."""
    written: list[str] = []
    for piece in pieces:
        if (
            written
            and written[-1] not in {"*", "/", "("}
            and piece not in {"*", "/", ")"}
            and not piece.startswith("**")
        ):
            written.append("*")
        written.append(piece)
    return written


@lru_cache(maxsize=256)
def is_currency(text: str) -> bool:
    """Whether this is a currency's code."""
    return len(text) == 3 and text.isupper() and pycountry.currencies.get(alpha_3=text) is not None
