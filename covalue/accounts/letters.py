"""What we write to people about their accounts."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.accounts import queries
from covalue.accounts.models import Attachment
from covalue.people import queries as users


def send_found(file: Attachment) -> None:
    """To whoever added a file the virus scanner found something in."""
    if file.added_by is None or not queries.reaches(file.added_by, file.account):
        return
    link = settings.BASE_URL + reverse("accounts:files", args=[file.account_id])
    with translation.override(users.language_of(file.added_by)):
        text = render_to_string("accounts/found.txt", {"file": file, "link": link})
        send_mail(_("A file you added has been quarantined"), text, None, [file.added_by.email])
