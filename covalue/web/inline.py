"""Editing a fact where it stands: a value that is a link, a form of one field, the value again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.web import answers
from covalue.web.inputs import InputForm, Sent, form_of

LONGEST_UNDO = 1500  # characters of a former value that fit in an address


@dataclass(frozen=True)
class Change:
    """One time a fact changed."""

    at: datetime
    by: str
    before: str
    after: str


@dataclass(frozen=True)
class Fact:
    """A value on a page. `text` is what people read, `raw` what a form sends; no `address` where it is read only."""

    name: str
    label: str
    text: str
    raw: str
    address: str = ""
    changes: tuple[Change, ...] = field(default=())
    blank: str = ""  # what stands where the value is missing and can be added; “add” unless said

    @property
    def key(self) -> str:
        """What tells it apart from the same fact of another row on one page."""
        return "-".join(["fact", self.name, *(part for part in self.address.split("/") if part.isdecimal())])


def form_of_fact(
    kind: type[Sent], row: Model, name: str, rows: Mapping[str, QuerySet[Any]] | None = None
) -> InputForm[Sent]:
    """The form of one field of a partial input, with its value in a row; `rows` are those a field may name."""
    form = form_of(kind)(initial={name: getattr(row, name)}, rows=rows)
    form.fields = {name: form.fields[name]}
    form.fields[name].widget.attrs["aria-label"] = form.fields[name].label
    return form


def edit(
    request: HttpRequest,
    *,
    fact: Callable[[], Fact],
    form: InputForm[Sent],
    save: Callable[[Sent], object],
    otherwise: str,
) -> HttpResponse:
    """Show the form of one fact, or save it. What somebody else wrote in the meantime is never overwritten unseen.

    A former value arrives in the address when an undo puts it back.
    """
    before = fact()
    if request.method != "POST":
        template = "web/_fact.html" if "shown" in request.GET else "web/_fact_form.html"
        page = template if getattr(request, "htmx", False) else "web/fact.html"
        return render(request, page, {"fact": before, "form": form, "otherwise": otherwise})
    sent = request.POST if "seen" in request.POST else request.GET
    if sent.get("seen", "") != before.raw:
        raise errors.WrongState(
            _("Someone changed this to “%(now)s” in the meantime. Check it before you change it.")
            % {"now": before.text or "–"}
        )
    form.data = _without_null(sent)
    form.is_bound = True
    try:
        answers.checked(form)
        save(form.input)
    except errors.BadInput as refused:
        if getattr(request, "htmx", False):
            raise
        if not form.errors:
            form.add_error(None, refused.sentence)
        return render(request, "web/fact.html", {"fact": before, "form": form, "otherwise": otherwise}, status=422)
    return _saved(request, before, fact(), otherwise)


def _without_null(sent: QueryDict) -> QueryDict:
    values = sent.copy()
    for name in values:
        values.setlist(name, [value.replace("\x00", "") for value in values.getlist(name)])
    return values


def _saved(request: HttpRequest, before: Fact, after: Fact, otherwise: str) -> HttpResponse:
    if before.raw == after.raw:
        return _shown(request, after, otherwise)
    message = _("%(label)s was changed.") % {"label": before.label}
    undo = f"{before.address}?{urlencode({before.name: before.raw, 'seen': after.raw})}"
    if len(undo) > LONGEST_UNDO:
        return _shown(request, after, otherwise)
    answer = answers.undoable(request, message, undo, otherwise, target=f"#{before.key}")
    if getattr(request, "htmx", False):
        answer.content = render(request, "web/_fact.html", {"fact": after}).content
    return answer


def _shown(request: HttpRequest, fact: Fact, otherwise: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return render(request, "web/_fact.html", {"fact": fact})
    return answers.back(request, otherwise)
