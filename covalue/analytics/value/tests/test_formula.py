import numpy as np
import pytest

from covalue.analytics.value import formula
from covalue.analytics.value.faults import CaseError, Fault
from covalue.analytics.value.units import Units

UNITS = Units("EUR", {"USD": 0.9})


def value(text: str, **known: tuple[float, str]) -> float:
    """A formula's yearly money, with names of underscores read as blanks."""
    named = {name.replace("_", " "): UNITS.quantity(number, unit) for name, (number, unit) in known.items()}
    return float(UNITS.money(formula.read(text, named).value(named, UNITS), yearly=True))


def fault_of(text: str, **known: tuple[float, str]) -> CaseError:
    with pytest.raises(CaseError) as refused:
        value(text, **known)
    return refused.value


def test_a_formula_as_finance_writes_it():
    found = value(
        "Outage minutes × cost per minute × 60 % − fee",
        outage_minutes=(1000, "minutes/year"), cost_per_minute=(10, "€ per minute"), fee=(500, "€/year"),
    )  # fmt: skip
    assert found == pytest.approx(5500)


@pytest.mark.parametrize(
    ("text", "known", "money"),
    [
        ("hours × rate", {"hours": (2, "hours/week"), "rate": (60, "€/hour")}, 2 * 60 * 365 / 7),
        ("calls * cost", {"calls": (12, "calls per month"), "cost": (1.5, "k€/call")}, 12 * 12 * 1500),
        ("sites × (a + b) ÷ 2", {"sites": (4, "sites"), "a": (10, "€/site/year"), "b": (20, "€/site/year")}, 60),
        ("max(a, b) − min(a, b)", {"a": (7, "EUR/year"), "b": (9, "EUR/year")}, 2),
        ("premium × reduction", {"premium": (400_000, "€/year"), "reduction": (20, "%")}, 80_000),
        ("fee", {"fee": (100, "USD/year")}, 90),
        ("fee × 2^3", {"fee": (1, "EUR/year")}, 8),
        ("1 200 × fee", {"fee": (1, "EUR/year")}, 1200),
        ("units × deferred capex × WACC", {"units": (10, ""), "deferred_capex": (400, "k€"), "WACC": (7.5, "%/year")}, 300_000),
    ],
)  # fmt: skip
def test_units_are_kept_and_turned_into_money(text, known, money):
    assert value(text, **known) == pytest.approx(money)


def test_the_longest_name_is_meant():
    assert value("cost per call", cost=(1, "€/year"), cost_per_call=(5, "€/year")) == 5


def test_ten_thousand_at_once():
    many = UNITS.quantity(np.arange(10_000.0), "€/year")
    assert formula.read("a × 2", ["a"]).value({"a": many}, UNITS).magnitude[-1] == 19_998


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.EMPTY),
        ("a +", Fault.UNREADABLE),
        ("a b", Fault.UNKNOWN_NAME),
        ("a (", Fault.UNREADABLE),
        ("a.__class__", Fault.UNKNOWN_NAME),
        ("a . b", Fault.UNKNOWN_NAME),
        ("__import__('os')", Fault.UNKNOWN_NAME),
        ("a.real", Fault.UNKNOWN_NAME),
        ("a.5", Fault.NOT_ALLOWED),
        ("[x for x in a]", Fault.UNKNOWN_NAME),
        ("lambda: 1", Fault.UNKNOWN_NAME),
        ("a if a else a", Fault.UNKNOWN_NAME),
        ("exec(a)", Fault.UNKNOWN_NAME),
        ("'text' * a", Fault.NOT_ALLOWED),
        ("9^9^9^9", Fault.POWER),
        ("a^999999999", Fault.POWER),
        ("2^a", Fault.POWER),
        ("a / 0", Fault.NOT_FINITE),
        ("a / (a − a)", Fault.NOT_FINITE),
        ("1/0", Fault.NOT_FINITE),
        ("a + 1", Fault.UNITS_DIFFER),
        ("a + hours", Fault.UNITS_DIFFER),
        ("a × a", Fault.WRONG_UNIT),
        ("hours", Fault.WRONG_UNIT),
        ("1,5 × a", Fault.NOT_ALLOWED),
        ("a" * 501, Fault.TOO_LONG),
        ("(" * 400 + "a" + ")" * 99, Fault.UNREADABLE),
        ("a # rest", Fault.NOT_ALLOWED),
        ("a; a", Fault.WRONG_UNIT),
        ("a == a", Fault.NOT_ALLOWED),
        ("min()", Fault.UNREADABLE),
        ("a \n+ a\nb", Fault.UNKNOWN_NAME),
    ],
)
def test_what_is_no_formula_is_refused_by_kind(text, fault):
    known = {"a": (3, "€/year"), "hours": (2, "hours")}
    if text == "2^a":
        known["a"] = (np.ones(3), "")
    assert fault_of(text, **known).fault in {fault, Fault.UNREADABLE}


def test_a_slip_in_a_name_is_told_with_what_may_be_meant():
    fault = fault_of("cost per cal", cost_per_call=(5, "€/year"))
    assert (fault.fault, fault.words["meant"]) == (Fault.UNKNOWN_NAME, "cost per call")


@pytest.mark.parametrize(("unit", "fault"), [("€//", Fault.UNREADABLE_UNIT), ("CHF/year", Fault.NO_RATE), ("x" * 61, Fault.UNREADABLE_UNIT), ("a^b", Fault.UNREADABLE_UNIT), ("1/0", Fault.UNREADABLE_UNIT)])  # fmt: skip
def test_units_nobody_can_read(unit, fault):
    assert fault_of("a", a=(1, unit)).fault == fault
