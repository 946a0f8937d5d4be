"""The list of accounts, and the pages of what belongs to one: facts, contacts, team, files."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions, forms, listing, queries
from covalue.accounts.models import AccountClass, Attachment, Contact, MatchProposal, Membership, TeamRole
from covalue.core import errors, events, exports
from covalue.people.rules import Right
from covalue.web import answers, requests

SHOWN_IN_PAGE = ("application/pdf", "image/png", "image/jpeg", "image/gif")


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every account one may know of."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    page = listing.list_page(user, listing.Filter.of(request.GET), may_create=user.may(Right.CREATE_ACCOUNTS))
    template = "accounts/_list.html" if request.headers.get("HX-Target") == "accounts" else "accounts/list.html"
    return render(request, template, {"page": page, "classes": AccountClass.choices})


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows, as CSV or Excel; the trail keeps who took it."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    found = listing.chosen(user, listing.Filter.of(request.GET))
    changes = {"accounts": ("", found.count()), "filter": ("", request.GET.urlencode())}
    events.write(requests.actor(request), "exported accounts", now=timezone.now(), name="accounts", changes=changes)
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write("accounts", listing.HEADINGS, listing.rows(user, found))


def create(request: HttpRequest) -> HttpResponse:
    user = requests.user_of(request)
    if not user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Program directors and analysts create accounts."))
    form = forms.NewAccount(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        keys = [(values["source"], values["key"])] if values["key"] else []
        account = actions.create(
            requests.actor(request),
            name=values["name"],
            sector=values["sector"],
            identifiers=keys,
            now=timezone.now(),
        )
        messages.success(request, _("%(name)s was created.") % {"name": account.name})
        return redirect(
            "process:account" if queries.may_edit(user, account) else "accounts:list",
            *([account.pk] if queries.may_edit(user, account) else []),
        )
    return render(request, "accounts/create.html", {"form": form}, status=422 if form.errors else 200)


def facts(request: HttpRequest, account_id: int) -> HttpResponse:
    """The master data, its keys in other systems, its place in the tree."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    steers = queries.may_steer(user, account)
    form = forms.Facts(request.POST or None, steers=steers)
    if request.method != "POST":
        form = forms.Facts(initial={name: getattr(account, name) for name in form.fields}, steers=steers)
    elif form.is_valid():
        try:
            actions.edit(requests.actor(request), account=account, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:facts", account.pk)
    page = {
        "account": account,
        "form": form,
        "steers": steers,
        "identifiers": account.identifiers.all(),
        "identify": forms.Identify(),
        "move": forms.Parent(candidates=queries.possible_parents(user, account), initial={"parent": account.parent_id}),
        "below": queries.subtree_of(account)
        .filter(above__ancestor=account)
        .exclude(pk=account.pk)
        .order_by("name")[:200],
        "ancestors": queries.known_above(user, account),
    }
    return render(request, "accounts/facts.html", page, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest, account_id: int) -> HttpResponse:
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    values = answers.checked(forms.Parent(request.POST, candidates=queries.possible_parents(user, account)))
    actions.move(requests.actor(request), account=account, parent=values["parent"], now=timezone.now())  # type: ignore[arg-type]
    return redirect("accounts:facts", account.pk)


@require_POST
def identify(request: HttpRequest, account_id: int) -> HttpResponse:
    account = queries.get(requests.user_of(request), account_id)
    actions.guard_steers(requests.actor(request), account)
    values = answers.checked(forms.Identify(request.POST))
    actions.identify(requests.actor(request), account=account, **values, now=timezone.now())  # type: ignore[arg-type]
    return redirect("accounts:facts", account.pk)


def contacts(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's people, and room for another."""
    account = queries.get(requests.user_of(request), account_id)
    form = forms.ContactForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_contact(requests.actor(request), account=account, **form.cleaned_data, now=timezone.now())
        return redirect("accounts:contacts", account.pk)
    page = {
        "account": account,
        "form": form,
        "contacts": account.contacts.select_related("reports_to").order_by("departed_on", "name"),
    }
    return render(request, "accounts/contacts.html", page, status=422 if form.errors else 200)


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Change what we know of a contact."""
    found = queries.get_within(requests.user_of(request), Contact.objects.select_related("account"), contact_id)
    form = forms.ContactForm(found.account, request.POST or None)
    if request.method != "POST":
        form = forms.ContactForm(found.account, initial={name: getattr(found, name) for name in form.fields})
    elif form.is_valid():
        actions.edit_contact(requests.actor(request), contact=found, **form.cleaned_data, now=timezone.now())
        return redirect("accounts:contacts", found.account_id)
    return render(
        request, "accounts/contact.html", {"contact": found, "form": form}, status=422 if form.errors else 200
    )


def team(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who of ours is on the account; membership flows down from accounts above."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    if request.method == "POST":
        values = answers.checked(forms.Join(request.POST))
        actions.join_team(
            requests.actor(request), account=account, user=values["user"], now=timezone.now(),  # type: ignore[arg-type]
            team_role=TeamRole(str(values["team_role"])),
        )  # fmt: skip
        return redirect("accounts:team", account.pk)
    page = {
        "account": account,
        "team": queries.team_of(account),
        "known": set(queries.known_above(user, account)),
        "steers": queries.may_steer(user, account),
        "form": forms.Join(),
    }
    return render(request, "accounts/team.html", page)


@require_POST
def leave_team(request: HttpRequest, membership_id: int) -> HttpResponse:
    rows = Membership.objects.select_related("account", "user")
    membership = queries.get_within(requests.user_of(request), rows, membership_id)
    account = membership.account
    actions.leave_team(requests.actor(request), membership=membership, now=timezone.now())
    return redirect("accounts:team", account.pk)


def files(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's files, and room for more."""
    account = queries.get(requests.user_of(request), account_id)
    if request.method == "POST":
        uploads = request.FILES.getlist("file")
        if not uploads:
            raise errors.BadInput(_("Choose a file first."), field="file")
        for upload in uploads:
            actions.attach(requests.actor(request), account=account, upload=upload, now=timezone.now())
        return redirect("accounts:files", account.pk)
    shown = account.attachments.filter(removed_at=None).select_related("added_by")
    return render(request, "accounts/files.html", {"account": account, "files": shown})


@require_GET
def file(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """A file to save or, when it is a picture or PDF, to look at; never as active content."""
    rows = Attachment.objects.filter(removed_at=None)
    found = queries.get_within(requests.user_of(request), rows, attachment_id)
    inline = found.media_type in SHOWN_IN_PAGE and request.GET.get("save") is None
    response = FileResponse(
        found.content.open("rb"), as_attachment=not inline, filename=found.name,
        content_type=found.media_type if inline else "application/octet-stream",
    )  # fmt: skip
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def remove_file(request: HttpRequest, attachment_id: int) -> HttpResponse:
    found = _attachment(request, attachment_id)
    actions.remove_attachment(requests.actor(request), attachment=found, now=timezone.now())
    undo = reverse("accounts:restore-file", args=[found.pk])
    return answers.undoable(
        request, _("The file was removed."), undo, reverse("accounts:files", args=[found.account_id])
    )


@require_POST
def restore_file(request: HttpRequest, attachment_id: int) -> HttpResponse:
    found = _attachment(request, attachment_id)
    actions.restore_attachment(requests.actor(request), attachment=found, now=timezone.now())
    return redirect("accounts:files", found.account_id)


@require_GET
def matches(request: HttpRequest) -> HttpResponse:
    """Imported accounts that look like ones we have; a person decides."""
    _guard_imports(request)
    waiting = (
        MatchProposal.objects.filter(decided_at=None).select_related("account", "likely").order_by("-likeness", "id")
    )
    return render(request, "accounts/matches.html", {"proposals": waiting[:200]})


@require_POST
def decide_match(request: HttpRequest, proposal_id: int) -> HttpResponse:
    _guard_imports(request)
    proposal = MatchProposal.objects.select_related("account", "likely").filter(pk=proposal_id).first()
    if proposal is None:
        raise errors.NotFound()
    same = request.POST.get("same") == "1"
    actions.decide_match(requests.actor(request), proposal=proposal, accepted=same, now=timezone.now())
    return redirect("accounts:matches")


def _attachment(request: HttpRequest, attachment_id: int) -> Attachment:
    return queries.get_within(requests.user_of(request), Attachment.objects.select_related("account"), attachment_id)


def _guard_imports(request: HttpRequest) -> None:
    if not requests.user_of(request).may(Right.IMPORT_LEDGER):
        raise errors.NotFound()
