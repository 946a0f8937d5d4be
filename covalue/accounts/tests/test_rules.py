import unicodedata

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.accounts.rules import DEEPEST, company_words, country_codes, folded, likely_pairs, likeness, plan_tree
from covalue.core.money import currency_code

NODES = st.sampled_from("abcdefgh")
TREES = st.dictionaries(NODES, st.none() | NODES)


def test_a_cycle_is_reported_row_by_row_and_never_loops() -> None:
    plan = plan_tree({"a": "b", "b": "c", "c": "a", "d": "a", "e": None, "f": "f"}, {})
    assert set(plan.problems) == {"a", "b", "c", "f"}
    assert plan.parents == {"d": "a", "e": None}


def test_a_cycle_through_an_account_that_is_not_in_the_file_is_seen() -> None:
    plan = plan_tree({"a": "b"}, {"a": None, "b": "a"})
    assert plan.problems == {"a": "it would be its own parent"}
    assert plan.parents == {}


def test_two_accounts_may_change_places() -> None:
    plan = plan_tree({"a": None, "b": "a"}, {"a": "b", "b": None})
    assert plan.parents == {"a": None, "b": "a"}
    assert not plan.problems


def test_a_chain_too_deep_is_cut_and_said_and_a_long_file_takes_no_time() -> None:
    chain: dict[int, int | None] = {0: None} | {n: n - 1 for n in range(1, 20_000)}
    plan = plan_tree(chain, {})
    assert len(plan.problems) == (20_000 - 1) // DEEPEST
    assert "levels deep" in plan.problems[DEEPEST]


@given(TREES, TREES)
def test_whatever_a_file_asks_the_tree_that_results_has_no_cycle(
    wanted: dict[str, str | None], before: dict[str, str | None]
) -> None:
    standing = plan_tree(before, {}).parents
    plan = plan_tree(wanted, standing)
    assert plan.parents.keys() | plan.problems.keys() == wanted.keys()
    tree = {**standing, **plan.parents}
    for node in tree:
        path = [node]
        while (above := tree.get(path[-1])) is not None:
            assert above not in path
            path.append(above)


def test_pairs_of_like_names_are_found_once_also_among_the_new() -> None:
    names = {1: "Ernst Handel", 2: "Ernst Handel AG", 3: "Handel Ernst", 4: "Orsa Paper", 5: "Ernst Mandel Bau"}
    assert [pair[:2] for pair in likely_pairs(names, {2, 3})] == [(2, 1), (3, 1), (3, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (unicodedata.normalize("NFC", "Société Générée"), unicodedata.normalize("NFD", "Société Générée")),
        ("0000012345", "12345"), ("Kunde 0042", "Kunde 42"), ("K-0012", "K12"),
        ("Alder GmbH & Co. KG", "Alder"), ("Dvořák Těšín a.s.", "Dvorak Tesin"), ("Kowalski Sp. z o.o.", "KOWALSKI"),
        ("Dupont S.A.", "Dupont SA"), ("Novák spol. s r. o.", "Novak"), ("Rossi S.p.A.", "rossi"), ("Meyer u. Sohn", "Meyer und Sohn"),
        ("Alder AG c/o Birch Services", "Alder"), ("Alder, C / O Birch", "Alder Ltd"), ("Sørensen Łódź", "Sorensen Lodz"),
        ("Nord West Handel", "Nordwest Handel"), ("Müller Maschinenbau", "Mueller Maschinenbau"),
    ],
)  # fmt: skip
def test_names_a_person_would_take_for_one_are_proposed(one: str, other: str) -> None:
    assert [pair[:2] for pair in likely_pairs({1: one, 2: other}, {2})] == [(2, 1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Baumarkt Holding Nord", "Baumarkt Holding Süd"), ("Kunde 10023 Hamburg", "Kunde 10024 Hamburg"), ("0000017850", "0000017851"),
        ("Handelsgesellschaft A", "Handelsgesellschaft B"), ("Region Manufacturing UK", "Region Manufacturing US"),
        ("Northwind Traders", "Northwind Traders 2"), ("Filiale München Ost", "Filiale München West"), ("c/o Birch", "c/o Cedar"),
    ],
)  # fmt: skip
def test_names_that_differ_in_one_short_word_or_a_number_are_different(one: str, other: str) -> None:
    assert list(likely_pairs({1: one, 2: other}, {2})) == []


def test_codes_and_numbered_branches_make_no_flood() -> None:
    numbered = [f"{n:010}" for n in range(1, 1500)]
    branches = [f"Stadtwerke {city} Filiale {n}" for city in ("Aachen", "Bremen", "Coburg") for n in range(40)]
    names = dict(enumerate([*numbered, *branches]))
    assert list(likely_pairs(names, set(names))) == []
    twins = dict(enumerate(["Halden Energy Systems"] * 30))
    assert len(list(likely_pairs(twins, set(twins)))) <= 3 * 30


def test_a_company_is_its_name_before_who_takes_its_letters() -> None:
    assert company_words("c/o Birch Services Ltd.") == ("birch", "services")
    assert company_words("Alder B.V. c/o Birch") == ("alder",)
    assert company_words("AG") == ("ag",)


def test_a_word_that_hundreds_share_makes_nobody_alike() -> None:
    names = {n: f"Branch {n:05}" for n in range(400)}
    assert list(likely_pairs(names, set(names))) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("AT", ("AT",)),
        ("at de", ("AT", "DE")),
        ("Austria, United States; UK", ("AT", "US", "GB")),
        ("DEU", ("DE",)),
        ("South Korea", ("KR",)),
        ("", ()),
    ],
)
def test_countries_are_kept_as_codes(text: str, codes: tuple[str, ...]) -> None:
    assert country_codes(text) == codes


def test_a_country_or_currency_nobody_knows_is_said_with_a_hint() -> None:
    with pytest.raises(ValueError, match="Did you mean Philippines"):
        country_codes("Philipines")
    with pytest.raises(ValueError, match="is not a currency"):
        currency_code("EURO")
    assert currency_code(" eur ") == "EUR"


def test_names_are_compared_without_accents_capitals_and_legal_form() -> None:
    assert folded("Königlich ESSEN GmbH") == "koniglich essen"
    assert likeness("Ernst Handel AG", "ernst handel") == 1.0
    assert likeness("Ernst Handel", "Orsa Paper") < 0.5


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Virgin Islands, British", "VG"), ("Korea, Republic of", "KR"), ("Congo", "CG"), ("Congo, Republic of the", "CG"),
        ("Congo, The Democratic Republic of the", "CD"), ("Congo, Democratic Republic of the", "CD"), ("Gambia, The", "GM"),
        ("Norway, Korea, Republic of, Sweden", "NO KR SE"), ("Germany, France; Virgin Islands, U.S.", "DE FR VI"),
        ("Iran, Islamic Rep.", "IR"), ("Korea (Republic of)", "KR"), ("NO, SE", "NO SE"), ("NO SE", "NO SE"), ("Georgia, US", "GE US"),
    ],
)  # fmt: skip
def test_commas_inside_a_countrys_name_do_not_part_it(text: str, codes: str) -> None:
    assert " ".join(country_codes(text)) == codes


def test_every_name_of_iso_3166_is_read() -> None:
    for country in pycountry.countries:
        names = {
            country.name,
            getattr(country, "official_name", country.name),
            getattr(country, "common_name", country.name),
        }
        assert {country_codes(name) for name in names} == {(country.alpha_2,)}


def test_a_country_there_is_not_is_refused_by_its_own_name() -> None:
    with pytest.raises(ValueError, match="“Atlantis” is not a known country"):
        country_codes("Norway, Atlantis, Republic of")
