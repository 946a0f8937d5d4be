from django.urls import path

from covalue.value.views import cases, targets

app_name = "value"

urlpatterns = [
    path("a/<int:account_id>/value/", targets.account, name="account"),
    path("a/<int:account_id>/targets/add/", targets.add, name="add-target"),
    path("targets/<int:target_id>/", targets.edit, name="edit-target"),
    path("targets/<int:target_id>/validate/", targets.validate, name="validate-target"),
    path("targets/<int:target_id>/park/", targets.park, name="park-target"),
    path("targets/<int:target_id>/take-up/", targets.take_up, name="take-up-target"),
    path("targets/<int:target_id>/remove/", targets.remove, name="remove-target"),
    path("targets/<int:target_id>/restore/", targets.restore, name="restore-target"),
    path("a/<int:account_id>/value/start/", cases.start, name="start"),
    path("value/<int:initiative_id>/", cases.case, name="case"),
    path("value/<int:initiative_id>/edit/", cases.edit, name="edit"),
    path("value/<int:initiative_id>/sheet/", cases.sheet, name="sheet"),
    path("value/<int:initiative_id>/try/", cases.attempt, name="try"),
    path("value/<int:initiative_id>/confirm/", cases.confirm, name="confirm"),
    path("value/<int:initiative_id>/versions/", cases.versions, name="versions"),
    path("value/<int:initiative_id>/versions/<int:number>/revert/", cases.revert, name="revert"),
    path("value/<int:initiative_id>/export/", cases.export, name="export"),
    path("value/<int:initiative_id>/remove/", cases.remove, name="remove"),
    path("value/<int:initiative_id>/restore/", cases.restore, name="restore"),
    path("confirmations/<int:confirmation_id>/withdraw/", cases.withdraw, name="withdraw"),
]
