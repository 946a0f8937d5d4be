"""Reading value targets, cases, claims and signatures; the door of accounts decides which."""

from covalue.value.account.queries import standing_of
from covalue.value.cases.queries import case, get, get_revision, initiatives_of, templates, versions
from covalue.value.claims.queries import (
    ClaimView,
    claims_of,
    first_of_next_month,
    latest_claims,
    lines_for,
    replaced,
    suggested,
    total_of,
    view_of_claim,
)
from covalue.value.claims.queries import get as get_claim
from covalue.value.signing.queries import (
    Agreement,
    agreements,
    case_document,
    claim_document,
    get_request,
    get_signature,
    open_requests,
    request_to,
    requested,
    signatures_of,
    waiting_requests,
)
from covalue.value.statement.queries import StatementPage, statement_of
from covalue.value.targets.queries import get as get_target

__all__ = [
    "Agreement",
    "ClaimView",
    "StatementPage",
    "agreements",
    "case",
    "case_document",
    "claim_document",
    "claims_of",
    "first_of_next_month",
    "get",
    "get_claim",
    "get_request",
    "get_revision",
    "get_signature",
    "get_target",
    "initiatives_of",
    "latest_claims",
    "lines_for",
    "open_requests",
    "replaced",
    "request_to",
    "requested",
    "signatures_of",
    "standing_of",
    "statement_of",
    "suggested",
    "templates",
    "total_of",
    "versions",
    "view_of_claim",
    "waiting_requests",
]  # fmt: skip
