"""What the customer is shown and signs: a case or a claim without anything that is ours alone, as one exact text.

Only the customer's lines, the price, and the assumptions these need are in it; our costs, our rate and the assumptions
behind them never leave.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models.fields.files import FieldFile

from covalue.analytics.value.case import CaseSide, Kind, Result
from covalue.analytics.value.constants import Constant, Constants
from covalue.analytics.value.faults import CaseError
from covalue.core import money
from covalue.value.cases import conversions
from covalue.value.cases.readiness import needed
from covalue.value.cases.sheet import AssumptionRow, LineRow, Sheet, without_value
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import Delivered
from covalue.value.signing import seals


def of_case(
    sheet: Sheet,
    result: Result,
    *,
    account: str,
    title: str,
    target: str,
    revision: int,
    version: int = 1,
    begins: str = "",
) -> str:
    """The text of a case as the customer signs it. `version` is what people call it by, `revision` the sheet's own count; `begins` is the day its value starts, empty for the month after they agree."""
    lines, currency, agreed = shown_lines(sheet), sheet.currency, terms(sheet)
    keys = {line.key for line in lines}
    return seals.text_of(
        {
            "kind": "case",
            "account": account,
            "title": title,
            "target": target,
            "revision": revision,
            "version": version,
            "begins": begins,
            "terms": agreed,
            "constants": conversions.stored(
                conversions.of_sheet(sheet), keys, [row["name"] for row in agreed["assumptions"]]
            ),
            "figures": {
                "npv": _money(result.customer.npv, currency),
                "npv_p10": _money(result.npv.p10, currency),
                "npv_p90": _money(result.npv.p90, currency),
                "payback_months": result.customer.payback_months and round(result.customer.payback_months, 2),
                "total_cost": _money(result.total_cost, currency),
                "price": _money(result.price, currency),
                "lines": {
                    row.line.key: {"amount": _money(row.amount, currency), "present": _money(row.present, currency)}
                    for row in result.lines
                    if row.line.key in keys
                },
            },
        }
    )


def of_claim(
    lines: Iterable[Delivered],
    *,
    account: str,
    title: str,
    claim: int,
    period: tuple[str, str],
    currency: str,
    remark: str,
    evidence: Iterable[tuple[str, str]] = (),
) -> str:
    """The text of a claim as the customer signs it; `evidence` are names of files with the digest of their content."""
    theirs = [line for line in lines if line.side is CaseSide.CUSTOMER]
    return seals.text_of(
        {
            "kind": "claim",
            "account": account,
            "title": title,
            "claim": claim,
            "from": period[0],
            "until": period[1],
            "currency": currency,
            "lines": [
                {
                    "key": line.key,
                    "title": line.title,
                    "group": line.group,
                    "amount": str(deliveries.cents(line.amount)),
                }
                for line in theirs
            ],
            "total": str(deliveries.total(theirs)),
            "remark": remark,
            "evidence": [{"name": name, "sha256": digest} for name, digest in evidence],
        }
    )


def of_withdrawal(number: int, digest: str) -> str:
    """The text of a withdrawal: which record it takes back."""
    return seals.text_of({"kind": "withdrawal", "withdraws": number, "digest": digest})


def read(text: str) -> dict[str, Any]:
    """A document as data."""
    content: dict[str, Any] = json.loads(text)
    return content


def at_stake(document: dict[str, Any]) -> str:
    """What is signed in one amount: a case's net present value to the customer, or the total of a claim."""
    if document["kind"] == "case":
        return money.money(Decimal(str(document["figures"]["npv"])), document["terms"]["currency"])
    return money.money(Decimal(document["total"]), document["currency"])


def terms(sheet: Sheet) -> dict[str, Any]:
    """What of the sheet the customer agrees to; a change of anything else leaves their agreement alone."""
    lines = shown_lines(sheet)
    used = needed(sheet, lines)
    return {
        "currency": sheet.currency,
        "years": sheet.years,
        "rate": sheet.rate,
        "gain_share": sheet.gain_share,
        "alternative": sheet.alternative,
        "rates": sheet.rates,
        "assumptions": [_assumption(row) for row in sheet.assumptions if row.name in used],
        "lines": [line.model_dump(mode="json", exclude={"side"}) for line in lines],
        "correlations": [row.model_dump(mode="json") for row in sheet.correlations if {row.first, row.second} <= used],
    }


def promised_sheet(document: dict[str, Any]) -> Sheet:
    """The case as it was agreed, made a sheet again: the customer's lines and the price."""
    terms = document["terms"]
    lines = [
        {**line, "side": CaseSide.SUPPLIER if line["kind"] == Kind.PRICE else CaseSide.CUSTOMER}
        for line in terms["lines"]
    ]
    return Sheet.model_validate({**terms, "lines": lines})


@dataclass(frozen=True)
class ShareOfGain:
    """What the customer pays of their gain, in a full year and once, in the currency of the case."""

    share: float
    yearly: float
    once: float


def share_of_gain(document: dict[str, Any]) -> ShareOfGain | None:
    """What a case's document makes the customer pay of their gain, from the amounts it holds; None where nothing is shared.

    Documents sealed before this was a row of its own hold all of it: the share, and what each benefit comes to.
    """
    share, amounts = document["terms"]["gain_share"], document["figures"]["lines"]
    benefits = [line for line in document["terms"]["lines"] if line["kind"] == Kind.BENEFIT]
    if not share or not benefits:
        return None
    yearly, once = (
        sum(share * amounts[line["key"]]["amount"] for line in benefits if line["yearly"] == of_a_year)
        for of_a_year in (True, False)
    )
    return ShareOfGain(share, yearly, once)


def still_agreed(document: dict[str, Any], sheet: Sheet) -> bool:
    """Whether the sheet still says what was signed; not if formulas cannot be read or a value they rest on is missing."""
    try:
        now = _as_far_as(document["terms"], json.loads(seals.text_of(terms(sheet))))
        missing = needed(sheet, shown_lines(sheet)) & set(without_value(sheet))
    except CaseError:
        return False
    return not missing and bool(document.get("terms") == now)


def _as_far_as(signed: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The terms of today without what a document of before did not hold: shapes and correlations of its assumptions."""
    if "correlations" in signed:
        return now
    assumptions = [_without(row, "shape") for row in now["assumptions"]]
    return {**_without(now, "correlations"), "assumptions": assumptions}


def _without(part: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key != name}


def unchanged_assumptions(document: dict[str, Any], sheet: Sheet) -> set[str]:
    """Names of the assumptions that have in the sheet the value the document gives them; formulas with all they need."""
    signed = {row["name"]: row for row in document["terms"]["assumptions"]}
    now = _as_far_as(document["terms"], {"assumptions": [_as_signed(row) for row in sheet.assumptions]})
    same = {row["name"] for row in now["assumptions"] if signed.get(row["name"]) == row} - set(without_value(sheet))
    if (document["terms"]["currency"], document["terms"]["rates"]) == (sheet.currency, sheet.rates):
        return {row.name for row in sheet.assumptions if row.name in same and _rests_on(row, sheet) <= same}
    return {row.name for row in sheet.assumptions if row.name in same and not row.formula.strip()}


def _as_signed(row: AssumptionRow) -> Any:
    return json.loads(seals.text_of(_assumption(row)))


def _rests_on(row: AssumptionRow, sheet: Sheet) -> set[str]:
    """Names of what a formula needs; a name nothing has where it cannot be read."""
    try:
        return needed(sheet, [LineRow(title=row.name, formula=row.formula)])
    except CaseError:
        return {""}


def lines_left_out(document: dict[str, Any], sheet: Sheet) -> tuple[str, ...]:
    """The customer's lines of `sheet`, the one the document was made of, that had no formula; by title."""
    shown = {line["key"] for line in document["terms"]["lines"]}
    return tuple(line.title for line in sheet.lines if _is_theirs(line) and line.key not in shown)


def zeros_nobody_entered(document: dict[str, Any], sheet: Sheet) -> tuple[str, ...]:
    """Assumptions the document shows as 0 where `sheet`, the one it was made of, does not say 0; by name."""
    entered = {row.name for row in sheet.assumptions if row.has_value and row.ends == (0, 0, 0)}
    rows = document["terms"]["assumptions"]
    return tuple(row["name"] for row in rows if _is_zero(row) and row["name"] not in entered)


def has_ranges(document: dict[str, Any]) -> bool:
    """Whether any assumption of a case's document has a low and a high that differ."""
    return any(not row["formula"].strip() and row["low"] != row["high"] for row in document["terms"]["assumptions"])


def _is_zero(row: dict[str, Any]) -> bool:
    return not row["formula"].strip() and not (row["low"] or row["base"] or row["high"])


def shown_lines(sheet: Sheet) -> tuple[LineRow, ...]:
    """Lines the customer sees: what they get, give and pay, and what it is compared with."""
    return tuple(line for line in sheet.lines if line.formula.strip() and _is_theirs(line))


def _is_theirs(line: LineRow) -> bool:
    return line.side is CaseSide.CUSTOMER or line.kind in (Kind.PRICE, Kind.REFERENCE_PRICE)


def _assumption(row: AssumptionRow) -> dict[str, Any]:
    low, base, high = row.ends
    numbers = {} if row.formula.strip() else {"low": low, "base": base, "high": high, "shape": row.shape}
    return {"name": row.name, "unit": row.unit, "formula": row.formula, **numbers}


def _money(amount: float, currency: str) -> float:
    return round(amount, max(2, money.minor_units(currency))) + 0.0


def digest_of(file: FieldFile) -> str:
    """SHA-256 of a file a claim rests on, read in pieces: it cannot be exchanged once it is part of what was signed."""
    digest = hashlib.sha256()
    with file.open("rb") as content:
        for piece in content.chunks():
            digest.update(piece)
    return digest.hexdigest()


def constants_in(document: Mapping[str, Any], part: str, name: str) -> str:
    """Those of a line, or of an assumption, of a case's document, in words. Older documents hold none: theirs are found again."""
    held = document.get("constants")
    if held is not None:
        return conversions.said(Constant(*found) for found in held[part].get(name, ()))
    return conversions.said(getattr(_found_again(document), part).get(name, ()))


def _found_again(document: Mapping[str, Any]) -> Constants:
    try:
        return conversions.of_sheet(promised_sheet(dict(document)))
    except (CaseError, KeyError, ValueError):
        return Constants({}, {})
