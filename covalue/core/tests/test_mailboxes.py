import pytest
from django.core.exceptions import ValidationError

from covalue.core import mailboxes

KELVIN, LONG_S, DOTLESS, DOTTED = "\u212a", "\u017f", "\u0131", "\u0130"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ines@Covalue.Test", " ines@covalue.test ", True),
        ("karl@covalue.test", f"{KELVIN}arl@covalue.test", False),
        ("ana@bank.test", f"ana@ban{KELVIN}.test", False),
        ("ines@covalue.test", f"ine{LONG_S}@covalue.test", False),
        ("ines@covalue.test", f"{DOTLESS}nes@covalue.test", False),
        ("ines@covalue.test", f"{DOTTED}nes@covalue.test", False),
        ("a@strasse.test", "a@straße.test", False),
        ("a@müller.test", "a@muller.test", False),
        ("a@bank.test", "a@ｂank.test", False),
        ("A@müller.test", "a@MüLLER.test", True),
    ],
)
def test_addresses_are_one_but_for_capitals_of_ascii(one: str, other: str, same: bool) -> None:
    assert mailboxes.same(one, other) is mailboxes.same(other, one) is same


@pytest.mark.parametrize(
    "address", ["a@b.test", "a.b+c@x-y.test", "a@müller.test", "a@xn--strae-oqa.test", "a@日本.test"]
)
def test_an_address_that_mail_reaches_is_taken(address: str) -> None:
    mailboxes.validate(address)


@pytest.mark.parametrize(
    "address",
    [
        f"ana@ban{KELVIN}.test",
        f"{KELVIN}arl@bank.test",
        f"ine{LONG_S}@bank.test",
        f"a@{LONG_S}a.test",
        "a@straße.test",
        "a@ｂank.test",
        "a@Ⓑank.test",
        "a@βς.test",
        "no address",
        f"a@{'ä' * 80}.test",
    ],
)
def test_an_address_whose_mail_would_go_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        mailboxes.validate(address)
