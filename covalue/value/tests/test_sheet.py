import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from covalue.accounts import actions as people
from covalue.analytics.value import units
from covalue.core import errors
from covalue.people.rules import Role
from covalue.value import actions
from covalue.value.cases import figures, starters
from covalue.value.cases import queries as cases
from covalue.value.cases import sheet as sheets
from covalue.value.cases.differences import differences
from covalue.value.cases.sheet import AssumptionRow, CorrelationRow, LineRow, ScenarioRow, Sheet
from covalue.value.cases.sheet_form import formulas_of, scenarios_typed, sheet_typed
from covalue.value.tests.test_actions import case
from tests.world import NOW, US, World

TYPED = {
    "years": "3", "currency": "eur", "rate": "10 %", "rate_low": "", "rate_high": "12,5", "our_rate": "", "gain_share": "20",
    "rates": "USD 0.9; GBP 1,2", "alternative": "Do nothing",
    "a-0-name": " outage  minutes ", "a-0-low": "1 000", "a-0-base": "1,200", "a-0-high": "1.400,5".replace(".", ""),
    "a-0-unit": "minutes/year", "a-0-source": "log", "a-0-source_on": "2026-03-01",
    "a-1-name": "", "a-1-low": "5",
    "a-7-name": "both", "a-7-formula": "outage minutes × 2",
    "l-0-key": "k1", "l-0-title": "Avoided", "l-0-kind": "benefit|customer", "l-0-formula": "both × $ 3", "l-0-starts": "6",
    "l-1-title": "Fee", "l-1-kind": "price|supplier", "l-1-formula": "1000", "l-1-yearly": "no",
    "csrfmiddlewaretoken": "x", "a-9999-name": "out of reach", "l-0-none": "x",
}  # fmt: skip


def test_what_was_typed_is_read() -> None:
    sheet = sheets.read(sheet_typed(TYPED))
    assert (sheet.years, sheet.currency, sheet.rate, sheet.rate_high, sheet.gain_share) == (3, "EUR", 0.1, 0.125, 0.2)
    assert sheet.rates == {"USD": 0.9, "GBP": 1.2}
    first, both = sheet.assumptions
    assert (first.name, first.low, first.base, first.high) == ("outage minutes", 1000, 1200, 1400.5)
    assert both.formula and [line.key for line in sheet.lines] == ["k1", "l0"]
    assert not sheet.lines[1].yearly


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("a-0-low", "many"),
        ("rate", "x"),
        ("l-0-starts", "1.5"),
        ("a-0-source_on", "soon"),
        ("rates", "0.9"),
        ("years", "two"),
        ("years", "1e400"),
        ("l-0-starts", "-1e400"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_field(field: str, text: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        sheet_typed({**TYPED, field: text})
    assert refused.value.field == field


@pytest.mark.parametrize(
    "told",
    [
        {"rate": 2}, {"years": 0}, {"years": 1000}, {"currency": "euro"}, {"nonsense": 1}, {"rates": {"USD": 0}},
        {"assumptions": [{"name": ""}]}, {"assumptions": [{"name": "a", "base": float("inf")}]},
        {"assumptions": [{"name": "a"}] * 101}, {"lines": [{"title": "a", "kind": "gift"}]}, {"lines": [1]}, [], "x",
        {"lines": [{"title": "a\x00"}]}, {"assumptions": [{"name": "a", "source_on": "yesterday"}]},
    ],
)  # fmt: skip
def test_a_sheet_that_makes_no_sense_is_refused(told: object) -> None:
    with pytest.raises(ValidationError) as refused:
        sheets.read(told)
    assert all(sheets.first_problem(refused.value)[1:])


def test_a_sheet_kept_and_read_is_the_same() -> None:
    sheet = sheets.read(sheet_typed(TYPED))
    assert sheets.read(sheets.stored(sheet)) == sheet


def test_lines_with_the_same_key_get_keys_of_their_own() -> None:
    lines = sheets.read({"lines": [{"title": "a", "key": "l0"}, {"title": "b", "key": "l0"}, {"title": "c"}]}).lines
    assert len({line.key for line in lines}) == 3 and lines[0].key == "l0"


def test_what_was_left_out_is_as_the_base() -> None:
    assert AssumptionRow(name="a", base=5).ends == (5, 5, 5)
    assert AssumptionRow(name="a", low=4, high=8).ends == (4, 6, 8)
    assert AssumptionRow(name="a").ends == (0, 0, 0)


def test_differences_name_what_came_went_and_changed() -> None:
    before = Sheet(
        assumptions=(AssumptionRow(name="a", base=1), AssumptionRow(name="b", base=2)),
        lines=(LineRow(key="x", title="Old"),),
    )
    after = Sheet(
        years=3,
        assumptions=(AssumptionRow(name="a", base=1.5), AssumptionRow(name="c", base=3)),
        lines=(LineRow(key="x", title="New"),),
    )
    assert [(d.where, d.before, d.after) for d in differences(before, after)] == [
        ("years", "5 years", "3 years"), ("a: base", "1", "1.5"), ("b", "2", ""), ("c", "", "3"), ("New: title", "Old", "New"),
    ]  # fmt: skip
    assert differences(before, before) == ()
    assert [d.sentence for d in differences(before, after)] == [
        "Changed the horizon from 5 years to 3 years.", "Changed the base value of “a” from 1 to 1.5.",
        "Removed the assumption “b” (2).", "Added the assumption “c” (3).", "Renamed “Old” to “New”.",
    ]  # fmt: skip


def test_every_change_of_a_sheet_reads_as_a_sentence() -> None:
    """No name of a field, no code and no fraction for a share stands in what is read."""
    before = Sheet(
        assumptions=(AssumptionRow(name="a", base=1),),
        lines=(LineRow(key="x", title="Fee", formula="a"), LineRow(key="y", title="Set-up", formula="a")),
        correlations=(CorrelationRow(first="a", second="b", strength=0.5),),
        scenarios=(ScenarioRow(name="Worst", values={"a": 1}),),
    )
    after = Sheet(
        currency="USD", years=1, rate=0.0825, rate_low=0.06, our_rate=0.05, gain_share=0.15, alternative="Wait", rates={"GBP": 1.2},
        assumptions=(AssumptionRow(name="a", base=1, low=0.5, high=2, unit="hours", shape="pert", source="log", source_on="2026-03-01"),),
        lines=(
            LineRow(key="x", title="Fee", formula="a × 2", kind="price", side="supplier", yearly=False, starts=3, ramp="6", group="cost"),
            LineRow(key="z", title="Calls", formula="40"),
        ),
        correlations=(CorrelationRow(first="a", second="b", strength=-0.2),),
        scenarios=(ScenarioRow(name="Worst", values={"a": 2}, rate=0.1),),
    )  # fmt: skip
    told = [one.sentence.replace("\u202f", " ") for one in differences(before, after)]
    assert told == [
        "Changed the currency from EUR to USD.", "Changed the horizon from 5 years to 1 year.",
        "Changed the discount rate from 8 % to 8.25 %.", "Set the lowest discount rate to 6 %.", "Set our discount rate to 5 %.",
        "Changed the share of their gain paid to us from 0 % to 15 %.", "Set the next best alternative to Wait.",
        "Set the exchange rates to GBP 1.2.", "Set the unit of “a” to hours.", "Set the low value of “a” to 0.5.",
        "Set the high value of “a” to 2.",
        "Changed the shape of the range of “a” from most likely at the base to mostly near the base.",
        "Set the source of “a” to log.", "Set the date of the source of “a” to 1 Mar 2026.",
        "Changed the type of “Fee” from benefit to price.", "Changed the side of “Fee” from theirs to ours.",
        "Changed the formula of “Fee” from a to a × 2.", "Changed the frequency of “Fee” from every year to once.",
        "Changed the start of “Fee” from the beginning to after 3 months.", "Set the ramp-up of “Fee” to 6 months.",
        "Set the source of value or kind of cost of “Fee” to Cost.", "Removed the line “Set-up” (a).", "Added the line “Calls” (40).",
        "Changed the strength of the correlation of “a × b” from 0.5 to −0.2.", "Changed the values of “Worst” from a 1 to a 2.",
        "Set the discount rate of “Worst” to 10 %.",
    ]  # fmt: skip
    back = [one.sentence for one in differences(after, before)]
    assert "Removed the lowest discount rate (6\u202f%)." in back and all(line.endswith(".") for line in back)


def test_what_cannot_be_reckoned_is_said_in_a_sentence_with_its_place() -> None:
    wrong = Sheet(
        assumptions=(AssumptionRow(name="minutes", base=1),), lines=(LineRow(title="Avoided", formula="minuts × 2"),)
    )
    found = figures.of(wrong)
    assert found.result is None and found.where == "Avoided"
    assert found.sentence == "There is no assumption called “minuts”. Did you mean “minutes”?"


def test_every_fault_has_a_sentence_that_takes_its_words() -> None:
    from covalue.analytics.value.faults import CaseError, Fault

    words = dict.fromkeys(["most", "near", "name", "meant", "what", "left", "right", "found", "wanted", "unit", "currency", "into", "names"], "x")  # fmt: skip
    ends = {"low": 0.1, "base": 0.3, "high": 0.2}
    assert all("{" not in figures.sentence_of(CaseError(fault, **words, **ends)) for fault in Fault)


@pytest.mark.parametrize("key", [{"a": 1}, ["x"], 5, True])
def test_a_key_that_is_no_text_is_refused(key: object) -> None:
    with pytest.raises(ValidationError):
        sheets.read({"lines": [{"key": key, "title": "Fee", "formula": "1"}]})


@pytest.mark.parametrize("lines", [5, "fee", {"title": "Fee"}, None])
def test_lines_that_are_no_list_are_refused(lines: object) -> None:
    with pytest.raises(ValidationError):
        sheets.read({"lines": lines})


def test_a_scenario_of_a_case_without_formulas_has_no_figure_either() -> None:
    empty = Sheet(lines=(LineRow(title="Avoided", formula=""),), scenarios=(ScenarioRow(name="Worst"),))
    (view,) = figures.scenarios(empty)
    assert view.outcome is None and view.sentence == figures.of(empty).problem == "No line has a formula yet."


@pytest.mark.parametrize("field", ["l-0-formula", "a-0-formula"])
def test_a_number_with_a_comma_is_refused_in_its_cell_in_words(field):
    with pytest.raises(errors.BadInput, match="do you mean 1200 or 1.2?") as refused:
        sheet_typed({"l-0-title": "Saved", "a-0-name": "hours", field: "1,200"})
    assert refused.value.field == field


@pytest.mark.parametrize(("typed", "plain"), [("1.500,00", "1500.00"), ("1,500.00 × hours", "1500.00")])
def test_a_number_with_both_signs_is_refused_whole(typed, plain):
    with pytest.raises(errors.BadInput, match=f"write {plain}") as refused:
        sheet_typed({"l-0-title": "Saved", "l-0-formula": typed})
    assert f"“{typed.split()[0]}”" in str(refused.value)


def test_a_comma_separates_what_is_compared():
    for formula in ("max(1, 200)", "max(1;200)", "min(1,20)"):
        typed = sheet_typed({"l-0-title": "Saved", "l-0-formula": formula})
        assert typed["lines"][0]["formula"] == formula


@pytest.mark.parametrize(
    ("field", "text", "choices"),
    [
        ("a-0-base", "1.500", ["1500", "1.5"]), ("a-0-low", "20.125", ["20125", "20.1250"]),
        ("s-0-v-0", "1.500", ["1500", "1.5"]), ("rates", "USD 0.9, GBP 1.175", ["USD 0.9, GBP 1175", "USD 0.9, GBP 1.1750"]),
        ("l-0-formula", "hours × 1.500", ["hours × 1500", "hours × 1.5"]), ("l-0-ramp", "1.500", ["1500", "1.5"]),
        ("a-0-formula", "max(1,200, x)", ["max(1200, x)", "max(1; 200, x)"]), ("a-0-formula", "1.234 * x", ["1234 * x", "1.2340 * x"]),
    ],
)  # fmt: skip
def test_an_amount_with_two_readings_is_asked_in_its_cell(field: str, text: str, choices: list[str]) -> None:
    typed = {"a-0-name": "hours", "l-0-title": "Saved", "s-0-name": "Worst", field: text}
    read = (lambda typed: scenarios_typed(typed, ["hours"])) if field.startswith("s-") else sheet_typed
    with pytest.raises(errors.BadInput, match="do you mean|Do you mean") as refused:
        read(typed)
    assert refused.value.field == field and [answer for _shown, answer in refused.value.choices] == choices
    for answer in choices:
        read(typed | {field: answer})


def test_a_share_or_a_whole_number_has_one_reading() -> None:
    sheet = sheet_typed({"rate": "12.500", "gain_share": "7.125", "c-0-first": "a", "c-0-strength": "0.125"})
    assert (sheet["rate"], sheet["gain_share"]) == (0.125, 0.07125)


def test_what_stands_in_the_sheet_already_is_not_asked() -> None:
    before = {"lines": [{"formula": "hours * 1.500", "ramp": "1.500"}], "assumptions": [{"formula": "max(1,200)"}]}
    typed = {"l-0-title": "A", "l-0-formula": "hours * 1.500", "a-0-name": "b", "a-0-formula": "max(1,200)"}
    with pytest.raises(errors.BadInput):
        sheet_typed(typed)
    sheet_typed(typed, formulas_of(before))


@given(value=st.decimals(-(10**6), 10**6, places=3))
def test_what_the_page_writes_is_read_as_it_was(value: Decimal) -> None:
    """Every field of the page holds what reads as the same number, fractions of three digits among them."""
    share = abs(value) / 10**6
    sheet = Sheet(
        rate=float(share),
        rates={"USD": float(abs(value) + 1)},
        assumptions=(AssumptionRow(name="a", low=float(value), base=float(value), high=float(value)),),
    )
    page = render_to_string("value/cases/_settings.html", {"sheet": sheet})
    page += render_to_string("value/cases/_assumption_row.html", {"row": sheet.assumptions[0], "n": 0})
    fields = dict(re.findall(r'name="([^"]+)"[^>]*?value="([^"]*)"', page))
    again = sheets.read(sheet_typed(fields))
    assert (again.rates, again.assumptions[0].ends) == (sheet.rates, sheet.assumptions[0].ends)
    assert again.rate == pytest.approx(float(share), abs=1e-9)


@pytest.mark.parametrize(
    ("unit", "now", "expected"),
    [
        ("€/hour", "NOK", "NOK/hour"),
        ("EUR per call", "USD", "$ per call"),
        ("k€", "GBP", "k£"),
        ("hours/week", "NOK", "hours/week"),
        ("$/unit", "NOK", "$/unit"),  # another currency on purpose
    ],
)
def test_a_unit_in_another_currency(unit: str, now: str, expected: str) -> None:
    assert units.in_currency(unit, "EUR", now) == expected


def test_a_template_counts_in_the_accounts_currency(world: World) -> None:
    """None of those that come with the product asks for a rate of another currency."""
    world.energy.currency = "NOK"
    for starter in starters.STARTERS:
        sheet = cases.first_sheet(world.energy, None, starter.key)
        assert sheet is not None and sheet.currency == "NOK"
        assert not [row.unit for row in sheet.assumptions if "€" in row.unit or "EUR" in row.unit]


@pytest.mark.parametrize("starter", starters.STARTERS, ids=lambda starter: starter.key)
def test_a_template_in_german_is_german_whole_and_comes_to_the_same(starter: starters.Starter) -> None:
    """Names, titles and units are translated, formulas follow the names; what is calculated is the same."""
    german = starters.in_language(starter.sheet, "de")
    texts = [(row.name, row.unit) for row in starter.sheet.assumptions]
    with translation.override("de"):
        for text in {part for pair in texts for part in pair} | {row.title for row in starter.sheet.lines}:
            assert text in ("€", "%") or pgettext("value case", text) != text, f"{text} is not in the catalogue"
    assert starters.in_language(starter.sheet, "en") == starter.sheet
    results = [figures.of(_filled(sheet)).result for sheet in (starter.sheet, german)]
    assert results[0] is not None and results[1] is not None
    amounts = [[(line.line.key, line.amount) for line in result.lines] for result in results if result]
    assert amounts[0] == amounts[1] and any(amount for _key, amount in amounts[0])


def _filled(sheet: Sheet) -> Sheet:
    rows = tuple(row.model_copy(update={"base": 3.0 + n}) for n, row in enumerate(sheet.assumptions))
    return sheets.read(sheet.model_copy(update={"assumptions": rows}).model_dump())


def test_a_template_is_copied_in_the_language_most_contacts_read(world: World) -> None:
    def title() -> str:
        sheet = cases.first_sheet(world.energy, None, "outages")
        assert sheet is not None
        return sheet.lines[0].title

    assert title() == "Outages avoided"
    people.edit_contact(US, contact=world.signe, language="de", now=NOW)
    assert title() == "Vermiedene Ausfälle"
    german = cases.first_sheet(world.energy, None, "outages")
    assert german is not None and german.lines[0].formula == "vermiedene Ausfallminuten × Kosten einer Minute"
    assert [row.unit for row in german.assumptions] == ["Minuten/Jahr", "€/Minute", "Störungen/Jahr", "€/Störung"]
    kept = actions.keep_template(US, initiative=case(world), title="Ours", now=NOW)
    own = cases.first_sheet(world.energy, None, f"own-{kept.pk}")
    assert own is not None and own.lines[0].title == sheets.read(kept.sheet).lines[0].title, "as somebody typed it"


@pytest.mark.django_db
def test_a_template_opens_with_one_value_each_and_a_filled_sheet_with_all(
    world: World, signed_in: Callable[..., Client]
) -> None:
    """Ranges, sources and times are a tick away; what opens them is never sent; lines and rows without a number stay open."""
    waste = next(starter for starter in starters.STARTERS if starter.key == "waste")
    sam = signed_in(world.user(Role.SAM))
    found = case(world, sheets.read(waste.sheet.model_dump()))
    page = " ".join(sam.get(reverse("value:sheet", args=[found.pk])).content.decode().split())
    assert "First one value each" in page and page.count('<input type="checkbox" value=""> ') >= 2
    assert '<input type="checkbox" value="" checked>' not in page
    assert page.count('data-row class="needed"') == 7, "six numbers and the line without a formula"
    filled = case(world)
    page = " ".join(sam.get(reverse("value:sheet", args=[filled.pk])).content.decode().split())
    assert page.count('<input type="checkbox" value="" checked>') == 2 and "First one value each" not in page
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert boxes and not any("name=" in box for box in boxes)


def test_what_is_much_the_same_everywhere_is_there_and_says_that_nobody_was_asked() -> None:
    """No number of the customer's own is guessed."""
    rows = {row.name: row for starter in starters.STARTERS for row in starter.sheet.assumptions if row.has_value}
    assert {name: (row.base, row.unit) for name, row in rows.items()} == {
        "weeks worked": (46, "weeks/year"),
        "cost of capital": (8, "%/year"),
    }
    assert all(row.source == "usual, to be asked" for row in rows.values())
