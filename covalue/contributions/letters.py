"""What we write to those a contribution goes above to."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.contributions.models import GoneAbove
from covalue.people import queries as users
from covalue.people.models import User


def tell(gone: GoneAbove, user: User) -> None:
    """Say in their language what was asked of whom, and why it is theirs now."""
    row = gone.contribution
    context = {"gone": gone, "row": row, "link": settings.BASE_URL + row.get_absolute_url()}
    with translation.override(users.language_of(user)):
        text = render_to_string("contributions/above.txt", context)
        send_mail(_("An ask to a unit went above"), text, None, [user.email])
