from django.urls import path

from covalue.value import views

app_name = "value"

urlpatterns = [
    path("a/<int:account_id>/value/", views.account, name="account"),
    path("a/<int:account_id>/targets/add/", views.add_target, name="add-target"),
    path("targets/<int:target_id>/", views.edit_target, name="edit-target"),
    path("targets/<int:target_id>/validate/", views.validate_target, name="validate-target"),
    path("targets/<int:target_id>/park/", views.park_target, name="park-target"),
    path("targets/<int:target_id>/take-up/", views.take_up_target, name="take-up-target"),
    path("targets/<int:target_id>/remove/", views.remove_target, name="remove-target"),
    path("targets/<int:target_id>/restore/", views.restore_target, name="restore-target"),
    path("a/<int:account_id>/value/start/", views.start, name="start"),
    path("value/<int:initiative_id>/", views.case, name="case"),
    path("value/<int:initiative_id>/edit/", views.edit, name="edit"),
    path("value/<int:initiative_id>/sheet/", views.sheet, name="sheet"),
    path("value/<int:initiative_id>/try/", views.attempt, name="try"),
    path("value/<int:initiative_id>/confirm/", views.confirm, name="confirm"),
    path("value/<int:initiative_id>/versions/", views.versions, name="versions"),
    path("value/<int:initiative_id>/versions/<int:number>/revert/", views.revert, name="revert"),
    path("value/<int:initiative_id>/export/", views.export, name="export"),
    path("value/<int:initiative_id>/remove/", views.remove, name="remove"),
    path("value/<int:initiative_id>/restore/", views.restore, name="restore"),
    path("confirmations/<int:confirmation_id>/withdraw/", views.withdraw, name="withdraw"),
]
