"""How a view answers after a change: back to where one was, or with a note that can be undone."""

import json

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.web.my_day import Item


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """To the page the form named, if it is one of ours."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) and wanted.startswith("/")
    return redirect(wanted if safe else otherwise)


def undoable(request: HttpRequest, text: str, undo: str, otherwise: str, *, target: str = "") -> HttpResponse:
    """Back, with the note and its undo; by htmx as a toast, whose undo swaps `target` if there is one."""
    if getattr(request, "htmx", False):
        return offer_undo(HttpResponse(""), text, undo, target=target)
    messages.success(request, text, extra_tags=undo)
    return back(request, otherwise)


def offer_undo(response: HttpResponse, text: str, undo: str, *, target: str = "") -> HttpResponse:
    """The same answer by htmx, with a toast whose undo swaps `target` if there is one."""
    button = {"label": _("Undo"), "href": undo, **({"target": target, "swap": "outerHTML"} if target else {})}
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "undo": button}})
    return response


def asks_for_item(request: HttpRequest) -> bool:
    """Whether the answer is to be an item of My day, in its queue or alone on an account's home."""
    return bool(getattr(request, "htmx", False)) and request.GET.get("item") in {"alone", "queue"}


def reopens(request: HttpRequest, *, done: bool) -> bool:
    """Whether a tick takes back what is done: in a list it is turned round; an item of My day says which it means, as a colleague
    may have done it since the page was loaded.
    """
    return "undo" in request.GET or (done and not asks_for_item(request))


def ticked(request: HttpRequest, item: Item, *, done: bool, text: str) -> HttpResponse:
    """An item of My day after its tick, as it is now; with `text` and the undo where it was done. See `asks_for_item`."""
    assert item.act is not None
    shown = request.GET["item"]
    response = render(request, "web/_item.html", {"item": item, "alone": shown == "alone", "done": done})
    if done:
        offer_undo(response, text, f"{item.act.address}?item={shown}&undo=1", target=f"#{item.element}")
    return my_day_changed(response)


def my_day_changed(response: HttpResponse) -> HttpResponse:
    """The same answer, which makes a page by htmx count again what waits for the user."""
    triggers = json.loads(response.headers.get("HX-Trigger", "{}"))
    response.headers["HX-Trigger"] = json.dumps({**triggers, "my-day": {}})
    return response


def checked(form: BaseForm) -> dict[str, object]:
    """What a form holds, or BadInput for its first wrong field."""
    if form.is_valid():
        return dict(form.cleaned_data)
    field = next(iter(form.errors))
    (first, *_others) = form.errors[field].as_data()
    choices = (first.params or {}).get("choices", ())
    words = " ".join(map(str, form.errors[field]))
    raise errors.BadInput(words, field="" if field == "__all__" else field, choices=choices)
