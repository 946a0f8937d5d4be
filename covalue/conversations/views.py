"""Logging conversations, and reading them."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.action_items import actions as action_items
from covalue.conversations import actions, forms, queries
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Conversation, Statement
from covalue.core import errors, events
from covalue.people.models import User
from covalue.web import answers, inline, requests
from covalue.web.inline import Fact

A_PAGE = 30

MOST_ASKED: Final = 30


@require_GET
def listed(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everything said on an account, the latest first; searched by words."""
    account = accounts.get(requests.user_of(request), account_id)
    words = request.GET.get("q", "").strip()[:200]
    found = queries.search(queries.of_account(account), words)
    shown = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "conversations/list.html", {"account": account, "conversations": shown, "words": words})


def erase_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Take a contact's personal data out, with what they said or without."""
    user = requests.user_of(request)
    contact = accounts.get_within(user, Contact.objects.select_related("account"), contact_id)
    account_actions.guard_steers(requests.actor(request), contact.account)
    form = forms.Erase(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep = form.cleaned_data["words"] == "keep"
        account_actions.erase_contact(requests.actor(request), contact=contact, keep_words=keep, now=timezone.now())
        messages.success(request, _("The personal data was erased."))
        return redirect("accounts:contacts", contact.account_id)
    page = {"contact": contact, "form": form}
    return render(request, "conversations/erase.html", page, status=422 if form.errors else 200)


def log(request: HttpRequest, account_id: int) -> HttpResponse:
    """Log a conversation, with what comes next."""
    user, today = requests.user_of(request), timezone.localdate()
    account = accounts.get(user, account_id)
    first = {"held_on": today, "channel": Channel.MEETING, "people": [user.pk], **_prepared(request)}
    form = forms.Log(account, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            _log(request, account, user, form)
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            return redirect("process:account", account.pk)
    return render(
        request,
        "conversations/log.html",
        {"account": account, "form": form},
        status=422 if form.errors else 200,
    )


def _prepared(request: HttpRequest) -> dict[str, object]:
    """What somebody prepared: questions to ask (`ask`) stand in the notes, whom they meet (`contacts`) is ticked."""
    asked = [f"- {question[:300]}" for question in request.GET.getlist("ask")[:MOST_ASKED]]
    notes = "\n".join([_("To ask:"), *asked, ""]) if asked else ""
    return {"notes": notes, "contacts": [one for one in request.GET.getlist("contacts") if one.isdigit()]}


def edit(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Correct what was logged; a refused form keeps what was typed."""
    conversation = queries.get(requests.user_of(request), conversation_id)
    first = {name: getattr(conversation, name) for name in ("held_on", "channel", "subject", "notes")}
    first |= {"contacts": conversation.contacts.all(), "people": conversation.people.all()}
    form = forms.Held(conversation.account, request.POST or None, conversation=conversation, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(requests.actor(request), conversation=conversation, now=timezone.now(), **form.cleaned_data)
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            return redirect("conversations:list", conversation.account_id)
    page = {
        "conversation": conversation,
        "form": form,
        "quotes": [(said, _part(said, "words"), _part(said, "why_it_matters")) for said in _said_in(conversation)],
        "quote": forms.Quote(conversation),
    }
    return render(request, "conversations/edit.html", page, status=422 if form.errors else 200)


@require_POST
def quote(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Add what somebody said."""
    conversation = queries.get(requests.user_of(request), conversation_id)
    values: dict[str, Any] = answers.checked(forms.Quote(conversation, request.POST))
    actions.quote(requests.actor(request), conversation=conversation, said=Said(**values), now=timezone.now())
    return redirect("conversations:edit", conversation.pk)


def correct(request: HttpRequest, statement_id: int, part: str) -> HttpResponse:
    """Correct the words, or why they matter, where they stand."""
    user = requests.user_of(request)
    statement = queries.get_statement(user, statement_id)
    if part not in actions.CORRECTED:
        raise errors.NotFound()
    form = forms.Quote(statement.conversation, request.POST or None, initial={part: getattr(statement, part)})
    form.fields = {part: form.fields[part]}
    return inline.edit(
        request,
        fact=lambda: _part(queries.get_statement(user, statement_id), part),
        form=form,
        save=lambda **values: actions.correct(
            requests.actor(request), statement=statement, now=timezone.now(), **values
        ),
        otherwise=reverse("conversations:edit", args=[statement.conversation_id]),
    )


@require_POST
def remove(request: HttpRequest, conversation_id: int) -> HttpResponse:
    conversation = queries.get(requests.user_of(request), conversation_id)
    actions.remove(requests.actor(request), conversation=conversation, now=timezone.now())
    undo = reverse("conversations:restore", args=[conversation.pk])
    listed_at = reverse("conversations:list", args=[conversation.account_id])
    return answers.undoable(request, _("The conversation was removed."), undo, listed_at)


@require_POST
def restore(request: HttpRequest, conversation_id: int) -> HttpResponse:
    conversation = queries.get(requests.user_of(request), conversation_id)
    actions.restore(requests.actor(request), conversation=conversation, now=timezone.now())
    return redirect("conversations:list", conversation.account_id)


def _said_in(conversation: Conversation) -> QuerySet[Statement]:
    return conversation.statements.select_related("contact")


def _part(statement: Statement, part: str) -> Fact:
    text = getattr(statement, part)
    label = forms.Quote.base_fields[part].label
    return Fact(part, str(label), text, text, reverse("conversations:correct", args=[statement.pk, part]))


@transaction.atomic
def _log(request: HttpRequest, account: Account, user: User, form: forms.Log) -> None:
    """The conversation, the newcomer it was held with, and what follows from it: all or nothing."""

    actor, now, values = requests.actor(request), timezone.now(), form.cleaned_data
    theirs = list(values["contacts"])
    if values["new_contact"]:
        theirs.append(account_actions.add_contact(actor, account=account, name=values["new_contact"], now=now))
    held_on: date = values["held_on"]
    conversation = actions.log(
        actor,
        account=account,
        channel=Channel(values["channel"]),
        held_on=held_on,
        subject=values["subject"],
        notes=values["notes"],
        contacts=theirs,
        people=values["people"],
        said=form.said,
        now=now,
    )
    if values["follow_up"]:
        action_items.add(
            actor,
            account=account,
            title=values["follow_up"],
            owner=user,
            due_on=values["follow_up_by"],
            arose_from=events.key(conversation),
            now=now,
        )
