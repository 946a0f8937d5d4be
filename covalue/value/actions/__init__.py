"""What can be done with value targets and value cases; and with what was delivered, asked, signed and settled."""

from covalue.value.actions.asking import (
    DAYS,
    MOST_DAYS,
    ask_for_case,
    ask_for_claim,
    case_document,
    claim_document,
    remind,
    revoke,
)
from covalue.value.actions.cases import (
    INITIATIVE_FIELDS,
    ONE_SITTING,
    checked_sheet,
    confirm,
    edit,
    exported,
    exported_statement,
    revert,
    start,
    withdraw,
    write,
)
from covalue.value.actions.claims import (
    claim,
    edit_claim,
    remove_claim,
    replace_claim,
    restore_claim,
    settle,
    unsettle,
)
from covalue.value.actions.signing import (
    Said,
    ask_for_code,
    give_back,
    guard_readable,
    open_by_code,
    sign,
    withdraw_signature,
)
from covalue.value.actions.targets import (
    TARGET_FIELDS,
    add_target,
    edit_target,
    park_target,
    remove,
    restore,
    take_up_target,
    validate_target,
)

__all__ = [
    "DAYS", "INITIATIVE_FIELDS", "MOST_DAYS", "ONE_SITTING", "TARGET_FIELDS", "Said", "add_target", "ask_for_case",
    "ask_for_claim", "ask_for_code", "case_document", "checked_sheet", "claim", "claim_document", "confirm", "edit",
    "edit_claim", "edit_target", "exported", "exported_statement", "give_back", "guard_readable", "open_by_code", "park_target", "remind", "remove",
    "remove_claim", "replace_claim", "restore", "restore_claim", "revert", "revoke", "settle", "sign", "start",
    "take_up_target", "unsettle", "validate_target", "withdraw", "withdraw_signature", "write",
]  # fmt: skip
