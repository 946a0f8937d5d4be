from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.selection import api, views
from covalue.selection.models import Candidate, Rater
from covalue.web.operations import of_parent, posted, removed

app_name = "selection"
prefix = "portfolio/selection/"
of_candidate = of_parent("selection:round", Candidate, "round")
of_rater = of_parent("selection:round", Rater, "round")


def of_round(round_id: int) -> str:
    return reverse("selection:round", args=[round_id])


round_removed = removed(
    api.remove_round, undo="selection:restore", message=_("The round was removed."), then="selection:rounds"
)
candidate_withdrawn = removed(
    api.withdraw_candidate,
    undo="selection:put-back",
    message=_("The candidate was removed from the round."),
    then=of_candidate,
)
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("new/", views.new, name="new"),
    path("criteria/new/", views.new_criteria, name="new-criteria"),
    path("criteria/<int:set_id>/", views.criteria, name="criteria"),
    path("rounds/<int:round_id>/", views.round_, name="round"),
    path("rounds/<int:round_id>/borders/", posted(api.change_round, of_round), name="borders"),
    path("rounds/<int:round_id>/candidates/", views.add_candidates, name="add-candidates"),
    path("rounds/<int:round_id>/raters/", posted(api.ask_rater, of_round), name="ask"),
    path("rounds/<int:round_id>/finish/", posted(api.finish_rating, of_round), name="finish"),
    path("rounds/<int:round_id>/reopen/", posted(api.reopen_rating, of_round), name="reopen"),
    path("rounds/<int:round_id>/close/", posted(api.close_rating, of_round), name="close"),
    path("rounds/<int:round_id>/end/", posted(api.end_round, of_round), name="end"),
    path("rounds/<int:round_id>/remove/", round_removed, name="remove"),
    path("rounds/<int:round_id>/restore/", posted(api.restore_round, of_round), name="restore"),
    path("rounds/<int:round_id>/export/", views.export, name="export"),
    path("raters/<int:rater_id>/leave/", posted(api.leave_round, of_rater), name="leave"),
    path("candidates/<int:candidate_id>/", views.candidate, name="candidate"),
    path("candidates/<int:candidate_id>/rate/", views.rate, name="rate"),
    path("candidates/<int:candidate_id>/agree/<int:criterion_id>/", views.agree, name="agree"),
    path("candidates/<int:candidate_id>/decide/", views.decide, name="decide"),
    path("candidates/<int:candidate_id>/withdraw/", candidate_withdrawn, name="withdraw"),
    path("candidates/<int:candidate_id>/put-back/", posted(api.put_candidate_back, of_candidate), name="put-back"),
    path("candidates/<int:candidate_id>/dossier/", views.dossier, name="dossier"),
    path("candidates/<int:candidate_id>/letter/", views.letter, name="letter"),
    path("watchlist/", views.watchlist, name="watchlist"),
    path("watchlist/<slug:trigger_kind>/", posted(api.set_trigger, "selection:watchlist"), name="trigger"),
    path("matrix/", views.matrix, name="matrix"),
]
