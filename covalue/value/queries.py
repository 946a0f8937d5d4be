"""What other packages ask of targets, cases, claims and signatures; each part has more in its own `queries`."""

from covalue.value.account.queries import standing_of
from covalue.value.cases.queries import case, get, get_revision, initiatives_of, templates, versions
from covalue.value.claims.deliveries import first_of_next_month
from covalue.value.claims.queries import (
    ClaimView,
    claims_of,
    view_of_claim,
)
from covalue.value.signing.queries import (
    accounts_signed,
    case_document,
    claim_document,
    open_requests,
    request_to,
    signatures_of,
    signed_for,
    waiting_requests,
)
from covalue.value.statement.queries import StatementPage, statement_of, totals_of
from covalue.value.targets.queries import get as get_target

__all__ = [
    "ClaimView",
    "StatementPage",
    "accounts_signed",
    "case",
    "case_document",
    "claim_document",
    "claims_of",
    "first_of_next_month",
    "get",
    "get_revision",
    "get_target",
    "initiatives_of",
    "open_requests",
    "request_to",
    "signatures_of",
    "signed_for",
    "standing_of",
    "statement_of",
    "templates",
    "totals_of",
    "versions",
    "view_of_claim",
    "waiting_requests",
]
