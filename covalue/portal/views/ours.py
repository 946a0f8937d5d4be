"""Our side of the shared workspace: what is shared, with whom, what they say; and how the customer sees it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.organisation import queries as organisation
from covalue.portal import actions, api, queries
from covalue.portal.inputs import (
    AssentInput,
    GuestInput,
    LookInput,
    ProposalInput,
    ReadinessInput,
    WordsInput,
)
from covalue.portal.views.theirs import css_of, kind_of
from covalue.value.statement.charts import over_time
from covalue.web import answers, inputs, languages, operations, requests
from covalue.web.inputs import InputForm, form_of

GuestForm = form_of(GuestInput)
LookForm = form_of(LookInput)


def together_address(account_id: int, **_others: Any) -> str:
    """The page of the account's shared workspace."""
    return reverse("portal:together", args=[account_id])


@require_GET
def together(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the customer sees of this account, who of them, and what they say."""
    return _page(request, _account(request, account_id))


@require_POST
def share(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    account = _account(request, account_id)
    actions.share(requests.actor(request), account=account, kind=kind_of(kind), item=item_id, now=timezone.now())
    return answers.back(request, together_address(account_id))


@require_POST
def unshare(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    api.unshare_item(request, account_id, kind_of(kind), item_id)
    undo = reverse("portal:together-share", args=[account_id, kind, item_id])
    return answers.undoable(request, _("It is no longer shared."), undo, together_address(account_id))


@require_POST
def readiness(request: HttpRequest, account_id: int) -> HttpResponse:
    account, body = _account(request, account_id), inputs.posted(ReadinessInput, request.POST)
    actions.answer_readiness(requests.actor(request), account=account, **body.model_dump(), now=timezone.now())
    return redirect(together_address(account_id))


@require_POST
def invite(request: HttpRequest, account_id: int) -> HttpResponse:
    """Ask a contact in; what is not met yet is listed where one is, with a button to invite anyway."""
    account = _account(request, account_id)
    actions.guard_steers(requests.actor(request), account)
    rows: dict[str, Iterable[Any]] = {"contact": addresses.Choices(queries.invitable(account))}
    form = GuestForm(request.POST, rows=rows)
    try:
        if form.submit(lambda body: operations.run(api.invite_guest, request, account_id=account_id)):
            return redirect(together_address(account_id))
    except actions.NotReadyError:
        return _page(request, account, invite=form, status=409)
    return _page(request, account, invite=form, status=422)


@require_POST
def look(request: HttpRequest, account_id: int) -> HttpResponse:
    """Colour and welcome; a refused colour comes back with what was typed."""
    account, actor, form = _account(request, account_id), requests.actor(request), LookForm(request.POST)
    actions.guard(actor, account)
    if form.submit(lambda body: actions.set_look(actor, account=account, **body.model_dump(), now=timezone.now())):
        return redirect(together_address(account_id))
    return _page(request, account, form)


@require_POST
def comment(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    account, actor = _account(request, account_id), requests.actor(request)
    actions.guard(actor, account)
    words = inputs.posted(WordsInput, request.POST).words
    actions.comment(actor, account=account, kind=kind_of(kind), item=item_id, words=words, now=timezone.now())
    return answers.back(request, reverse("portal:together-as-customer-item", args=[account_id, kind, item_id]))


@require_POST
def remove_comment(request: HttpRequest, account_id: int, our_comment_id: int) -> HttpResponse:
    row = queries.get_comment(_account(request, account_id), our_comment_id)
    actions.remove_comment(requests.actor(request), comment=row, now=timezone.now())
    return answers.back(request, together_address(account_id))


@require_GET
def as_customer(request: HttpRequest, account_id: int) -> HttpResponse:
    """The shared workspace as a guest sees it."""
    account = _account(request, account_id)
    actions.looked_as_customer(requests.actor(request), account=account, now=timezone.now())
    context = _as_customer(request, account)
    page = queries.home(account, None, account.today())
    return render(request, "portal/home.html", {**context, "page": page, "propose": form_of(ProposalInput)()})


@require_GET
def as_customer_item(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    """One shared item as a guest sees it; here our team may answer."""
    account = _account(request, account_id)
    context = _as_customer(request, account)
    page = queries.item_page(account, kind_of(kind), item_id, account.today())
    chart = over_time(page.statement.statement) if page.statement else None
    context |= {"page": page, "form": form_of(WordsInput)(), "assent": form_of(AssentInput)(), "chart": chart}
    return render(request, "portal/item.html", context)


@require_GET
def style(request: HttpRequest, account_id: int) -> HttpResponse:
    look = queries.look_of(_account(request, account_id))
    return css_of(look.colour if look else "")


def _account(request: HttpRequest, account_id: int) -> Account:
    return accounts.get(requests.user_of(request), account_id)


def _as_customer(request: HttpRequest, account: Account) -> dict[str, object]:
    """What every page for the customer needs, in the language of the first of them."""
    languages.speak(request, queries.language_of(account))
    return {
        "account": account,
        "look": queries.look_of(account),
        "supplier": organisation.company().name,
        "today": account.today(),
        "as_customer": True,
        "guest": None,
    }


def _page(
    request: HttpRequest,
    account: Account,
    look_form: InputForm[LookInput] | None = None,
    *,
    invite: InputForm[GuestInput] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `invite` is the form of an invitation that was refused."""
    page = queries.together(account, account.today(), timezone.now())
    rows: dict[str, Iterable[Any]] = {"contact": page.contacts}
    context = {
        "page": page,
        "account": account,
        "look_form": look_form or LookForm(initial={"colour": page.look.colour, "welcome": page.look.welcome}),
        "invite": invite or GuestForm(rows=rows),
        "unmet": [check for check in page.checks if not check.fine] if status == 409 else [],
        "today": account.today(),
    }
    return render(request, "portal/together.html", context, status=422 if look_form else status)
