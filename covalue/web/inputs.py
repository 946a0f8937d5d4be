"""The fields of the pages' forms, asked by the API: one place says what may be typed, whichever door it comes through."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form

from covalue.core import errors


def cleaned(form: Form, values: Mapping[str, Any], *, only: Iterable[str] | None = None) -> dict[str, Any]:
    """`values` as the form's fields clean them; BadInput for the first that is wrong.

    Without `only`, every field of the form is asked, and what is missing counts as left empty.
    """
    names = list(form.fields) if only is None else list(only)
    return {name: _cleaned(form, name, values.get(name)) for name in names}


def _cleaned(form: Form, name: str, value: Any) -> Any:
    try:
        return form.fields[name].clean(value)
    except ValidationError as problem:
        raise errors.BadInput(" ".join(problem.messages), field=name) from None
