"""One definition of an input: the form, the API and the operation agree on every bound."""

import re
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import SimpleNamespace
from typing import Annotated, Literal

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import SimpleTestCase
from ninja import Schema
from pydantic import TypeAdapter

from covalue.core import errors
from covalue.web import inputs
from covalue.web.answered import As, AsId
from covalue.web.inputs import Input, field, form_of, optional_text, row, rows
from covalue.web.shapes import Day, RowId, Text, Trimmed


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Coats(IntEnum):
    ONE = 1
    TWO = 2


class Paint(Input):
    name: Text = field("Name", min_length=1, max_length=5)
    colour: Colour = field("Colour", labels={Colour.RED: "Red", Colour.BLUE: "Blue"})
    litres: Decimal = field("Litres", ge=0, le=10, max_digits=3, decimal_places=1)
    note: Text = field("Note", "", max_length=9, lines=3)
    due_on: Day | None = field("Due", None)
    owner: RowId | None = row("Owner", None)


class PaintEdit(Paint, partial=True):
    """Only what is sent changes."""


TYPED = {"name": " Sky ", "colour": "blue", "litres": "2.5", "due_on": "2026-11-30", "owner": ""}


def test_a_form_gives_the_input() -> None:
    form = form_of(Paint)(TYPED)
    assert form.is_valid(), form.errors
    assert form.input == Paint(name="Sky", colour=Colour.BLUE, litres=Decimal("2.5"), due_on=date(2026, 11, 30))
    assert [f.label for f in form.fields.values()] == ["Name", "Colour", "Litres", "Note", "Due", "Owner"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("name", ""), ("name", "too long"), ("colour", "green"), ("litres", "-1"), ("litres", "10.5"), ("litres", "1.23")],
)
def test_the_form_and_the_api_refuse_the_same(name: str, value: str) -> None:
    values = {**TYPED, "name": "Sky", name: value}
    assert set(form_of(Paint)(values).errors) == {name}
    with pytest.raises(errors.BadInput) as refused:
        inputs.read(Paint, {key: value for key, value in values.items() if value or key == name})
    assert refused.value.field == name


def test_a_partial_input_knows_what_was_sent() -> None:
    assert PaintEdit.model_validate({"note": ""}).sent == {"note": ""}
    assert PaintEdit.model_validate({"owner": None}).sent == {"owner": None}
    assert "default" not in PaintEdit.model_json_schema()["properties"]["name"]
    assert Paint.model_fields["name"].is_required(), "the input it is made of stays as it is"


def test_a_refusal_of_the_operation_stands_beside_its_field() -> None:
    def refuse(_paint: Paint) -> None:
        raise errors.BadInput("Taken.", field="name")

    form = form_of(Paint)(TYPED)
    assert not form.submit(refuse) and form.errors == {"name": ["Taken."]}
    assert form_of(Paint)(TYPED).submit(lambda paint: paint)


class Team(Input):
    people: list[RowId] = rows("People", most=2)


class TeamEdit(Team, partial=True):
    """Only what is sent changes."""


def test_many_rows_are_check_boxes_and_ids() -> None:
    form = form_of(Team)({"people": ["3", "4"]})
    assert form.is_valid() and form.input == Team(people=[3, 4]) and form_of(Team)({}).is_valid()
    for wrong in (["x"], ["0"], ["1", "2", "3"], ["9" * 30]):
        assert set(form_of(Team)({"people": wrong}).errors) == {"people"}
    assert (TeamEdit().sent, TeamEdit(people=[]).sent) == ({}, {"people": []})


class Rated(Input):
    stars: int | None = field("Stars", None, ge=1, le=2, labels={1: "one", 2: "two"}, nobody="not rated")
    colour: Colour | None = field("Colour", None)
    again: Colour = field("Again", None, labels={Colour.RED: "Red", Colour.BLUE: "Blue"}, nobody="neither")


def test_values_with_labels_are_chosen_from_a_list() -> None:
    form = form_of(Rated)({"stars": "2", "colour": ""})
    assert form.submit(lambda rated: (rated.stars, rated.colour)) and form.answer == (2, None)
    assert form.input.sent.keys() == {"stars", "colour"}, "what has no value for being empty is left out"
    assert next(iter(form.fields["again"].choices)) == ("", "neither")
    assert list(form.fields["stars"].choices) == [("", "not rated"), (1, "one"), (2, "two")]
    assert set(form_of(Rated)({"stars": "3"}).errors) == {"stars"}


class Signal(Input):
    kind: Colour = field("Type", labels={Colour.RED: "Red", Colour.BLUE: "Blue"})
    shades: list[Colour] = field(
        "Shades", labels={Colour.RED: "Red", Colour.BLUE: "Blue"}, min_length=1, missing="One."
    )
    lamps: list[Text] = field("Lamps", default_factory=list, max_length=2)
    speed: Text = field("Speed", "", labels={"": "steady", "fast": "fast"}, max_length=9)


def test_lists_of_values_are_check_boxes_and_of_texts_whatever_is_sent() -> None:
    form = form_of(Signal)({"kind": "red", "shades": ["red", "blue"], "lamps": ["a", "b"], "speed": ""})
    assert form.is_valid(), form.errors
    assert form.input == Signal(kind=Colour.RED, shades=[Colour.RED, Colour.BLUE], lamps=["a", "b"], speed="")
    assert form.input.sent.keys() == {"kind", "shades", "lamps", "speed"}
    wrong = form_of(Signal)({"kind": "red", "lamps": ["a", "b", "c"], "speed": "slow"})
    assert wrong.errors["shades"] == ["One."] and set(wrong.errors) == {"shades", "speed"}
    assert set(form_of(Signal)({"kind": "red", "shades": ["red"], "lamps": ["a", "b", "c"]}).errors) == {"lamps"}


def test_only_what_a_field_offers_can_be_sent() -> None:
    with pytest.raises(errors.BadInput, match="^Select a valid choice") as refused:
        inputs.read(Signal, {"kind": "red", "shades": ["red"], "speed": "slow"})
    assert refused.value.field == "speed"
    assert [value for value, _label in form_of(Signal)().fields["speed"].choices] == ["", "fast"]


class Memo(Input):
    words: Trimmed = optional_text("Words", 5, lines=2)


def test_a_text_that_may_be_left_out_is_empty_then_and_trimmed_as_a_form_trims_it() -> None:
    assert (Memo().words, Memo(words=" a b \n").words) == ("", "a b")
    assert "default" not in Memo.model_json_schema()["properties"]["words"]
    assert form_of(Memo)({}).is_valid() and set(form_of(Memo)({"words": "too long"}).errors) == {"words"}


class Vote(Input):
    points: Literal[0, 5] | None = field("Points", None)
    hours: Decimal | None = field("Hours", None, gt=0, max_digits=4, decimal_places=1)
    places: int = field("Places", 3, ge=0)
    voters: list[RowId] = rows("Voters", least=1, most=2)


def test_a_choice_of_numbers_a_bound_that_is_excluded_and_rows_that_must_be_sent() -> None:
    form = form_of(Vote)({"points": "5", "hours": "0.1", "places": "", "voters": ["7"]})
    assert form.is_valid(), form.errors
    assert form.input == Vote(points=5, hours=Decimal("0.1"), voters=[7])
    assert "places" not in form.input.sent, "left empty where None is no value: the default"
    assert form_of(Vote)({"voters": ["7"]}).is_valid()
    wrong = form_of(Vote)({"points": "4", "hours": "0"})
    assert set(wrong.errors) == {"points", "hours", "voters"}
    schema = Vote.model_json_schema()
    assert schema["required"] == ["voters"] and schema["properties"]["voters"]["minItems"] == 1


def test_a_row_in_a_dataclass_is_answered_by_its_schema() -> None:
    class Coloured(Schema):
        name: str

    answer = TypeAdapter(list[Annotated[object, As(Coloured)]])
    assert answer.dump_python([SimpleNamespace(name="red", price=3)]) == [{"name": "red"}]
    assert answer.json_schema(mode="serialization")["items"]["$ref"].endswith("Coloured")


def test_a_row_in_a_dataclass_is_answered_by_its_id() -> None:
    answer = TypeAdapter(AsId[object])
    assert answer.dump_python(SimpleNamespace(pk=7)) == 7
    assert answer.json_schema(mode="serialization") == {"type": "integer"}


class Owned(Input):
    owner: RowId = row("Owner")
    deputy: RowId | None = row("Deputy", None, nobody="nobody")


def test_no_row_is_chosen_before_somebody_chooses() -> None:
    form = form_of(Owned)(rows={"owner": [], "deputy": []})
    assert [list(field.widget.choices) for field in form.fields.values()] == [[("", "")], [("", "nobody")]]
    assert not form_of(Team)(rows={"people": []}).fields["people"].widget.choices, "a page may ask whether there is any"
    assert "required" in str(form["owner"]) and "required" not in str(form["deputy"])


def test_a_form_finds_the_member_of_an_enumeration_of_numbers() -> None:
    class Job(Input):
        coats: Coats = field("Coats", labels={Coats.ONE: "one", Coats.TWO: "two"})

    form = form_of(Job)({"coats": "2"})
    assert form.is_valid() and form.input.coats is Coats.TWO
    assert not form_of(Job)({"coats": "3"}).is_valid()


def test_a_change_of_an_input_knows_what_was_sent() -> None:
    assert inputs.partial_of(Paint).model_validate({"note": ""}).sent == {"note": ""}


def test_a_select_says_the_same_as_djangos() -> None:
    choices = [("", "–"), ("a&b", "A <b>"), (3, "three")]
    for value in ("a&b", "3", None):
        ours, theirs = (
            kind(attrs={"class": "x", "required": True}, choices=choices).render("field", value, {"id": "id_field"})
            for kind in (inputs.Select, forms.Select)
        )
        SimpleTestCase().assertHTMLEqual(ours, theirs)


class Passed(Input):
    taker: RowId = row("New owner")
    second: RowId | None = row("Second", None)
    colour: Literal["red"] = field("Colour")


def test_what_must_be_chosen_and_is_the_only_choice_is_chosen() -> None:
    """Of several none is, what may be left out stays empty, and what was typed stands."""

    def chosen(people: int, **typed: str) -> list[str]:
        offered = [SimpleNamespace(pk=pk) for pk in range(1, people + 1)]
        form = form_of(Passed)(typed or None, rows={"taker": offered, "second": offered})
        return [re.findall(r'value="(\w*)" selected', str(form[name]))[:1] for name in ("taker", "second", "colour")]

    assert chosen(1) == [["1"], [""], ["red"]]
    assert chosen(2) == [[""], [""], ["red"]]
    assert chosen(0) == [[""], [""], ["red"]]
    assert chosen(2, taker="2", second="1") == [["2"], ["1"], ["red"]]
    assert chosen(1, taker="") == [["1"], [""], ["red"]], "also where it comes back refused"


class Amounts(Input):
    amount: Decimal = field("Amount", ge=0, le=100_000, max_digits=9, decimal_places=2)
    share: float = field("Share", 10.0, ge=0, le=100)
    places: int = field("Places", 5, ge=0, le=10_000)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("amount", "1 500", Decimal(1500)), ("amount", "1,500", Decimal(1500)), ("amount", "1500,5", Decimal("1500.5")),
        ("amount", "150.000", Decimal(150)), ("share", "12.500", 12.5), ("places", "2.500", 2500),
        ("places", "12.000", 12), ("places", "7", 7), ("amount", "0.5", Decimal("0.5")),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_typed(name: str, text: str, value: Decimal | float) -> None:
    """A reading out of bounds is none."""
    form = form_of(Amounts)({"amount": "1", "share": "1", "places": "1", name: text})
    assert form.is_valid(), form.errors
    assert getattr(form.input, name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("amount", "1.500"), ("amount", "12.340"), ("amount", "1.230"), ("places", "1.000"), ("places", "2.000")],
)
def test_two_readings_within_the_bounds_are_asked_beside_the_field(name: str, text: str) -> None:
    form = form_of(Amounts)({"amount": "1", "share": "1", "places": "1", name: text})
    assert not form.is_valid()
    (error,) = form.errors[name].as_data()
    choices = error.params["choices"]
    page = render_to_string("web/_form.html", {"form": form})
    assert "Do you mean" in page and all(f'data-means="{name}" value="{typed}"' in page for _shown, typed in choices)
    for _shown, typed in choices:
        assert form_of(Amounts)({"amount": "1", "share": "1", "places": "1", name: typed}).is_valid()
    with pytest.raises(errors.BadInput) as refused:
        inputs.posted(Amounts, {"amount": "1", "share": "1", "places": "1", name: text})
    assert refused.value.choices == choices


@pytest.mark.parametrize("text", ["many", "1.2.3", "nan", "1e400"])
def test_what_is_no_number_is_said_in_words(text: str) -> None:
    form = form_of(Amounts)({"amount": text, "share": text, "places": text})
    assert not form.is_valid() and set(form.errors) == {"amount", "share", "places"}
