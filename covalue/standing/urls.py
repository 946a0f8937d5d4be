from collections.abc import Callable

from django.conf import settings
from django.db.models import Model
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.standing import api, scorecard_api
from covalue.standing.models import Assessment, AssessmentRequest, OurRater, Scorecard
from covalue.standing.views import ours, scorecards, theirs
from covalue.web.operations import of_account, of_parent, posted, removed

app_name, prefix = "standing", ""
body_limits = dict.fromkeys(
    ("standing:add-scorecard", "standing:edit-scorecard", "api:add-scorecard-file"),
    scorecards.LARGEST + settings.BODY_LIMIT,
)


def assessment(assessment_id: int) -> str:
    return reverse("standing:assessment", args=[assessment_id])


def with_id(model: type[Model]) -> Callable[..., str]:
    return of_parent("standing:assessment", model, "assessment", "#asked")


remove = removed(
    api.remove_assessment,
    undo="standing:restore-assessment",
    message=_("The assessment was removed."),
    then=of_account("standing:account", Assessment),
)
close = removed(api.close_assessment, undo="standing:reopen", message=_("The assessment was closed."), then=assessment)
remove_card = removed(
    scorecard_api.remove_scorecard,
    undo="standing:restore-scorecard",
    message=_("The scorecard was removed."),
    then=of_account("standing:account", Scorecard),
)
remove_drivers = removed(
    api.remove_driver_set,
    undo="standing:restore-drivers",
    message=_("The driver set was removed."),
    then="standing:driver-sets",
)
of_request, of_rater = with_id(AssessmentRequest), with_id(OurRater)

urlpatterns = [
    path("a/<int:account_id>/standing/", ours.account, name="account"),
    path("a/<int:account_id>/standing/open/", ours.open_round, name="open"),
    path("a/<int:account_id>/standing/plan/<slug:criterion>/", ours.plan_rung, name="plan-rung"),
    path("assessments/<int:assessment_id>/", ours.assessment, name="assessment"),
    path("assessments/<int:assessment_id>/export/", ours.export, name="export-assessment"),
    path("assessments/<int:assessment_id>/rate/", ours.rate, name="rate"),
    path("assessments/<int:assessment_id>/plan/<int:driver_id>/", ours.plan, name="plan"),
    path("assessments/<int:assessment_id>/edit/", posted(api.edit_assessment, assessment), name="edit-assessment"),
    path("assessments/<int:assessment_id>/ask/", posted(api.ask_for_assessment, assessment), name="ask"),
    path("assessments/<int:assessment_id>/close/", close, name="close"),
    path("assessments/<int:assessment_id>/reopen/", posted(api.reopen_assessment, assessment), name="reopen"),
    path("assessments/<int:assessment_id>/remove/", remove, name="remove-assessment"),
    path(
        "assessments/<int:assessment_id>/restore/",
        posted(api.restore_assessment, assessment),
        name="restore-assessment",
    ),
    path("assessment-requests/<int:asked_id>/remind/", posted(api.remind_of_assessment, of_request), name="remind"),
    path(
        "assessment-requests/<int:asked_id>/revoke/",
        posted(api.revoke_assessment_request, of_request),
        name="revoke",
    ),
    path(
        "assessment-requests/<int:asked_id>/confirm-address/",
        posted(api.confirm_assessment_address, of_request),
        name="confirm-address",
    ),
    path("assessment-raters/<int:colleague_id>/release/", posted(api.release_rater, of_rater), name="release"),
    path("drivers/", ours.driver_sets, name="driver-sets"),
    path("drivers/add/", ours.edit_drivers, name="add-drivers"),
    path("drivers/<int:driver_set_id>/", ours.edit_drivers, name="edit-drivers"),
    path("drivers/<int:driver_set_id>/remove/", remove_drivers, name="remove-drivers"),
    path(
        "drivers/<int:driver_set_id>/restore/",
        posted(api.restore_driver_set, "standing:driver-sets"),
        name="restore-drivers",
    ),
    path("a/<int:account_id>/scorecards/add/", scorecards.add, name="add-scorecard"),
    path("scorecards/<int:scorecard_id>/", scorecards.scorecard, name="scorecard"),
    path("scorecards/<int:scorecard_id>/edit/", scorecards.edit, name="edit-scorecard"),
    path("scorecards/<int:scorecard_id>/export/", scorecards.export, name="export-scorecard"),
    path("scorecards/<int:scorecard_id>/plan/<int:line_place>/", scorecards.plan, name="plan-scorecard"),
    path("scorecards/<int:scorecard_id>/remove/", remove_card, name="remove-scorecard"),
    path(
        "scorecards/<int:scorecard_id>/restore/",
        posted(scorecard_api.restore_scorecard, of_account("standing:account", Scorecard)),
        name="restore-scorecard",
    ),
    *ours.EVIDENCE_PAGES.urls(),
    path("rating/<str:secret>/", theirs.answer, name="answer"),
    path("rating/<str:secret>/thanks/", theirs.thanks, name="answer-thanks"),
    path("rating/<str:secret>/decline/", theirs.decline, name="answer-decline"),
]
