"""Sample rows of value."""

from datetime import date
from decimal import Decimal

from covalue.accounts.models import Account
from covalue.accounts.tests.samples import contact_of
from covalue.core.periods import Period
from covalue.value import actions
from covalue.value.cases.sheet import AssumptionRow, Sheet
from covalue.value.claims.deliveries import Delivered
from covalue.value.models import Claim, Initiative, Signature
from covalue.value.rules import Answer
from tests.world import NOW, TODAY, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A target; a case with a confirmation, a claim somebody was asked about, and one that was signed."""
    contact = contact_of(account)
    sheet = Sheet(assumptions=(AssumptionRow(name="a", base=1),))
    case = actions.start(US, account=account, title="Care", sheet=sheet, now=NOW)
    signed, claim = (_claim(case, month) for month in (1, 2))
    answered, request = (actions.ask_for_claim(US, claim=one, contact=contact, now=NOW) for one in (signed, claim))
    agreed = actions.SignedAnswer(Answer.AGREE, {})
    return {
        "target_id": actions.add_target(US, account=account, title="Fewer outages", now=NOW).pk,
        "case_id": case.pk,
        "other_id": case.pk,
        "number": 0,
        "form": "excel",
        "claim_id": claim.pk,
        "request_id": request.pk,
        "signature_id": actions.sign(US, signature_request=answered, answer=agreed, way=Signature.Way.LINK, now=NOW).pk,
        "confirmation_id": actions.confirm(US, initiative=case, name="a", contact=contact, on=TODAY, now=NOW).pk,
        "template_id": actions.keep_template(US, initiative=case, title="Care", now=NOW).pk,
    }


def _claim(case: Initiative, month: int) -> Claim:
    period = Period(date(2026, month, 1), date(2026, month, 28))
    lines = [Delivered(key="a", title="A", amount=Decimal(1))]
    return actions.claim(US, initiative=case, period=period, currency="EUR", lines=lines, now=NOW)
