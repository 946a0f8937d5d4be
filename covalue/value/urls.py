from collections.abc import Callable

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.core import errors
from covalue.value.account import views as account
from covalue.value.cases import api as case_api
from covalue.value.cases import views as cases
from covalue.value.claims import api as claim_api
from covalue.value.claims import views as claims
from covalue.value.models import Claim, Confirmation, Initiative, Target
from covalue.value.signing import api as signing_api
from covalue.value.signing import queries as requests
from covalue.value.signing.views import ours as signing
from covalue.value.signing.views import theirs as contact
from covalue.value.statement import views as statements
from covalue.value.targets import api as target_api
from covalue.value.targets import views as targets
from covalue.web.operations import of_account, posted, removed

app_name = "value"
prefix = ""

of_target = of_account("value:account", Target)
remove_target = removed(
    target_api.remove_target, undo="value:restore-target", message=_("The value target was removed."), then=of_target
)


def case(case_id: int) -> str:
    return reverse("value:case", args=[case_id])


def claim(claim_id: int) -> str:
    return reverse("value:claim", args=[claim_id])


def of_case_of(model: type[Confirmation] | type[Claim]) -> Callable[..., str]:
    """The address of the case that the row of `model` with the id of this address belongs to."""

    def address(**ids: int) -> str:
        case_id = model._base_manager.filter(pk=next(iter(ids.values()))).values_list("initiative", flat=True).first()
        if case_id is None:
            raise errors.NotFound()
        return case(case_id)

    return address


of_case = of_account("value:account", Initiative)
remove_case = removed(
    case_api.remove_case, undo="value:restore", message=_("The value case was removed."), then=of_case
)
archive_case = removed(
    case_api.remove_case,
    undo="value:restore",
    message=_("The value case was archived. What was signed of it stays in the statement."),
    then=of_case,
)
remove_template = removed(
    case_api.remove_case_template,
    undo="value:restore-template",
    message=_("The template was removed."),
    then="value:templates",
)
restore_template = posted(case_api.restore_case_template, "value:templates")
settle_number = posted(case_api.settle_number, of_case_of(Confirmation))
withdraw_confirmation = posted(case_api.withdraw_confirmation, of_case_of(Confirmation))


def signature(signature_id: int) -> str:
    return reverse("value:signature", args=[signature_id])


def of_request(request_id: int) -> str:
    """The page of the claim or case that a contact is asked to sign."""
    case_id, claim_id = requests.signed_thing(request_id)
    return claim(claim_id) if claim_id else case(case_id)


remove_claim = removed(
    claim_api.remove_claim, undo="value:restore-claim", message=_("The claim was removed."), then=of_case_of(Claim)
)

urlpatterns = [
    path("a/<int:account_id>/value/", account.account, name="account"),
    path("a/<int:account_id>/targets/add/", targets.add, name="add-target"),
    path("targets/<int:target_id>/", targets.edit, name="edit-target"),
    path("targets/<int:target_id>/validate/", posted(target_api.validate_target, of_target), name="validate-target"),
    path("targets/<int:target_id>/park/", posted(target_api.park_target, of_target), name="park-target"),
    path("targets/<int:target_id>/take-up/", posted(target_api.take_up_target, of_target), name="take-up-target"),
    path("targets/<int:target_id>/remove/", remove_target, name="remove-target"),
    path("targets/<int:target_id>/restore/", posted(target_api.restore_target, of_target), name="restore-target"),
    path("a/<int:account_id>/value/start/", cases.start, name="start"),
    path("value/<int:case_id>/", cases.case, name="case"),
    path("value/<int:case_id>/edit/", cases.edit, name="edit"),
    path("value/<int:case_id>/plan/", cases.plan, name="plan"),
    path("value/<int:case_id>/sheet/", cases.sheet, name="sheet"),
    path("value/<int:case_id>/scenarios/", cases.scenarios, name="scenarios"),
    path("value/<int:case_id>/try/", cases.attempt, name="try"),
    path("value/<int:case_id>/confirm/", posted(case_api.confirm_assumption, case), name="confirm"),
    path("value/<int:case_id>/numbers/try/", cases.move_numbers, name="move-numbers"),
    path("value/<int:case_id>/numbers/", cases.apply_numbers, name="apply-numbers"),
    path("value/<int:case_id>/versions/", cases.versions, name="versions"),
    path("value/<int:case_id>/versions/<int:number>/revert/", cases.revert, name="revert"),
    path("value/<int:case_id>/export/", cases.export, name="export"),
    path("value/<int:case_id>/remove/", remove_case, name="remove"),
    path("value/<int:case_id>/archive/", archive_case, name="archive"),
    path("value/<int:case_id>/restore/", posted(case_api.restore_case, case), name="restore"),
    path("value/<int:case_id>/keep/", cases.keep_template, name="keep-template"),
    path("value/<int:case_id>/apart/<int:other_id>/", cases.distinguish, name="distinguish"),
    path("value-templates/", cases.templates, name="templates"),
    path("value-templates/<int:template_id>/remove/", remove_template, name="remove-template"),
    path("value-templates/<int:template_id>/restore/", restore_template, name="restore-template"),
    path("confirmations/<int:confirmation_id>/withdraw/", withdraw_confirmation, name="withdraw"),
    path("confirmations/<int:confirmation_id>/settle/", settle_number, name="settle-number"),
    path("value/<int:case_id>/ask/", signing.ask_for_case, name="ask-case"),
    path("value/<int:case_id>/claims/add/", claims.add, name="add-claim"),
    path("claims/<int:claim_id>/", claims.claim, name="claim"),
    path("claims/<int:claim_id>/edit/", claims.edit, name="edit-claim"),
    path("claims/<int:claim_id>/replace/", claims.replace, name="replace-claim"),
    path("claims/<int:claim_id>/ask/", signing.ask_for_claim, name="ask-claim"),
    path("claims/<int:claim_id>/settle/", posted(claim_api.settle_claim, claim), name="settle-claim"),
    path("claims/<int:claim_id>/unsettle/", posted(claim_api.unsettle_claim, claim), name="unsettle-claim"),
    path("claims/<int:claim_id>/remove/", remove_claim, name="remove-claim"),
    path("claims/<int:claim_id>/restore/", posted(claim_api.restore_claim, claim), name="restore-claim"),
    path("asked/<int:request_id>/revoke/", posted(signing_api.revoke_request, of_request), name="revoke-request"),
    path(
        "asked/<int:request_id>/confirm-address/",
        posted(signing_api.confirm_address, of_request),
        name="confirm-address",
    ),
    path("asked/<int:request_id>/remind/", posted(signing_api.remind_of_request, of_request), name="remind-request"),
    path("signatures/<int:signature_id>/", signing.signature, name="signature"),
    path(
        "signatures/<int:signature_id>/withdraw/",
        posted(signing_api.withdraw_signature, signature),
        name="withdraw-signature",
    ),
    path("a/<int:account_id>/statement/", statements.statement, name="statement"),
    path("a/<int:account_id>/statement/export/<str:form>/", statements.export, name="export-statement"),
    path("sign/<str:secret>/", contact.sign, name="sign"),
    path("sign/<str:secret>/code/", contact.send_code, name="sign-send-code"),
    path("sign/<str:secret>/open/", contact.open_by_code, name="sign-open"),
    path("sign/<str:secret>/answer/", contact.answer, name="sign-answer"),
    path("sign/<str:secret>/return/", contact.give_back, name="sign-return"),
    path("sign/<str:secret>/withdraw/", contact.withdraw, name="sign-withdraw"),
    path("sign/<str:secret>/files/<int:file_id>/", contact.evidence, name="sign-evidence"),
]
