from collections.abc import Iterable

import pytest

from covalue.search import actions, queries
from covalue.search.actions import Found
from covalue.search.models import Slip, Term

pytestmark = pytest.mark.django_db


def _index(*names: str, kind: str = "account", account: Iterable[int] | None = None) -> None:
    on = list(account or range(1, len(names) + 1))
    actions.add_many(Found(kind, place, on[place - 1], name) for place, name in enumerate(names, start=1))


def _find(text: str, **told: object) -> tuple[int, ...]:
    return queries.find("account", text, **{"limit": 10, **told})  # type: ignore[arg-type]


def test_beginnings_of_words_in_any_order() -> None:
    _index("Halden Energy", "Halden Wind", "Orsa Paper")
    assert set(_find("hal")) == {1, 2}
    assert _find("wi hal") == (2,)
    assert _find("HALDEN energy") == (1,)
    assert _find("alden") == (1, 2), "one letter forgotten at the beginning"
    assert _find("paper wind") == ()


@pytest.mark.parametrize("typed", ["muller", "Müller", "MULER", "mulelr", "sohne"])
def test_accents_and_slips_are_forgiven(typed: str) -> None:
    _index("Müller & Söhne", "Orsa Paper")
    assert _find(typed) == (1,)


def test_a_slip_counts_only_when_nothing_fits() -> None:
    _index("Miller", "Muller")
    assert _find("miller") == (1,)


@pytest.mark.parametrize(
    "hostile", ["", "   ", '" AND (', "%", "_", "\x00", "💥", "'; DROP TABLE", "x" * 10_000, "* " * 500]
)
def test_nothing_typed_breaks_it(hostile: str) -> None:
    _index("Halden Energy")
    assert _find(hostile) == ()


def test_only_among_the_accounts_that_may_be_seen() -> None:
    _index("Halden Energy", "Halden Wind")
    assert _find("halden", among=[2]) == (2,)
    assert _find("halden", among=[]) == ()
    assert _find("hladen", among=[2]) == (2,)


def test_words_without_blanks_are_found_from_within() -> None:
    _index("東京電力", "関西電力")
    assert set(_find("電力")) == {1, 2}
    assert _find("東京") == (1,)


def test_a_thing_indexed_anew_is_found_by_its_new_name_only() -> None:
    _index("Halden Energy")
    actions.put(Found("account", 1, 1, "Orsa Paper"))
    assert (_find("halden"), _find("orsa")) == ((), (1,))
    actions.remove("account", [1])
    assert not Term.objects.exists()
    actions.empty()
    assert not Slip.objects.exists()
