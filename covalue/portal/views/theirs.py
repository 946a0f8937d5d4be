"""What a guest sees, says and signs."""

import time
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import serving, shareables
from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.portal import actions, queries, rules
from covalue.portal.inputs import AssentInput, ProposalInput, WordsInput
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind
from covalue.value.claims.line_form import texts_typed
from covalue.value.signing import documents, sealing
from covalue.value.signing.actions.theirs import SignedAnswer
from covalue.value.signing.inputs import AnswerInput, ReasonInput
from covalue.value.signing.kind import SIGNATURES
from covalue.value.statement.charts import over_time
from covalue.web import answers, inputs, languages, requests
from covalue.web.inputs import Input, InputForm, form_of

LOOKS: Final = "looks"
AnswerForm = form_of(AnswerInput)
ProposalForm = form_of(ProposalInput)
WordsForm = form_of(WordsInput)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the one account, or the list of them; and what to say when there is none."""
    user = requests.user_of(request)
    if not user.is_guest:
        raise errors.NotFound()
    guests = list(queries.guests_of(user))
    if len(guests) == 1:
        return redirect("portal:account", guests[0].account_id)
    return render(request, "portal/accounts.html", {"guests": guests, "supplier": organisation.company().name})


@never_cache
@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everything shared, what waits for their signature, what they may propose."""
    guest = _guest(request, account_id, at="home")
    page = queries.home(guest.account, guest.contact, guest.account.today())
    return _page(request, "portal/home.html", guest, page=page, propose=ProposalForm())


@never_cache
@require_GET
def item(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    """One shared item with what was said to it."""
    guest, wanted = _guest(request, account_id, at=f"{kind}:{item_id}"), kind_of(kind)
    return _item_page(request, guest, wanted, item_id, WordsForm())


@require_POST
def comment(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    """A refused comment comes back as it was typed."""
    guest, wanted = _guest(request, account_id), kind_of(kind)
    form = WordsForm(request.POST)

    def save(body: WordsInput) -> None:
        actions.comment(
            requests.actor(request),
            account=guest.account,
            guest=guest,
            kind=wanted,
            item=item_id,
            words=body.words,
            now=timezone.now(),
        )

    if form.submit(save):
        return redirect("portal:item", account_id, kind, item_id)
    return _item_page(request, guest, wanted, item_id, form, status=422)


@require_POST
def remove_comment(request: HttpRequest, account_id: int, comment_id: int) -> HttpResponse:
    guest = _guest(request, account_id)
    row = queries.get_comment(guest.account, comment_id)
    actions.remove_comment(requests.actor(request), comment=row, guest=guest, now=timezone.now())
    return redirect("portal:item", account_id, row.kind, row.item)


@require_POST
def assent(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    """Confirm, or accept, as it was read; where it has changed since, it is shown again with what was typed."""
    guest, wanted = _guest(request, account_id), kind_of(kind)
    form, actor, read = form_of(AssentInput)(request.POST), requests.actor(request), request.POST.get("read", "")

    def save(body: AssentInput) -> None:
        actions.assent(actor, guest=guest, kind=wanted, item=item_id, words=body.words, read=read, now=timezone.now())

    if form.submit(save):
        return answers.back(request, reverse("portal:item", args=[account_id, kind, item_id]))
    return _item_page(request, guest, wanted, item_id, WordsForm(), status=422, assented=form)


@require_POST
def complete(request: HttpRequest, account_id: int, item_id: int) -> HttpResponse:
    guest = _guest(request, account_id)
    done = request.POST.get("done", "yes") == "yes"
    actions.complete(requests.actor(request), guest=guest, action_id=item_id, done=done, now=timezone.now())
    return answers.back(request, reverse("portal:account", args=[account_id]))


@require_POST
def answer(request: HttpRequest, account_id: int, kind: str, item_id: int) -> HttpResponse:
    """What a guest says of an item of their own; a refused answer comes back as it was typed."""
    guest, wanted = _guest(request, account_id), kind_of(kind)
    form, actor = answer_form(wanted, request.POST), requests.actor(request)
    if form is None:
        raise errors.NotFound()

    def save(body: Input) -> None:
        read = request.POST.get("read", "")
        actions.answer(actor, guest=guest, kind=wanted, item=item_id, body=body, read=read, now=timezone.now())

    if form.submit(save):
        return redirect("portal:item", account_id, kind, item_id)
    return _item_page(request, guest, wanted, item_id, WordsForm(), status=422, answered=form)


def answer_form(kind: ItemKind, sent: Any = None) -> InputForm[Input] | None:
    """The form by which guests answer items of this kind; None where they answer none."""
    answering = shareables.kind_of(kind).answering
    return form_of(answering.kind)(sent) if answering else None


@require_POST
def propose(request: HttpRequest, account_id: int) -> HttpResponse:
    """A refused proposal comes back as it was typed."""
    guest = _guest(request, account_id)
    form, actor = ProposalForm(request.POST), requests.actor(request)
    if form.submit(lambda body: actions.propose(actor, guest=guest, **body.model_dump(), now=timezone.now())):
        return redirect("portal:account", account_id)
    page = queries.home(guest.account, guest.contact, guest.account.today())
    return _page(request, "portal/home.html", guest, status=422, page=page, propose=form)


@never_cache
def sign(request: HttpRequest, account_id: int, request_id: int) -> HttpResponse:
    """What they are asked to sign, or their receipt; a refused answer comes back with what was typed."""
    guest = _guest(request, account_id, at=f"sign:{request_id}")
    asked = queries.request_of(guest, request_id)
    form = AnswerForm(request.POST or None)

    def save(body: AnswerInput) -> None:
        said = SignedAnswer.typed(body, request.POST)
        actions.sign(requests.actor(request), guest=guest, request=asked, said=said, now=timezone.now())

    if form.submit(save):
        return redirect("portal:sign", account_id, request_id)
    return _signing(request, guest, asked, form, status=422 if form.errors or request.method == "POST" else 200)


@require_POST
def withdraw(request: HttpRequest, account_id: int, request_id: int) -> HttpResponse:
    guest = _guest(request, account_id)
    asked = queries.request_of(guest, request_id)
    if not hasattr(asked, "signature"):
        raise errors.NotFound()
    reason = inputs.posted(ReasonInput, request.POST).reason
    actions.withdraw(requests.actor(request), guest=guest, signature=asked.signature, reason=reason, now=timezone.now())
    return redirect("portal:sign", account_id, request_id)


@require_GET
def evidence(request: HttpRequest, account_id: int, request_id: int, file_id: int) -> HttpResponseBase:
    """A file that a claim they are asked about rests on."""
    guest = _guest(request, account_id, at=f"file:{file_id}")
    asked = queries.request_of(guest, request_id)
    if asked.revoked_at is not None or asked.claim is None:
        raise errors.NotFound()
    file = asked.claim.evidence.filter(pk=file_id, removed_at=None).first()
    if file is None:
        raise errors.NotFound()
    serving.guard_readable(file)
    return serving.content(file, inline=False)


@require_GET
def style(request: HttpRequest, account_id: int) -> HttpResponse:
    """The customer's colour as a style sheet; inline styles are not allowed."""
    look = queries.look_of(queries.guest_at(requests.user_of(request), account_id).account)
    return css_of(look.colour if look else "")


def css_of(colour: str) -> HttpResponse:
    """One rule; a colour is checked when it is set, and again here."""
    fine = rules.COLOUR.fullmatch(colour) is not None
    return HttpResponse(f":root {{ --brand: {colour}; }}\n" if fine else "", content_type="text/css")


def kind_of(kind: str) -> ItemKind:
    """The kind an address names."""
    if kind not in set(ItemKind):
        raise errors.NotFound()
    return ItemKind(kind)


def _guest(request: HttpRequest, account_id: int, *, at: str = "") -> Guest:
    """Who looks; a look at a page is in the audit log, the same page within half an hour once."""
    guest = queries.guest_at(requests.user_of(request), account_id)
    languages.speak(request, guest.contact.language)
    if at:
        now, key = time.time(), f"{account_id}:{at}"
        seen = {
            page: when
            for page, when in request.session.get(LOOKS, {}).items()
            if now - when < rules.LOOK_AGAIN_AFTER.total_seconds()
        }
        if key not in seen:
            actions.looked(requests.actor(request), guest=guest, at=at, now=timezone.now())
            request.session[LOOKS] = {**dict(list(seen.items())[-50:]), key: now}
    return guest


def _item_page(
    request: HttpRequest,
    guest: Guest,
    kind: ItemKind,
    item_id: int,
    form: InputForm[WordsInput],
    status: int = 200,
    answered: InputForm[Input] | None = None,
    assented: InputForm[AssentInput] | None = None,
) -> HttpResponse:
    page = queries.item_page(guest.account, kind, item_id, guest.account.today())
    chart = over_time(page.statement.statement) if page.statement else None
    return _page(
        request,
        "portal/item.html",
        guest,
        status=status,
        page=page,
        form=form,
        assent=assented or form_of(AssentInput)(),
        answered=answered or answer_form(kind),
        standing=queries.standing_of(guest, kind, item_id),
        chart=chart,
    )


def _signing(
    request: HttpRequest, guest: Guest, asked: Any, form: InputForm[AnswerInput], status: int = 200
) -> HttpResponse:
    signature = getattr(asked, "signature", None)
    if signature is None and (asked.revoked_at or asked.declined_at or asked.expires_at <= timezone.now()):
        raise errors.NotFound()
    return _page(
        request,
        "portal/sign.html",
        guest,
        status=status,
        asked=asked,
        signature=signature,
        document=documents.read(asked.document),
        obstacle="" if signature else SIGNATURES.obstacle_to(asked),
        form=form,
        typed=texts_typed(request.POST),
        withdraw=form_of(ReasonInput)(),
        intact=sealing.intact(signature) if signature else None,
        files=list(asked.claim.evidence.filter(removed_at=None)) if asked.claim else [],
    )


def _page(request: HttpRequest, template: str, guest: Guest, *, status: int = 200, **others: Any) -> HttpResponse:
    look = queries.look_of(guest.account)
    context = {
        "guest": guest,
        "account": guest.account,
        "look": look,
        "supplier": organisation.company().name,
        "today": guest.account.today(),
        "as_customer": False,
        **others,
    }
    return render(request, template, context, status=status)
