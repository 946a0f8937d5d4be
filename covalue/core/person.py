"""A person as texts name them, to be taken out of whatever was written: names, addresses and phone numbers, in any spelling."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Q

SHORTEST_NAME: Final = 2  # letters
FEWEST_DIGITS: Final = 5
BLANK: Final = r"(?:\s|\+|%20)+"  # of a text, or of a search kept in an address
BETWEEN_DIGITS: Final = r"[\s./()–-]*"


@dataclass(frozen=True)
class Person:
    """Everything somebody is known under, and what stands where it stood (`by`)."""

    names: frozenset[str]
    emails: frozenset[str]
    phones: frozenset[str]
    by: str

    def is_in(self, value: Any) -> bool:
        """Whether a text, or any text of lists and mappings, names the person."""
        if self._pattern is None or not value:
            return False
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        return self._pattern.search(text) is not None

    def out_of(self, value: Any) -> Any:
        """The text, or the texts of lists and mappings, with the person replaced."""
        if isinstance(value, str):
            return self._pattern.sub(lambda _found: self.by, value) if self._pattern is not None else value
        if isinstance(value, list):
            return [self.out_of(part) for part in value]
        return {key: self.out_of(part) for key, part in value.items()} if isinstance(value, dict) else value

    def mailed_in(self, *fields: str) -> Q:
        """The rows of which a text column holds an address of the person; none where there is none."""
        rows = Q(pk__in=[])
        for field in fields:
            for email in self.emails:
                rows |= Q(**{f"{field}__icontains": email})
        return rows

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        ways = [way for email in self.emails for way in _address(email)]
        ways += [way for name in self.names for way in _name(name)]
        ways += [way for phone in self.phones for way in _phone(phone)]
        return re.compile("|".join(sorted(ways, key=len, reverse=True))) if ways else None


def person(names: Iterable[str], emails: Iterable[str], phones: Iterable[str], by: str) -> Person:
    """A person of these; what is empty, and the word for nobody in particular, is left out."""
    kept = (frozenset(text.strip() for text in texts if text.strip()) for texts in (names, emails, phones))
    known, mails, numbers = kept
    return Person(known - {by}, mails - {by}, numbers - {by}, by)


def _name(name: str) -> list[str]:
    """A full name whatever its capitals, also with its last word first, and in the genitive. One word alone is taken as written."""
    ways = []
    for form in {unicodedata.normalize(kind, name) for kind in ("NFC", "NFD")}:
        words = [re.escape(word) for word in form.split()]
        if len(words) > 1:
            ways.append(rf"(?i:(?<!\w){BLANK.join(words)}(?:s\b|(?!\w)))")
            ways.append(rf"(?i:(?<!\w){words[-1]},{BLANK}{BLANK.join(words[:-1])}(?!\w))")
        elif len(form) >= SHORTEST_NAME:
            ways.append(rf"(?<!\w){words[0]}(?!\w)")
    return ways


def _address(email: str) -> list[str]:
    local, _at, domain = email.rpartition("@")
    return [rf"(?i:(?<![\w.+-]){re.escape(local)}(?:@|%40){re.escape(domain)}(?![\w-]))"] if local else []


def _phone(phone: str) -> list[str]:
    digits = re.sub(r"\D", "", phone)
    return [rf"\+?(?<!\d){BETWEEN_DIGITS.join(digits)}(?!\d)"] if len(digits) >= FEWEST_DIGITS else []
