"""What can be done with value targets and value cases; and with what was delivered, asked, signed and settled."""

from covalue.value.actions.cases import (
    INITIATIVE_FIELDS,
    ONE_SITTING,
    checked_sheet,
    confirm,
    edit,
    exported,
    revert,
    start,
    withdraw,
    write,
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
    "INITIATIVE_FIELDS", "ONE_SITTING", "TARGET_FIELDS", "add_target", "checked_sheet", "confirm", "edit", "edit_target",
    "exported", "park_target", "remove", "restore", "revert", "start", "take_up_target", "validate_target", "withdraw", "write",
]  # fmt: skip
