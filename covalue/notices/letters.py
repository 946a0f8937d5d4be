"""The letter of the day."""

from datetime import date

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from covalue.notices.rules import MOST
from covalue.people import queries as users
from covalue.people.models import User
from covalue.web import my_day


def send_day(user: User, today: date) -> bool:
    """What needs this colleague, in their language; nothing is written where nothing does."""
    with translation.override(users.language_of(user)):
        items = my_day.queue(user, today)
        if not items:
            return False
        context = {
            "groups": my_day.MyDay(today, items[:MOST], (), (), ()).groups,
            "more": len(items) - MOST,
            "link": settings.BASE_URL + reverse("process:my-day"),
            "settings": settings.BASE_URL + reverse("notices:page"),
        }
        subject = ngettext("%(n)s thing needs you", "%(n)s things need you", len(items)) % {"n": len(items)}
        send_mail(subject, render_to_string("notices/day.txt", context), None, [user.email])
    return True
