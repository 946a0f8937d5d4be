"""Files of an account."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.accounts import actions, queries, serving
from covalue.accounts.models import Scan
from covalue.core import errors
from covalue.web import requests


def files(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's files, and room for more."""
    account = queries.get(requests.user_of(request), account_id)
    if request.method == "POST":
        uploads = request.FILES.getlist("file")
        if not uploads:
            raise errors.BadInput(_("Choose a file first."), field="file")
        for upload in uploads:
            file = actions.attach(requests.actor(request), account=account, upload=upload, now=timezone.now())
        if file.scan == Scan.WAITING:
            messages.info(request, _("You can open what you added once the virus scan has found nothing."))
        return redirect("accounts:files", account.pk)
    megabytes = settings.FILE_SIZE_LIMIT // 1024**2
    context = {"account": account, "files": queries.files_of(account), "limit": megabytes}
    return render(request, "accounts/files.html", context)


@require_GET
def file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """A file to save or, when it is a picture, to look at; never as active content."""
    attachment = queries.get_file(requests.user_of(request), file_id)
    return serving.content(attachment, inline=request.GET.get("save") is None)
