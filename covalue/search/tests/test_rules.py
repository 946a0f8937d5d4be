import pytest

from covalue.search.rules import asked_terms, folded, is_slip, slips, terms_of


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Müller & Söhne GmbH", ("muller", "sohne", "gmbh")),
        ("O’Brien's Café", ("obriens", "cafe")),
        ("Straßenbau ŁÓDŹ", ("strassenbau", "lodz")),
        ("شركة النفط", ("شركة", "النفط")),
        ("東京電力", ("東京電力", "京電力", "電力", "力")),
        ("🎉 <b>", ("b",)),
        ("", ()),
    ],
)
def test_names_become_terms_without_accents_and_capitals(text: str, terms: tuple[str, ...]) -> None:
    assert terms_of(text) == terms


def test_what_is_asked_is_bounded() -> None:
    assert len(asked_terms("word " * 100 + " ".join(f"w{n}" for n in range(100)))) == 6
    assert asked_terms("x" * 5000) == ("x" * 40,)


@pytest.mark.parametrize("typed", ["muler", "mullre", "mulller", "nuller", "mueller", "mulle"])
def test_a_slip_of_the_finger_is_one(typed: str) -> None:
    assert is_slip(typed, folded("Müller"))
    assert slips(typed) & slips("muller")


@pytest.mark.parametrize("typed", ["miller2", "mallory", "orsa"])
def test_another_word_is_none(typed: str) -> None:
    assert not is_slip(typed, "muller")
