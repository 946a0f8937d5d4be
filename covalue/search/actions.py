"""Keeping the index. Nouns call this from their actions; nothing here asks who acts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from covalue.core.database import many_were_added
from covalue.search import rules
from covalue.search.models import Slip, Term

AT_ONCE: Final = 2000
Item = TypeVar("Item")


@dataclass(frozen=True)
class Found:
    """What is to be found: a thing, the account it hangs on, and the text it is found under."""

    kind: str
    thing_id: int
    account_id: int | None
    text: str


def put(*things: Found) -> None:
    """Index these things again."""
    for thing in things:
        remove(thing.kind, [thing.thing_id])
    add_many(things)


def add_many(things: Iterable[Found]) -> None:
    """Index many things that are not in the index yet."""
    words: set[str] = set()
    added = 0
    for rows in _in_parts(_terms(things, words)):
        added += len(Term.objects.bulk_create(rows))
    _remember_words(words)
    many_were_added(added, Term, Slip)


def remove(kind: str, ids: Iterable[int]) -> None:
    """Take things out of the index."""
    for part in _in_parts(ids):
        Term.objects.filter(kind=kind, thing_id__in=part).delete()


def forget(text: str) -> None:
    """Take the words of a text out of what is forgiven, as far as nothing is found under them any more."""
    words = set(rules.terms_of(text))
    used = Term.objects.filter(term__in=[word.encode() for word in words]).values_list("term", flat=True).distinct()
    Slip.objects.filter(word__in=words - {bytes(term).decode() for term in used}).delete()


def empty() -> None:
    """Take everything out, before the index is built again."""
    Term.objects.all().delete()
    Slip.objects.all().delete()


def _terms(things: Iterable[Found], words: set[str]) -> Iterator[Term]:
    for thing in things:
        for word in rules.terms_of(thing.text):
            if rules.forgives(word):
                words.add(word)
            yield Term(kind=thing.kind, thing_id=thing.thing_id, account_id=thing.account_id, term=word.encode())


def _remember_words(words: set[str]) -> None:
    slips = (Slip(form=form, word=word) for word in sorted(words) for form in rules.slips(word))
    for rows in _in_parts(slips):
        Slip.objects.bulk_create(rows, ignore_conflicts=True)


def _in_parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while part := list(islice(waiting, AT_ONCE)):
        yield part
