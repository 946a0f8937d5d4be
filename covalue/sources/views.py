"""One's own calendars and mail: the list, a source, people seen; upload and connect."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from ninja import Schema

from covalue.accounts import queries as accounts
from covalue.relationships.rules import DRAWN_NAMES
from covalue.sources import queries, receiving, ties
from covalue.sources.inputs import ConnectionInput, PasswordInput, SharingInput
from covalue.sources.rules import ServerKind
from covalue.web import lists, requests
from covalue.web.inputs import form_of
from covalue.web.lists import PageNumber

ConnectionForm = form_of(ConnectionInput)
SharingForm = form_of(SharingInput)
PasswordForm = form_of(PasswordInput)


class ItemsQuery(Schema):
    page: PageNumber = 1


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """One's sources, and the place to drop files."""
    user = requests.colleague_of(request)
    return render(request, "sources/home.html", {"page": queries.sources_page(user)})


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Read the files at once and lead to what came of it."""
    owner, now = requests.colleague_of(request), timezone.now()
    with tempfile.TemporaryDirectory(prefix="covalue-mail-") as folder:
        files = enumerate(request.FILES.getlist("files"))
        paths = [receiving.kept(file, Path(folder), place) for place, file in files]
        reading = receiving.take(requests.actor(request), owner=owner, paths=paths, now=now)
    new = ngettext("{n} new entry was read.", "{n} new entries were read.", reading.new_here)
    messages.success(request, new.format(n=reading.new_here))
    return redirect("sources:source", reading.source_id)


@sensitive_post_parameters("password")
def connect(request: HttpRequest) -> HttpResponse:
    """Connect a calendar or mail folder on a server."""
    requests.colleague_of(request)
    actor, now = requests.actor(request), timezone.now()
    form = ConnectionForm(request.POST or None, initial={"kind": ServerKind.CALDAV})
    if form.submit(lambda body: receiving.connect(actor, body, now=now)):
        messages.success(request, _("It is read in the background. Nothing of it is shared until you choose to."))
        return redirect("sources:home")
    return render(request, "sources/connect.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def show(request: HttpRequest, source_id: int) -> HttpResponse:
    """What was read, what was skipped and why, and what of it is shared."""
    source = queries.get(requests.colleague_of(request), source_id)
    page = queries.source_page(source, lists.asked(ItemsQuery, request.GET).page)
    context = {"page": page, "sharing": SharingForm(initial={"sharing": source.sharing}), "password": PasswordForm()}
    return render(request, "sources/source.html", context)


@require_GET
def thread(request: HttpRequest, source_item_id: int) -> HttpResponse:
    """The messages of a thread in their order, with who took part."""
    user = requests.colleague_of(request)
    item = queries.get_item(user, source_item_id)
    page = queries.thread_page(user, item, lists.asked(ItemsQuery, request.GET).page)
    return render(request, "sources/thread.html", {"page": page})


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """People seen who are no contacts, each with the meetings and messages they were seen in."""
    user = requests.colleague_of(request)
    context = {"proposals": queries.proposals(user), "accounts": accounts.current(user).order_by("name")}
    context |= {"ties": ties.proposals(user, timezone.now()), "kinds": DRAWN_NAMES.items()}
    return render(request, "sources/people.html", context)
