from django.urls import path

from covalue.selection import views

app_name = "selection"
prefix = "portfolio/selection/"

urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("new/", views.new, name="new"),
    path("criteria/new/", views.new_criteria, name="new-criteria"),
    path("criteria/<int:set_id>/", views.criteria, name="criteria"),
    path("rounds/<int:round_id>/", views.round_, name="round"),
    path("rounds/<int:round_id>/borders/", views.borders, name="borders"),
    path("rounds/<int:round_id>/candidates/", views.add_candidates, name="add-candidates"),
    path("rounds/<int:round_id>/raters/", views.ask, name="ask"),
    path("rounds/<int:round_id>/finish/", views.finish, name="finish"),
    path("rounds/<int:round_id>/reopen/", views.reopen, name="reopen"),
    path("rounds/<int:round_id>/close/", views.close, name="close"),
    path("rounds/<int:round_id>/end/", views.end, name="end"),
    path("rounds/<int:round_id>/remove/", views.remove, name="remove"),
    path("rounds/<int:round_id>/restore/", views.restore, name="restore"),
    path("rounds/<int:round_id>/export/", views.export, name="export"),
    path("raters/<int:rater_id>/leave/", views.leave, name="leave"),
    path("candidates/<int:candidate_id>/", views.candidate, name="candidate"),
    path("candidates/<int:candidate_id>/rate/", views.rate, name="rate"),
    path("candidates/<int:candidate_id>/agree/<int:criterion_id>/", views.agree, name="agree"),
    path("candidates/<int:candidate_id>/decide/", views.decide, name="decide"),
    path("candidates/<int:candidate_id>/withdraw/", views.withdraw, name="withdraw"),
    path("candidates/<int:candidate_id>/put-back/", views.put_back, name="put-back"),
    path("candidates/<int:candidate_id>/dossier/", views.dossier, name="dossier"),
    path("candidates/<int:candidate_id>/letter/", views.letter, name="letter"),
    path("watchlist/", views.watchlist, name="watchlist"),
    path("watchlist/<slug:trigger_kind>/", views.trigger, name="trigger"),
    path("matrix/", views.matrix, name="matrix"),
]
