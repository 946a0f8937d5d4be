"""What may be typed, defined once: the body of an API operation and the form of a page are the same `Input`.

Source of the bounds: each package's `inputs.py`. A page renders `form_of(SomeInput)`; the API reads the same class.
"""

import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import islice
from types import NoneType, UnionType
from typing import Any, ClassVar, Final, Generic, Literal, TypeVar, Union, cast, get_args, get_origin

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from pydantic import Field, ValidationInfo, field_validator
from pydantic import ValidationError as Mismatch
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from covalue.core import errors, money
from covalue.web import answers
from covalue.web.shapes import LARGEST_ID, In, forget_default

Label = str | Promise
NO_CHOICE: Final = gettext_lazy("Select a valid choice. That choice is not one of the available choices.")

YES_OR_NO: Final = (("true", gettext_lazy("Yes")), ("false", gettext_lazy("No")))


@dataclass(frozen=True)
class Typed:
    """How a field of an input is typed in a form: its label, a line of help, and its widget where it is not the usual one.

    `missing` is the sentence where it is left empty though it must not be; `html_type` is that of a text, such as email.
    """

    label: Label = ""
    help: Label = ""
    lines: int = 1
    labels: Mapping[Any, Label] | None = None
    nobody: Label = ""
    row: bool = False
    rows: bool = False
    missing: Label = ""
    html_type: str = "text"


def field(label: Label = "", default: Any = PydanticUndefined, *, help: Label = "", lines: int = 1,
          labels: Mapping[Any, Label] | None = None, nobody: Label = "", missing: Label = "", html_type: str = "text",
          **bounds: Any) -> Any:  # fmt: skip
    """A field with its label and bounds (`min_length`, `max_length`, `ge`, `le`, `max_digits`, `decimal_places`).

    With `labels` these values can be chosen, and no other; `nobody` stands for none of them, where that is allowed.
    """
    typed = Typed(label, help, lines, labels, nobody, missing=missing, html_type=html_type)
    return _described(Field(default, **bounds), typed)


def optional_text(label: Label = "", max_length: int | None = None, **options: Any) -> Any:
    """A text that may be left out, and is empty then; no description shows that default."""
    return field(label, "", max_length=max_length, json_schema_extra=forget_default, **options)


def row(label: Label = "", default: Any = PydanticUndefined, *, help: Label = "", nobody: Label = "–") -> Any:
    """The id of a row. A page says which rows are offered; the operation decides which are allowed (`chosen`)."""
    return _described(Field(default), Typed(label, help, nobody=nobody, row=True))


def rows(label: Label = "", *, most: int = 200, least: int | None = None, help: Label = "", missing: Label = "") -> Any:
    """The ids of at most `most` rows: check boxes in a form. None unless sent; with `least` (0 or more) they must be."""
    typed = Typed(label, help, rows=True, missing=missing)
    if least is None:
        return _described(Field(default_factory=list, max_length=most), typed)
    return _described(Field(min_length=least or None, max_length=most), typed)


def _described(info: Any, typed: Typed) -> Any:
    info.metadata.append(typed)
    return info


class AsTyped(forms.IntegerField):
    """A number as people write it; what can be read in two ways within the bounds is asked, both to choose from."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(self._read(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Without the zeros a database fills up with: 15.3000 stands in the field as 15.3."""
        return money.typed(value) if isinstance(value, Decimal | float) else value

    def _read(self, text: str) -> str:
        try:
            value = money.read_exactly(text, self._fits)
        except money.Unclear as unclear:
            raise ValidationError(unclear.question, code="unclear", params={"choices": unclear.choices}) from None
        except ValueError:
            return text
        return "" if value is None else f"{value:f}"

    def _fits(self, value: Decimal) -> bool:
        """Whether it lies within the bounds; how many digits the field takes decides nothing, or a slip would."""
        low, high = self.min_value, self.max_value
        return (low is None or value >= Decimal(str(low))) and (high is None or value <= Decimal(str(high)))


class DecimalField(AsTyped, forms.DecimalField):
    """A number with its digits."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})


class FloatField(AsTyped, forms.FloatField):
    """A number."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})


class WholeField(AsTyped):
    """A whole number: 1.000 is not 1."""

    def _fits(self, value: Decimal) -> bool:
        return value == value.to_integral_value() and super()._fits(value)


class Input(In):
    """What somebody may send: unknown fields and values out of bounds are refused.

    `class Edit(Thing, partial=True)` makes every field of `Thing` one that stays as it is unless it is sent. Fields named
    in `rare` stand behind “More” in a form.
    """

    rare: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, partial: bool = False, **options: Any) -> None:
        super().__init_subclass__(**options)

    @classmethod
    def __pydantic_init_subclass__(cls, partial: bool = False, **options: Any) -> None:
        super().__pydantic_init_subclass__(**options)
        if partial:
            for name, info in cls.model_fields.items():
                cls.model_fields[name] = _left_out(info)
            cls.model_rebuild(force=True)

    @field_validator("*")
    @classmethod
    def _is_offered(cls, value: Any, info: ValidationInfo) -> Any:
        """A text is one of those its field offers, if it offers any."""
        labels = _typed(cls.model_fields[str(info.field_name)]).labels
        if labels and isinstance(value, str) and not isinstance(value, Enum) and value not in labels:
            raise ValueError(NO_CHOICE)
        return value

    @property
    def sent(self) -> dict[str, Any]:
        """The fields that were sent, and only those."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in self.model_fields_set}

    def with_rows(self, rows: Mapping[str, QuerySet[Any]]) -> dict[str, Any]:
        """What was sent, with the rows that ids name; `rows` are those each field may name, BadInput for any other."""
        return {name: _named(rows, name, value) for name, value in self.sent.items()}


def partial_of(kind: type[Input]) -> type[Input]:
    """The same input as a change: every field stays as it is unless it is sent."""
    return types.new_class(f"{kind.__name__}Edit", (kind,), {"partial": True})


def _named(rows: Mapping[str, QuerySet[Any]], name: str, value: Any) -> Any:
    if name not in rows:
        return value
    return chosen_many(rows[name], value, name) if isinstance(value, list) else chosen(rows[name], value, name)


def _left_out(info: FieldInfo) -> FieldInfo:
    optional = copy(info)
    optional.default, optional.default_factory = None, None
    optional.json_schema_extra = forget_default
    return optional


Sent = TypeVar("Sent", bound=Input)


def read(kind: type[Sent], values: Mapping[str, Any]) -> Sent:
    """`values` as an input; BadInput names the first field that is wrong."""
    try:
        return kind.model_validate(dict(values))
    except Mismatch as problem:
        wrong = problem.errors()[0]
        raise errors.BadInput(sentence_of(wrong), field=str(wrong["loc"][0]) if wrong["loc"] else "") from None


def sentence_of(wrong: Mapping[str, Any]) -> str:
    """What pydantic says of a part that is wrong; a sentence of ours as it is."""
    return str(wrong["msg"]).removeprefix("Value error, ")


def chosen(rows: QuerySet[Any], pk: int | None, field: str) -> Any:
    """The row of this id among `rows`; None for None; BadInput where it is not among them."""
    if pk is None:
        return None
    choice = rows.filter(pk=pk).first()
    if choice is None:
        raise _no_choice(field)
    return choice


def chosen_many(rows: QuerySet[Any], pks: list[int], field: str) -> list[Any]:
    """The rows of these ids; BadInput where one is not among `rows`."""
    choices = list(rows.filter(pk__in=pks)) if pks else []
    if len(choices) < len(set(pks)):
        raise _no_choice(field)
    return choices


def _no_choice(field: str) -> errors.BadInput:
    return errors.BadInput(str(NO_CHOICE), field=field)


class InputForm(forms.Form, Generic[Sent]):
    """A form whose fields and bounds are those of an input; `rows` are the rows each select offers."""

    input_type: ClassVar[type[Input]]
    input: Sent
    answer: Any = None
    refused: errors.BadInput | None = None  # what `submit` was refused for; its field may be none of the form's

    def __init__(self, *arguments: Any, rows: Mapping[str, Iterable[Model]] | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.initial = {name: value.pk if isinstance(value, Model) else value for name, value in self.initial.items()}
        for name, offered in (rows or {}).items():
            cast("RowSelect | RowChecks", self.fields[name].widget).offer(offered, required=self.fields[name].required)

    @property
    def usual_fields(self) -> list[forms.BoundField]:
        """The fields that stand in sight."""
        return [self[name] for name in self.fields if name not in self.input_type.rare]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        """The fields that stand behind “More”."""
        return [self[name] for name in self.fields if name in self.input_type.rare]

    @property
    def opens_rare(self) -> bool:
        """Whether one of those behind “More” has a value, or was refused."""
        return any(field.errors or field.value() not in (None, "", []) for field in self.rare_fields)

    def offers_rows(self, names: Iterable[str]) -> bool:
        """Whether one of these fields is chosen among rows."""
        return any(isinstance(self.fields[name].widget, RowSelect | RowChecks) for name in names if name in self.fields)

    def hide_rows(self) -> None:
        """Carry along what was chosen among rows, where the page that offered them is not shown again."""
        for field in self.fields.values():
            if isinstance(field.widget, RowSelect):
                field.widget = forms.HiddenInput()
            elif isinstance(field.widget, RowChecks):
                field.widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                self.input = cast(Sent, self.input_type.model_validate(self._filled_in(cleaned)))
            except Mismatch as problem:
                for wrong in problem.errors():
                    name = str(wrong["loc"][0]) if wrong["loc"] else ""
                    self.add_error(name if name in self.fields else None, sentence_of(wrong))
        return cleaned

    def _filled_in(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Without the fields left empty that have no value of their own for that."""
        nullable = {name for name, info in self.input_type.model_fields.items() if _without_none(info.annotation)[1]}
        return {name: value for name, value in cleaned.items() if value is not None or name in nullable}

    def submit(self, call: Callable[[Sent], object]) -> bool:
        """Hand a valid form's input to `call`, whose result is `answer` then.

        False, with the error beside its field, where anything is refused.
        """
        if not self.is_bound or not self.is_valid():
            return False
        try:
            self.answer = call(self.input)
        except errors.BadInput as refused:
            self.refused = refused
            params = {"choices": refused.choices} if refused.choices else None
            error = ValidationError(refused.sentence, params=params)
            self.add_error(refused.field if refused.field in self.fields else None, error)
            return False
        return True


def form_of(kind: type[Sent]) -> type[InputForm[Sent]]:
    """The form class of an input."""
    return cast("type[InputForm[Sent]]", _form_class(kind))


@cache
def _form_class(kind: type[Input]) -> Any:
    fields = {name: _form_field(info) for name, info in kind.model_fields.items()}
    return type(f"{kind.__name__}Form", (InputForm,), {**fields, "input_type": kind})


def label_of(kind: type[Input], name: str) -> str:
    """What a page calls a field of an input."""
    return str(_typed(kind.model_fields[name]).label)


def posted(kind: type[Sent], data: Mapping[str, Any]) -> Sent:
    """What a form of a page sent, as its input; BadInput for the first field that is wrong."""
    form = form_of(kind)(data)
    answers.checked(form)
    return form.input


def _form_field(info: FieldInfo) -> forms.Field:
    typed = _typed(info)
    bounds = {name: getattr(part, name) for part in info.metadata for name in _BOUNDS if _has(part, name)}
    kind, optional = _without_none(info.annotation)
    needed = bool(bounds.get("min_length")) if kind is str else info.is_required()
    options: dict[str, Any] = {"label": typed.label or None, "help_text": typed.help}
    options["required"] = needed and not optional and kind is not bool
    if typed.missing:
        options["error_messages"] = {"required": typed.missing}
    if typed.row:
        return forms.IntegerField(min_value=1, max_value=LARGEST_ID, widget=RowSelect(typed.nobody), **options)
    if typed.rows:
        return RowsField(coerce=int, widget=RowChecks(), **(options | {"required": bool(bounds.get("min_length"))}))
    if get_origin(kind) is list:
        return _list_field(_values(get_args(kind)[0], typed), typed, options | {"required": "min_length" in bounds})
    if values := _values(kind, typed):
        choices = _choices(values, typed)
        with_nobody = (optional or typed.nobody) and "" not in values
        options["choices"] = [("", typed.nobody or "–"), *choices] if with_nobody else choices
        options["coerce"] = _member_of(values)
        return forms.TypedChoiceField(empty_value="" if "" in values else None, widget=Select, **options)
    if kind is date:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
    if kind is str:
        line = forms.TextInput(attrs={"type": typed.html_type})
        options["widget"] = forms.Textarea(attrs={"rows": typed.lines}) if typed.lines > 1 else line
        return forms.CharField(max_length=bounds.get("max_length"), empty_value=None if optional else "", **options)
    if kind is bool and needed:  # a box that is not ticked would read as No
        options |= {"choices": YES_OR_NO, "coerce": lambda value: value == "true", "required": True}
        return forms.TypedChoiceField(widget=Select, **options)
    if kind is bool:
        return forms.BooleanField(**options)
    if kind is Decimal:
        options |= {name: bounds.get(name) for name in ("max_digits", "decimal_places")}
        if "gt" in bounds:
            bounds["ge"] = bounds["gt"] + Decimal(1).scaleb(-(bounds.get("decimal_places") or 0))
    number: Any = {Decimal: DecimalField, int: WholeField, float: FloatField}[kind]
    return cast(forms.Field, number(min_value=bounds.get("ge"), max_value=bounds.get("le"), **options))


def _member_of(values: list[Any]) -> Callable[[Any], Any]:
    """What finds the value that a form sent as text."""
    by_text = {str(getattr(value, "value", value)): value for value in values}
    return lambda text: by_text[str(text)]


def _list_field(values: list[Any], typed: Typed, options: dict[str, Any]) -> forms.Field:
    """Check boxes of the values to choose from; where any can be typed, as many texts as are sent."""
    if not values:
        return TextsField(widget=forms.MultipleHiddenInput(), **options)
    options |= {"choices": _choices(values, typed), "coerce": _member_of(values)}
    return forms.TypedMultipleChoiceField(widget=forms.CheckboxSelectMultiple(), **options)


def _choices(values: list[Any], typed: Typed) -> list[tuple[Any, Label]]:
    labels = typed.labels or {value: str(getattr(value, "value", value)) for value in values}
    return [(value.value if isinstance(value, Enum) else value, labels[value]) for value in values]


def _typed(info: FieldInfo) -> Typed:
    return next((part for part in info.metadata if isinstance(part, Typed)), Typed())


def _values(kind: Any, typed: Typed) -> list[Any]:
    """The values to choose from; none where any can be typed."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)
    return list(get_args(kind) if get_origin(kind) is Literal else typed.labels or ())


class OfferedRows(BaseChoiceIterator):
    """The choices of a select, read when they are first shown: a form that is only checked asks nothing."""

    def __init__(self, rows: Iterable[Model], *first: tuple[str, Label]) -> None:
        self.rows, self.first = rows, first

    def __iter__(self) -> Iterator[tuple[Any, Label]]:
        yield from self.first
        yield from ((row.pk, str(row)) for row in self.rows)

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None


class Select(forms.Select):
    """A select whose options are written by one function: Django renders a template for each, ten times as slowly.

    What must be chosen and is the only choice is chosen.
    """

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        return super().optgroups(name, value if any(value) else self._only() or value, attrs)

    def _only(self) -> list[str]:
        """The one value that can be chosen, where one must be."""
        if not self.is_required:
            return []
        found = list(islice((str(value) for value, _label in self.choices if value not in ("", None)), 2))
        return found if len(found) == 1 else []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = (option for _group, options, _index in widget["optgroups"] for option in options)
        chosen = ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options)
        written = format_html_join("", '<option value="{}"{}>{}</option>', chosen)
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), written)


class RowSelect(Select):
    """A select of rows; `nobody` stands for none of them."""

    def __init__(self, nobody: Label) -> None:
        super().__init__()
        self.nobody = nobody

    def offer(self, rows: Iterable[Model], *, required: bool) -> None:
        """Show these rows to choose from; where one has to be chosen of several, none is until somebody does."""
        self.choices = OfferedRows(rows, ("", "" if required else self.nobody))


class RowChecks(forms.CheckboxSelectMultiple):
    """A check box for each row."""

    def offer(self, rows: Iterable[Model], *, required: bool) -> None:
        """Show these rows to choose from."""
        self.choices = OfferedRows(rows)


class RowsField(forms.TypedMultipleChoiceField):
    """The ids of rows; the operation decides which are allowed (`chosen_many`)."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isdecimal()


class TextsField(forms.MultipleChoiceField):
    """Texts sent under one name, whatever they are."""

    def valid_value(self, value: Any) -> bool:
        return True


_BOUNDS: Final = ("ge", "gt", "le", "lt", "min_length", "max_length", "max_digits", "decimal_places")


def _has(part: Any, name: str) -> bool:
    return not isinstance(part, Typed) and getattr(part, name, None) is not None


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """The type beside None, and whether None is allowed."""
    if get_origin(annotation) in (Union, UnionType):
        kinds = [part for part in get_args(annotation) if part is not NoneType]
        return get_args(kinds[0])[0] if hasattr(kinds[0], "__metadata__") else kinds[0], True
    return annotation, False


def cleaned(form: forms.Form, values: Mapping[str, Any], *, only: Iterable[str] | None = None) -> dict[str, Any]:
    """`values` as the form's fields clean them; BadInput for the first that is wrong.

    Without `only`, every field of the form is asked, and what is missing counts as left empty.
    """
    names = list(form.fields) if only is None else list(only)
    return {name: _cleaned(form, name, values.get(name)) for name in names}


def _cleaned(form: forms.Form, name: str, value: Any) -> Any:
    try:
        return form.fields[name].clean(value)
    except ValidationError as problem:
        raise errors.BadInput(" ".join(problem.messages), field=name) from None
