"""Reading value targets, cases, claims and signatures; the door of accounts decides which."""

from covalue.value.queries.cases import (
    AssumptionView,
    CaseView,
    Version,
    case,
    cases_of,
    get,
    get_confirmation,
    get_revision,
    get_target,
    initiatives_of,
    standing,
    standing_of,
    targets_of,
    versions,
    views,
)
from covalue.value.queries.claims import (
    ClaimView,
    claims_of,
    first_of_next_month,
    get_claim,
    latest_claims,
    lines_for,
    replaced,
    suggested,
    total_of,
    view_of_claim,
)
from covalue.value.queries.signing import (
    Agreement,
    agreements,
    get_request,
    get_signature,
    open_requests,
    requested,
    signatures_of,
)

__all__ = [
    "Agreement", "AssumptionView", "CaseView", "ClaimView", "Version", "agreements", "case", "cases_of", "claims_of",
    "first_of_next_month", "get", "get_claim", "get_confirmation", "get_request", "get_revision", "get_signature",
    "get_target", "initiatives_of", "latest_claims", "lines_for", "open_requests", "replaced", "requested", "signatures_of", "standing",
    "standing_of", "suggested", "targets_of", "total_of", "versions", "view_of_claim", "views",
]  # fmt: skip
