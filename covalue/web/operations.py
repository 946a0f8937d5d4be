"""The views of forms that post to an operation of the API: one function does it for pages and programs alike.

An operation is a plain function of `api.py`: request, the ids of its address, and a `body` that is an `Input`. In `urls.py`

    path("models/<int:model_id>/", operations.posted(api.edit_coverage_model, "coverage:home"), name="edit-model")

answers a form by the same function, with the ids of the address under the same names.
"""

import typing
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.views.decorators.http import require_POST

from covalue.core import errors
from covalue.web import answers, inputs, requests, stays

View = Callable[..., HttpResponse]
Operation = Callable[..., Any]
Address = str | Callable[..., str]


def posted(operation: Operation, then: Address, message: str | Promise = "") -> View:
    """The view of a form whose fields are the body of `operation`; afterwards the browser is led to `then`.

    `then` is the name of an address with no parts but such as this one has, or a function of its ids that returns an address. The page
    says `message`, if there is one.
    """

    @require_POST
    def view(request: HttpRequest, **ids: Any) -> HttpResponse:
        then_address = _address(then, ids)
        try:
            run(operation, request, **ids)
        except errors.BadInput as refused:
            return _form_again(request, operation, refused)
        if message:
            messages.success(request, str(message))
        return answers.back(request, then_address)

    return view


def _form_again(request: HttpRequest, operation: Operation, refused: errors.BadInput) -> HttpResponse:
    """The form as it was typed, with what is wrong beside its field, to be corrected and sent again."""
    kind = typing.get_type_hints(operation).get("body")
    elsewhere = getattr(request, "htmx", False) or requests.wants_json(request) or stays.page_of(request)
    if kind is None or elsewhere:
        raise refused
    form = inputs.form_of(kind)(request.POST)
    if form.is_valid():
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    if form.offers_rows(form.errors):  # what is wrong could not be corrected here
        raise refused
    form.hide_rows()
    others = [(name, value) for name, value in request.POST.items() if name not in form.fields]
    context = {"form": form, "others": [(name, value) for name, value in others if name != "csrfmiddlewaretoken"]}
    response = render(request, "web/form_again.html", context, status=refused.status)
    response.headers["X-Refused-Field"] = refused.field
    return response


def removed(operation: Operation, *, undo: str, message: str | Promise, then: Address) -> View:
    """The same for a removal: the page says `message` with a button that posts to the address named `undo`."""

    @require_POST
    def view(request: HttpRequest, **ids: Any) -> HttpResponse:
        then_address = _address(then, ids)
        run(operation, request, **ids)
        return answers.undoable(request, str(message), reverse(undo, kwargs=ids), then_address)

    return view


def of_account(name: str, model: type[Model], *, anchor: str = "", account: str = "account") -> Callable[..., str]:
    """For `then`: the address `name` of the account that the row of `model` with the first id of this address hangs on.

    `account` is the way from the row to its account, `section__plan__account`.
    """
    return of_parent(name, model, account, anchor)


def of_parent(name: str, model: type[Model], parent: str, anchor: str = "") -> Callable[..., str]:
    """For `then`: the address `name` of what that row has as `parent`."""

    def address(**ids: Any) -> str:
        row_id = next(iter(ids.values()))
        parent_id = model._base_manager.filter(pk=row_id).values_list(parent, flat=True).first()
        if parent_id is None:
            raise errors.NotFound()
        return reverse(name, args=[parent_id]) + anchor

    return address


def run(operation: Operation, request: HttpRequest, **ids: Any) -> Any:
    """Call `operation` with the form of the request, in one transaction.

    The form is read where the operation first uses it, so that whoever may not is told so before what they typed is judged.
    """
    kinds = typing.get_type_hints(operation)
    parts = {name: _part(kinds[name], value) for name, value in ids.items()}
    if "body" in kinds:
        parts["body"] = SimpleLazyObject(partial(inputs.posted, kinds["body"], request.POST))
    with transaction.atomic():
        return operation(request, **parts)


def _part(kind: Any, value: Any) -> Any:
    """A part of the address as the operation takes it: a word that names no member of its enumeration is not found."""
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        return value
    if value not in {member.value for member in kind}:
        raise errors.NotFound()
    return kind(value)


def _address(then: Address, ids: dict[str, Any]) -> str:
    if not isinstance(then, str):
        return then(**ids)
    for parts in ({}, ids, {name: value for name, value in ids.items() if name == "account_id"}):
        with suppress(NoReverseMatch):
            return reverse(then, kwargs=parts)
    raise NoReverseMatch(f"“{then}” has a part that is none of {', '.join(ids)}")
