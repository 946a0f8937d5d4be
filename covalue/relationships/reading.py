"""What the map says of an account, with what only the database knows; for pages, my day and steps."""

from typing import Any, Final

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.relationships import drawing, findings, queries
from covalue.relationships.findings import Finding
from covalue.relationships.queries import Whole

SMALL: Final = 60  # people of a map that is drawn on another page


def findings_of(whole: Whole) -> tuple[Finding, ...]:
    """What a map says."""
    return findings.of(whole, _duplicates(whole.account))


def home(account: Account) -> tuple[Whole, tuple[Finding, ...]] | None:
    """The map and what it says; None where there are fewer than two people."""
    whole = queries.whole(account)
    return (whole, findings_of(whole)) if len(whole.cards) > 1 else None


def _duplicates(account: Account) -> list[str]:
    pairs = accounts.alike_on(account)
    return list(dict.fromkeys(f"c{pk}" for pair in pairs for pk in pair))


def small(whole: Whole, findings_: tuple[Finding, ...]) -> dict[str, Any]:
    """The map on another page: drawn if it is not large, with how much it says."""
    drawn = drawing.picture(whole) if 0 < len(whole.chart.spots) <= SMALL else None
    urgent = sum(1 for finding in findings_ if finding.urgent)
    return {"picture": drawn, "account": whole.account, "whole": whole, "urgent": urgent, "said": len(findings_)}
