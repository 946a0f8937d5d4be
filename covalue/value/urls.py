from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.value.account import views as account
from covalue.value.cases import template_views as templates
from covalue.value.cases import views as cases
from covalue.value.claims import views as claims
from covalue.value.models import Target
from covalue.value.signing.views import ours as asking
from covalue.value.signing.views import theirs as signing
from covalue.value.statement import views as statements
from covalue.value.targets import api
from covalue.value.targets import views as targets
from covalue.web.operations import of_account, posted, removed

app_name = "value"
prefix = ""

of_target = of_account("value:account", Target)
remove_target = removed(
    api.remove_target, undo="value:restore-target", message=_("The value target was removed."), then=of_target
)

urlpatterns = [
    path("a/<int:account_id>/value/", account.account, name="account"),
    path("a/<int:account_id>/targets/add/", targets.add, name="add-target"),
    path("targets/<int:target_id>/", targets.edit, name="edit-target"),
    path("targets/<int:target_id>/validate/", posted(api.validate_target, of_target), name="validate-target"),
    path("targets/<int:target_id>/park/", posted(api.park_target, of_target), name="park-target"),
    path("targets/<int:target_id>/take-up/", posted(api.take_up_target, of_target), name="take-up-target"),
    path("targets/<int:target_id>/remove/", remove_target, name="remove-target"),
    path("targets/<int:target_id>/restore/", posted(api.restore_target, of_target), name="restore-target"),
    path("a/<int:account_id>/value/start/", cases.start, name="start"),
    path("value/<int:initiative_id>/", cases.case, name="case"),
    path("value/<int:initiative_id>/edit/", cases.edit, name="edit"),
    path("value/<int:initiative_id>/sheet/", cases.sheet, name="sheet"),
    path("value/<int:initiative_id>/scenarios/", cases.scenarios, name="scenarios"),
    path("value/<int:initiative_id>/try/", cases.attempt, name="try"),
    path("value/<int:initiative_id>/confirm/", cases.confirm, name="confirm"),
    path("value/<int:initiative_id>/versions/", cases.versions, name="versions"),
    path("value/<int:initiative_id>/versions/<int:number>/revert/", cases.revert, name="revert"),
    path("value/<int:initiative_id>/export/", cases.export, name="export"),
    path("value/<int:initiative_id>/remove/", cases.remove, name="remove"),
    path("value/<int:initiative_id>/restore/", cases.restore, name="restore"),
    path("value/<int:initiative_id>/keep/", templates.keep, name="keep-template"),
    path("value/<int:initiative_id>/apart/<int:other_id>/", templates.distinguish, name="distinguish"),
    path("value-templates/", templates.listed, name="templates"),
    path("value-templates/<int:template_id>/remove/", templates.remove, name="remove-template"),
    path("value-templates/<int:template_id>/restore/", templates.restore, name="restore-template"),
    path("confirmations/<int:confirmation_id>/withdraw/", cases.withdraw, name="withdraw"),
    path("value/<int:initiative_id>/ask/", asking.case, name="ask-case"),
    path("value/<int:initiative_id>/claims/add/", claims.add, name="add-claim"),
    path("claims/<int:claim_id>/", claims.claim, name="claim"),
    path("claims/<int:claim_id>/edit/", claims.edit, name="edit-claim"),
    path("claims/<int:claim_id>/replace/", claims.replace, name="replace-claim"),
    path("claims/<int:claim_id>/ask/", asking.claim, name="ask-claim"),
    path("claims/<int:claim_id>/settle/", claims.settle, name="settle-claim"),
    path("claims/<int:claim_id>/unsettle/", claims.unsettle, name="unsettle-claim"),
    path("claims/<int:claim_id>/remove/", claims.remove, name="remove-claim"),
    path("claims/<int:claim_id>/restore/", claims.restore, name="restore-claim"),
    path("asked/<int:request_id>/revoke/", asking.revoke, name="revoke-request"),
    path("asked/<int:request_id>/remind/", asking.remind, name="remind-request"),
    path("signatures/<int:signature_id>/", asking.signature, name="signature"),
    path("signatures/<int:signature_id>/withdraw/", asking.withdraw, name="withdraw-signature"),
    path("a/<int:account_id>/statement/", statements.statement, name="statement"),
    path("a/<int:account_id>/statement/export/<str:form>/", statements.export, name="export-statement"),
    path("sign/<str:secret>/", signing.sign, name="sign"),
    path("sign/<str:secret>/code/", signing.send_code, name="sign-send-code"),
    path("sign/<str:secret>/open/", signing.open_by_code, name="sign-open"),
    path("sign/<str:secret>/answer/", signing.answer, name="sign-answer"),
    path("sign/<str:secret>/return/", signing.give_back, name="sign-return"),
    path("sign/<str:secret>/withdraw/", signing.withdraw, name="sign-withdraw"),
    path("sign/<str:secret>/files/<int:file_id>/", signing.evidence, name="sign-evidence"),
]
