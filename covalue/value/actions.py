"""What other packages do with targets, cases, claims and signatures; each part has more in its own `actions`."""

from covalue.value.cases.actions import (
    checked_sheet,
    confirm,
    distinguish,
    edit,
    end_version,
    keep_template,
    revert,
    settle_number,
    start,
    withdraw,
    write,
)
from covalue.value.claims.actions import claim, edit_claim, remove_claim, replace_claim, restore_claim, settle, unsettle
from covalue.value.signing.actions.ours import ask_for_case, ask_for_claim, confirm_address, remind, revoke
from covalue.value.signing.actions.theirs import SignedAnswer, give_back, sign, withdraw_signature
from covalue.value.targets.actions import add as add_target
from covalue.value.targets.actions import edit as edit_target
from covalue.value.targets.actions import park as park_target
from covalue.value.targets.actions import validate as validate_target

__all__ = [
    "SignedAnswer",
    "add_target",
    "ask_for_case",
    "ask_for_claim",
    "checked_sheet",
    "claim",
    "confirm",
    "confirm_address",
    "distinguish",
    "edit",
    "edit_claim",
    "edit_target",
    "end_version",
    "give_back",
    "keep_template",
    "park_target",
    "remind",
    "remove_claim",
    "replace_claim",
    "restore_claim",
    "revert",
    "revoke",
    "settle",
    "settle_number",
    "sign",
    "start",
    "unsettle",
    "validate_target",
    "withdraw",
    "withdraw_signature",
    "write",
]
