from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.notices import api, views
from covalue.web.operations import posted

app_name, prefix = "notices", ""
PAGE = "notices:page"

urlpatterns = [
    path("my-day/notices/", views.page, name="page"),
    path("my-day/by-mail/", posted(api.choose_day_by_mail, PAGE, _("Saved.")), name="choose"),
    path(
        "my-day/calendar/", posted(api.open_calendar_feed, PAGE, _("The calendar has a new address.")), name="open-feed"
    ),
    path("my-day/calendar/end/", posted(api.end_calendar_feed, PAGE, _("The address has ended.")), name="end-feed"),
    path("my-day/<str:secret>.ics", views.feed, name="feed"),
]
