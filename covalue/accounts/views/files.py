"""Files kept with an account."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions, queries, serving
from covalue.accounts.models import Attachment, Scan
from covalue.core import errors
from covalue.web import answers, requests


def files(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's files, and room for more."""
    account = queries.get(requests.user_of(request), account_id)
    if request.method == "POST":
        uploads = request.FILES.getlist("file")
        if not uploads:
            raise errors.BadInput(_("Choose a file first."), field="file")
        for upload in uploads:
            kept = actions.attach(requests.actor(request), account=account, upload=upload, now=timezone.now())
        if kept.scan == Scan.WAITING:
            messages.info(request, _("You can open what you added once the virus scan has found nothing."))
        return redirect("accounts:files", account.pk)
    shown = queries.files_of(account)
    return render(
        request,
        "accounts/files.html",
        {"account": account, "files": shown, "limit": settings.FILE_SIZE_LIMIT // 1024**2},
    )


@require_GET
def file(request: HttpRequest, attachment_id: int) -> HttpResponseBase:
    """A file to save or, when it is a picture, to look at; never as active content."""
    attachment = queries.get_file(requests.user_of(request), attachment_id)
    return serving.content(attachment, inline=request.GET.get("save") is None)


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


def _attachment(request: HttpRequest, attachment_id: int) -> Attachment:
    return queries.get_file(requests.user_of(request), attachment_id, removed=True)
