"""What can be done with accounts, their people, our teams on them, and their files."""

from covalue.accounts.actions.accounts import (
    EDITABLE,
    STEERED,
    NewAccount,
    create,
    create_many,
    edit,
    identify,
    move,
    withdraw_identifiers,
)
from covalue.accounts.actions.bulk import edit_many, plan_bulk, undo_bulk
from covalue.accounts.actions.contact_merging import decide_contact_match, merge_contacts, undo_contact_merge
from covalue.accounts.actions.contacts import CONTACT_FIELDS, add_contact, edit_contact, give_address, take_contact_back
from covalue.accounts.actions.erasing import erase_contact, former_contact
from covalue.accounts.actions.files import attach, remove_attachment, restore_attachment, scan_the_rest, settle_scan
from covalue.accounts.actions.guards import (
    guard_colleague,
    guard_contact,
    guard_edits,
    guard_fields,
    guard_past,
    guard_steers,
    named,
)
from covalue.accounts.actions.merging import decide_match, keep_apart, merge, propose_matches, undo_merge
from covalue.accounts.actions.removing import archive, delete_contents, remove_unused, uses_of
from covalue.accounts.actions.team import join_team, leave_lead, leave_team, take_lead, undo_lead

__all__ = [
    "CONTACT_FIELDS",
    "EDITABLE",
    "STEERED",
    "NewAccount",
    "add_contact",
    "archive",
    "attach",
    "create",
    "create_many",
    "decide_contact_match",
    "decide_match",
    "delete_contents",
    "edit",
    "edit_contact",
    "edit_many",
    "erase_contact",
    "former_contact",
    "give_address",
    "guard_colleague",
    "guard_contact",
    "guard_edits",
    "guard_fields",
    "guard_past",
    "guard_steers",
    "identify",
    "join_team",
    "keep_apart",
    "leave_lead",
    "leave_team",
    "merge",
    "merge_contacts",
    "move",
    "named",
    "plan_bulk",
    "propose_matches",
    "remove_attachment",
    "remove_unused",
    "restore_attachment",
    "scan_the_rest",
    "settle_scan",
    "take_contact_back",
    "take_lead",
    "undo_bulk",
    "undo_contact_merge",
    "undo_lead",
    "undo_merge",
    "uses_of",
    "withdraw_identifiers",
]
