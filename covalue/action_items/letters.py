"""What we write to whoever owes an action."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from covalue.action_items.models import Action
from covalue.people import queries as users


def remind(action: Action, asked_by: str) -> None:
    """Tell the owner which action is waited for, and who asks."""
    assert action.owner is not None
    link = settings.BASE_URL + reverse("action_items:edit", args=[action.pk])
    with translation.override(users.language_of(action.owner)):
        text = render_to_string("action_items/reminder.txt", {"action": action, "asked_by": asked_by, "link": link})
        send_mail(_("An action of yours is waited for"), text, None, [action.owner.email])
