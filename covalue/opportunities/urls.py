from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from covalue.opportunities import api, views
from covalue.opportunities.models import Opportunity, OpportunityChange
from covalue.web.operations import of_account, of_parent, posted, removed

app_name = "opportunities"
prefix = ""
body_limits = {"opportunities:import": 8_000_000}

STAGES = "opportunities:stages"
list_of_opportunity = of_account("opportunities:account", Opportunity)
remove = removed(
    api.remove_opportunity, undo="opportunities:restore", message=_("The opportunity was removed."),
    then=list_of_opportunity,
)  # fmt: skip
undo_change = posted(
    api.undo_opportunity_change, of_parent("opportunities:opportunity", OpportunityChange, "opportunity"),
    _("The change was undone."),
)  # fmt: skip

urlpatterns = [
    path("opportunities/", views.board, name="board"),
    path("opportunities/table/", views.table, name="table"),
    path("opportunities/table/export/", views.export, name="export"),
    path("opportunities/forecast/", views.forecast, name="forecast"),
    path("opportunities/forecast/export/", views.forecast_export, name="forecast-export"),
    path("opportunities/balance/", views.balance_of_all, name="balance"),
    path("opportunities/balance/export/", views.balance_export, name="balance-export"),
    path("opportunities/stages/", views.stages, name="stages"),
    path("opportunities/stages/add/", posted(api.add_opportunity_stage, STAGES), name="add-stage"),
    path("opportunities/stages/<slug:stage_key>/", posted(api.edit_opportunity_stage, STAGES), name="edit-stage"),
    path(
        "opportunities/stages/<slug:stage_key>/remove/",
        posted(api.remove_opportunity_stage, STAGES),
        name="remove-stage",
    ),
    path("opportunities/import/", views.import_file, name="import"),
    path("opportunities/import/<int:opportunity_import_id>/undo/", views.undo_import, name="undo-import"),
    path("a/<int:account_id>/opportunities/", views.account_list, name="account"),
    path("a/<int:account_id>/opportunities/board/", views.account_board, name="account-board"),
    path("a/<int:account_id>/opportunities/balance/", views.account_balance, name="account-balance"),
    path("a/<int:account_id>/opportunities/export/", views.account_export, name="account-export"),
    path("a/<int:account_id>/opportunities/add/", views.add, name="add"),
    path("opportunities/<int:opportunity_id>/", views.opportunity, name="opportunity"),
    path("opportunities/<int:opportunity_id>/edit/", views.edit, name="edit"),
    path("opportunities/<int:opportunity_id>/move/", views.move, name="move"),
    path("opportunities/<int:opportunity_id>/remove/", remove, name="remove"),
    path(
        "opportunities/<int:opportunity_id>/restore/",
        posted(api.restore_opportunity, list_of_opportunity),
        name="restore",
    ),
    path("opportunities/changes/<int:opportunity_change_id>/undo/", undo_change, name="undo-change"),
    path("", include((views.JOURNEYS.urls(), "journeys"))),
]
