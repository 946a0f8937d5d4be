from django.urls import path

from covalue.discovery import views

app_name = "discovery"
prefix = ""

urlpatterns = [
    path("a/<int:account_id>/board/", views.board, name="board"),
    path("a/<int:account_id>/board/changes/", views.changes, name="changes"),
    path("a/<int:account_id>/board/cards/add/", views.add, name="add"),
    path("board/cards/<int:card_id>/edit/", views.edit, name="edit"),
    path("board/cards/<int:card_id>/move/", views.move, name="move"),
    path("board/cards/<int:card_id>/remove/", views.remove, name="remove"),
    path("board/cards/<int:card_id>/restore/", views.restore, name="restore"),
    path("board/cards/<int:card_id>/become/<str:fate>/", views.become, name="become"),
    path("a/<int:account_id>/priorities/", views.priorities, name="priorities"),
    path("targets/<int:target_id>/place/", views.place, name="place"),
    path("a/<int:account_id>/guide/", views.guide, name="guide"),
    path("guides/questions/add/", views.add_question, name="add-question"),
    path("guides/questions/<int:question_id>/remove/", views.remove_question, name="remove-question"),
    path("guides/questions/<int:question_id>/restore/", views.restore_question, name="restore-question"),
]
