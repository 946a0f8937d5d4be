"""Our side of the table: what is shared, with whom, what they say; and the table as the customer sees it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.portal import actions, forms, queries
from covalue.portal.views.theirs import css_of, kind_of
from covalue.value.statement.charts import over_time
from covalue.web import answers, languages, requests


@require_GET
def together(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the customer sees of this account, who of them, and what they say."""
    return _page(request, _account(request, account_id), forms.LookForm())


@require_POST
def share(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    account = _account(request, account_id)
    actions.share(requests.actor(request), account=account, kind=kind_of(kind), item=item_id, now=timezone.now())
    return answers.back(request, reverse("portal:together", args=[account_id]))


@require_POST
def unshare(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    account = _account(request, account_id)
    actions.unshare(requests.actor(request), account=account, kind=kind_of(kind), item=item_id, now=timezone.now())
    page = reverse("portal:together", args=[account_id])
    return answers.undoable(
        request,
        _("It is no longer shared."),
        reverse("portal:together-share", args=[account_id, kind, item_id]),
        page,
    )


@require_POST
def invite(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    actions.guard_steers(requests.actor(request), account)
    told = answers.checked(forms.InviteForm(account, request.POST))
    actions.invite(requests.actor(request), account=account, **told, now=timezone.now())  # type: ignore[arg-type]
    return redirect("portal:together", account_id)


@require_POST
def revoke(request: HttpRequest, account_id: int, guest_id: int) -> HttpResponse:
    guest = queries.get_guest(_account(request, account_id), guest_id)
    actions.revoke(requests.actor(request), guest=guest, now=timezone.now())
    return redirect("portal:together", account_id)


@require_POST
def readiness(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    told = answers.checked(forms.ReadinessForm(request.POST))
    actions.answer_readiness(requests.actor(request), account=account, **told, now=timezone.now())  # type: ignore[arg-type]
    return redirect("portal:together", account_id)


@require_POST
def look(request: HttpRequest, account_id: int) -> HttpResponse:
    """Colour and welcome; a refused colour comes back with what was typed."""
    account = _account(request, account_id)
    form = forms.LookForm(request.POST)
    if form.is_valid():
        try:
            actions.set_look(requests.actor(request), account=account, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            return redirect("portal:together", account_id)
    return _page(request, account, form, status=422)


@require_POST
def decide(request: HttpRequest, account_id: int, proposal_id: int) -> HttpResponse:
    proposal = queries.get_proposal(_account(request, account_id), proposal_id)
    told = answers.checked(forms.DecideForm(request.POST))
    actions.decide(
        requests.actor(request),
        proposal=proposal,
        take_up=told["take_up"] == "yes",
        answer=str(told["answer"]),
        now=timezone.now(),
    )
    return redirect("portal:together", account_id)


@require_POST
def comment(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    account = _account(request, account_id)
    told = answers.checked(forms.CommentForm(request.POST))
    actions.comment(
        requests.actor(request),
        account=account,
        kind=kind_of(kind),
        item=item_id,
        words=str(told["words"]),
        now=timezone.now(),
    )
    return answers.back(request, reverse("portal:together-as-customer-item", args=[account_id, kind, item_id]))


@require_POST
def remove_comment(request: HttpRequest, account_id: int, our_comment_id: int) -> HttpResponse:
    found = queries.get_comment(_account(request, account_id), our_comment_id)
    actions.remove_comment(requests.actor(request), comment=found, now=timezone.now())
    return answers.back(request, reverse("portal:together", args=[account_id]))


@require_GET
def as_customer(request: HttpRequest, account_id: int) -> HttpResponse:
    """The table as a guest finds it."""
    account = _account(request, account_id)
    actions.looked_as_customer(requests.actor(request), account=account, now=timezone.now())
    shown = _as_customer(request, account)
    page = queries.home(account, None, timezone.localdate())
    return render(request, "portal/home.html", {**shown, "page": page, "propose": forms.ProposalForm()})


@require_GET
def as_customer_item(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    """One shared item as a guest finds it; here our team may answer."""
    account = _account(request, account_id)
    shown = _as_customer(request, account)
    page = queries.item_page(account, kind_of(kind), item_id, timezone.localdate())
    chart = over_time(page.statement.statement) if page.statement else None
    told = {"page": page, "form": forms.CommentForm(), "assent": forms.AssentForm(), "chart": chart}
    return render(request, "portal/item.html", {**shown, **told})


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
        "supplier": settings.COMPANY,
        "today": timezone.localdate(),
        "as_customer": True,
        "guest": None,
    }


def _page(request: HttpRequest, account: Account, form: forms.LookForm, status: int = 200) -> HttpResponse:
    page = queries.together(account, timezone.localdate(), timezone.now())
    if not form.is_bound:
        form.initial = {"colour": page.look.colour, "welcome": page.look.welcome}
    told = {
        "page": page,
        "account": account,
        "look_form": form,
        "invite": forms.InviteForm(account),
        "today": timezone.localdate(),
    }
    return render(request, "portal/together.html", told, status=status)
