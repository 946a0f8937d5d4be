"""What can be done with value targets and value cases; and with what was delivered, asked, signed and settled."""

from covalue.value.cases.actions import (
    checked_sheet,
    confirm,
    distinguish,
    edit,
    keep_template,
    revert,
    start,
    withdraw,
    write,
)
from covalue.value.claims.actions import claim, edit_claim, remove_claim, replace_claim, restore_claim, settle, unsettle
from covalue.value.signing.actions import (
    Said,
    ask_for_code,
    give_back,
    guard_readable,
    open_by_code,
    sign,
    withdraw_signature,
)
from covalue.value.signing.asking import (
    DAYS,
    MOST_DAYS,
    ask_for_case,
    ask_for_claim,
    case_document,
    claim_document,
    remind,
    revoke,
)
from covalue.value.targets.actions import add as add_target
from covalue.value.targets.actions import edit as edit_target
from covalue.value.targets.actions import park as park_target
from covalue.value.targets.actions import validate as validate_target

__all__ = [
    "DAYS",
    "MOST_DAYS",
    "Said",
    "add_target",
    "ask_for_case",
    "ask_for_claim",
    "ask_for_code",
    "case_document",
    "checked_sheet",
    "claim",
    "claim_document",
    "confirm",
    "distinguish",
    "edit",
    "edit_claim",
    "edit_target",
    "give_back",
    "guard_readable",
    "keep_template",
    "open_by_code",
    "park_target",
    "remind",
    "remove_claim",
    "replace_claim",
    "restore_claim",
    "revert",
    "revoke",
    "settle",
    "sign",
    "start",
    "unsettle",
    "validate_target",
    "withdraw",
    "withdraw_signature",
    "write",
]  # fmt: skip
