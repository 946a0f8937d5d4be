"""Logging conversations, reading and correcting them, and erasing a contact with what they said."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.forms import BoundField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from ninja import Schema

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.action_items import actions as action_items
from covalue.conversations import actions, api, following, queries
from covalue.conversations.actions import Said
from covalue.conversations.following import Typing
from covalue.conversations.inputs import (
    SPEAKERS,
    ConversationInput,
    ErasePageInput,
    ErasureInput,
    LogInput,
    SaidInput,
    StatementEdit,
    Words,
)
from covalue.conversations.models import Channel, Statement
from covalue.core import errors, events
from covalue.web import inline, lists, requests
from covalue.web.inline import Fact
from covalue.web.inputs import form_of, label_of
from covalue.web.lists import PageNumber

MOST_QUESTIONS: Final = 30
ConversationForm = form_of(ConversationInput)
SaidForm = form_of(SaidInput)
EraseForm = form_of(ErasePageInput)
LogForm = form_of(LogInput)


class ConversationsQuery(Schema):
    q: lists.Words = ""
    page: PageNumber = 1


@require_GET
def conversation_list(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everything said on an account, the latest first; searched by words."""
    account = accounts.get(requests.user_of(request), account_id)
    query = lists.asked(ConversationsQuery, request.GET)
    page = queries.conversations_page(account, query.q.strip(), query.page)
    return render(request, "conversations/list.html", {"page": page, "account": account})


def erase_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Take a contact's personal data out, with what they said or without."""
    contact = accounts.get_contact(requests.user_of(request), contact_id)
    account_actions.guard_steers(requests.actor(request), contact.account)
    form = EraseForm(request.POST or None, initial={"words": Words.KEEP})
    if form.is_bound and form.is_valid():
        api.erase_contact(request, contact_id, ErasureInput(keep_words=form.input.words == Words.KEEP))
        messages.success(request, _("The personal data was erased."))
        return redirect("accounts:contacts", contact.account_id)
    context = {"contact": contact, "form": form, "likely": accounts.likely_same(requests.user_of(request), contact)}
    return render(request, "conversations/erase.html", context, status=422 if form.errors else 200)


def log(request: HttpRequest, account_id: int) -> HttpResponse:
    """Log a conversation, with what comes next."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    participants = queries.possible_participants(account)
    initial = {"held_on": account.today(), "channel": Channel.MEETING, "people": [user.pk], **_prepared(request)}
    rows = participants | dict.fromkeys(SPEAKERS, participants["contacts"])
    form = LogForm(request.POST or None, initial=initial, rows=rows)
    if form.submit(lambda body: _log(request, account, body.with_rows(rows))):
        return redirect("process:account", account.pk)
    typing = Typing(user, account, sent=request.POST or None)
    context = {
        "account": account,
        "form": form,
        "statement_fields": list(_statement_fields(form)),
        "more": following.parts(following.LOG, typing),
    }
    return render(request, "conversations/log.html", context, status=422 if form.errors else 200)


def _statement_fields(form: Form) -> Iterator[tuple[BoundField, ...]]:
    """Who, words and motive of each statement there is room for."""
    for name in SPEAKERS:
        yield tuple(form[name.replace("who", part)] for part in ("who", "words", "why"))


def _prepared(request: HttpRequest) -> dict[str, object]:
    """What somebody prepared: questions to ask (`ask`) stand in the notes, whom they meet (`contacts`) is ticked."""
    questions = [f"- {question[:300]}" for question in request.GET.getlist("ask")[:MOST_QUESTIONS]]
    notes = "\n".join([_("To ask:"), *questions, ""]) if questions else ""
    return {"notes": notes, "contacts": [key for key in request.GET.getlist("contacts") if key.isdigit()]}


def edit(request: HttpRequest, conversation_id: int) -> HttpResponse:
    """Correct what was logged; a refused form keeps what was typed."""
    conversation = queries.get(requests.user_of(request), conversation_id)
    participants = queries.possible_participants(conversation.account, conversation)

    def save(body: ConversationInput) -> None:
        values = body.with_rows(participants)
        actor, now = requests.actor(request), timezone.now()
        with transaction.atomic():
            actions.edit(actor, conversation=conversation, now=now, **values)
            following.typed(actor, conversation, request.POST, now)

    initial = queries.values_of(conversation)
    for name in participants:
        initial[name] = [row.pk for row in initial[name]]
    form = ConversationForm(request.POST or None, initial=initial, rows=participants)
    if form.submit(save):
        return redirect("conversations:list", conversation.account_id)
    statements = queries.statements_in(conversation)
    typing = Typing(requests.user_of(request), conversation.account, conversation)
    context = {
        "conversation": conversation,
        "form": form,
        "quotes": [(row, _fact(row, "words"), _fact(row, "why_it_matters")) for row in statements],
        "more": following.parts(following.EDIT, typing),
        "quote": SaidForm(rows={"contact": queries.possible_speakers(conversation)}),
    }
    return render(request, "conversations/edit.html", context, status=422 if form.errors else 200)


def correct(request: HttpRequest, statement_id: int, part: str) -> HttpResponse:
    """Correct the words, or why they matter, where they stand."""
    user = requests.user_of(request)
    statement = queries.get_statement(user, statement_id)
    if part not in actions.CORRECTED:
        raise errors.NotFound()

    def save(body: StatementEdit) -> None:
        actions.correct(requests.actor(request), statement=statement, now=timezone.now(), **body.sent)

    return inline.edit(
        request,
        fact=lambda: _fact(queries.get_statement(user, statement_id), part),
        form=inline.form_of_fact(StatementEdit, statement, part),
        save=save,
        otherwise=reverse("conversations:edit", args=[statement.conversation_id]),
    )


def _fact(statement: Statement, part: str) -> Fact:
    text = getattr(statement, part)
    return Fact(
        part, label_of(StatementEdit, part), text, text, reverse("conversations:correct", args=[statement.pk, part])
    )


@transaction.atomic
def _log(request: HttpRequest, account: Account, values: dict[str, Any]) -> None:
    """The conversation, the newcomer it was held with, and what follows from it: all or nothing."""
    actor, now = requests.actor(request), timezone.now()
    statements = list(_statements(values))
    contacts: list[Contact] = values["contacts"]
    if values["new_contact"]:
        contacts.append(account_actions.add_contact(actor, account=account, name=values["new_contact"], now=now))
    logged = {name: values[name] for name in ("channel", "held_on", "subject", "notes", "contacts", "people")}
    conversation = actions.log(actor, account=account, said=statements, now=now, **logged)
    if values["follow_up"]:
        action_items.add(
            actor,
            account=account,
            title=values["follow_up"],
            owner=requests.user_of(request),
            due_on=values["follow_up_by"],
            arose_from=events.key(conversation),
            now=now,
        )
    following.typed(actor, conversation, request.POST, now)


def _statements(values: dict[str, Any]) -> Iterator[Said]:
    """What was said, where words are given; BadInput where nobody is named who said them."""
    for name in SPEAKERS:
        contact, words, motive = values[name], values[name.replace("who", "words")], values[name.replace("who", "why")]
        if words and contact is None:
            raise errors.BadInput(_("Who said it?"), field=name)
        if words:
            yield Said(contact, words, motive)
