from django.urls import include, path

from covalue.positioning import api, theirs, views
from covalue.positioning.models import PositionRequest
from covalue.web.operations import of_account, posted

app_name = "positioning"
prefix = ""
asked = of_account("positioning:position", PositionRequest, anchor="#asked")

urlpatterns = [
    path("a/<int:account_id>/position/", views.position, name="position"),
    path("a/<int:account_id>/position/export/", views.export, name="export"),
    path("a/<int:account_id>/position/message/", views.history, name="history"),
    path("a/<int:account_id>/position/message/<slug:message_part>/", views.write, name="write"),
    path("a/<int:account_id>/position/ask/", views.ask, name="ask"),
    path(
        "position-requests/<int:position_request_id>/remind/",
        posted(api.remind_of_position_request, asked),
        name="remind",
    ),
    path(
        "position-requests/<int:position_request_id>/revoke/", posted(api.revoke_position_request, asked), name="revoke"
    ),
    path(
        "position-requests/<int:position_request_id>/confirm-address/",
        posted(api.confirm_position_address, asked),
        name="confirm-address",
    ),
    path("where-we-stand/<str:secret>/", theirs.answer, name="answer"),
    path("where-we-stand/<str:secret>/thanks/", theirs.thanks, name="answer-thanks"),
    path("where-we-stand/<str:secret>/decline/", theirs.decline, name="answer-decline"),
    path("", include((views.COMPETITORS.urls(), "competitors"))),
    path("", include((views.RATINGS.urls(), "ratings"))),
    path("", include((views.PREFERENCES.urls(), "preferences"))),
    path("", include((views.REASONS.urls(), "reasons"))),
]
