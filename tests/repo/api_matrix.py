"""Who gets through to which operation of the API; the test tries it, docs/access.md tells it."""

from typing import Any

from covalue.people.rules import ROLE_NAMES, Role

EVERYBODY = OURS = frozenset(Role) - {Role.CUSTOMER_GUEST}  # guests use their pages, and no operation
ENERGY = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR})
STEERS = frozenset({Role.PROGRAM_DIRECTOR, Role.SAM})
SEES_ALL = frozenset({Role.PROGRAM_DIRECTOR, Role.ANALYST})
KEEPS = frozenset({Role.PROGRAM_DIRECTOR, Role.COACH})
APPROVES = frozenset({Role.PROGRAM_DIRECTOR, Role.EXECUTIVE_SPONSOR})
IMPORTS = frozenset({Role.PROGRAM_DIRECTOR, Role.ANALYST})
HANDED = frozenset({Role.PROGRAM_DIRECTOR})  # and who made it or takes it
ADMINISTERS = frozenset({Role.ADMINISTRATOR})
ORGANISES = frozenset({Role.PROGRAM_DIRECTOR, Role.ADMINISTRATOR})
DIRECTS = frozenset({Role.PROGRAM_DIRECTOR})
RATES = frozenset({Role.SAM, Role.UNIT_LEAD, Role.COACH})  # asked in the round that is tried
ONES_OWN: frozenset[Role] = frozenset()  # the row asked for belongs to somebody else

MATRIX: dict[str, frozenset[Role]] = {
    "get_me": EVERYBODY, "list_tokens": EVERYBODY, "create_token": EVERYBODY, "revoke_token": ONES_OWN,
    "list_colleagues": EVERYBODY, "list_users": ADMINISTERS, "get_user": ADMINISTERS, "edit_user": ADMINISTERS,
    "list_invitations": ADMINISTERS, "invite": ADMINISTERS, "withdraw_invitation": ADMINISTERS,
    "list_units": OURS, "create_unit": ORGANISES, "list_offerings": OURS, "create_offering": ORGANISES,
    "list_accounts": OURS, "create_account": IMPORTS, "get_account": ENERGY, "edit_account": ENERGY,
    "move_account": STEERS, "list_keys": ENERGY, "add_key": STEERS,
    "list_contacts": ENERGY, "add_contact": ENERGY, "get_contact": ENERGY, "edit_contact": ENERGY,
    "list_team": ENERGY, "join_team": STEERS, "leave_team": STEERS,
    "list_files": ENERGY, "add_file": ENERGY, "get_file": ENERGY, "get_file_content": ENERGY, "remove_file": ENERGY,
    "restore_file": ENERGY, "list_matches": IMPORTS, "decide_match": IMPORTS,
    "list_contact_matches": OURS, "decide_contact_match": ENERGY, "list_contact_merges": ENERGY,
    "merge_contacts": ENERGY, "undo_contact_merge": ENERGY, "list_merges": ENERGY, "merge_account": STEERS, "undo_merge": STEERS | IMPORTS,
    "list_imports": IMPORTS, "send_file": IMPORTS, "get_import": IMPORTS, "suggest_mapping": IMPORTS,
    "preview_import": IMPORTS, "start_import": IMPORTS, "get_rejects": IMPORTS, "undo_import": IMPORTS,
    "list_mappings": IMPORTS,
    "list_master_nouns": EVERYBODY, "list_master_imports": OURS, "send_master_file": OURS,
    "get_master_import": IMPORTS, "suggest_master_mapping": IMPORTS, "preview_master_import": IMPORTS,
    "start_master_import": IMPORTS, "get_master_rejects": IMPORTS, "undo_master_import": IMPORTS,
    "cancel_master_import": IMPORTS,
    "get_portfolio": OURS, "list_customers": OURS, "get_revenue": ENERGY, "list_bought": ENERGY, "list_lines": ENERGY,
    "list_deliveries": ENERGY,
    "get_lifetime_value": OURS, "compute_lifetime_value": OURS, "list_lifetime_values": OURS,
    "get_account_lifetime_value": ENERGY,
    "get_profitability": OURS, "list_profitability": OURS, "get_account_profitability": ENERGY,
    "list_cost_pools": OURS, "keep_cost_pool": IMPORTS, "remove_cost_pool": IMPORTS,
    "preview_handover": OURS, "list_handovers": OURS, "hand_over": STEERS, "get_handover": HANDED,
    "undo_handover": HANDED,
    "list_list_views": OURS, "save_list_view": OURS, "remove_list_view": ONES_OWN,
    "edit_accounts": ENERGY, "undo_bulk_edit": ONES_OWN,
    "list_objectives": ENERGY, "add_objective": ENERGY, "get_objective": ENERGY, "get_alignment": ENERGY, "link_objectives": ENERGY,
    "unlink_objectives": ENERGY, "edit_objective": ENERGY, "remove_objective": ENERGY, "restore_objective": ENERGY,
    "list_targets": ENERGY, "add_target": ENERGY, "get_target": ENERGY, "edit_target": ENERGY,
    "validate_target": ENERGY, "park_target": ENERGY, "take_up_target": ENERGY, "remove_target": ENERGY,
    "restore_target": ENERGY, "list_overlaps": ENERGY, "tell_cases_apart": ENERGY,
    "list_case_templates": OURS, "keep_case_template": frozenset({Role.PROGRAM_DIRECTOR}), "remove_case_template": KEEPS, "restore_case_template": KEEPS,
    "list_cases": ENERGY, "start_case": ENERGY, "get_case": ENERGY, "edit_case": ENERGY,
    "confirm_assumption": ENERGY, "withdraw_confirmation": ENERGY, "remove_case": ENERGY, "restore_case": ENERGY,
    "list_claims": ENERGY, "add_claim": ENERGY, "get_claim": ENERGY, "edit_claim": ENERGY, "replace_claim": ENERGY,
    "settle_claim": ENERGY, "unsettle_claim": ENERGY, "remove_claim": ENERGY, "restore_claim": ENERGY,
    "ask_for_case": ENERGY, "ask_for_claim": ENERGY, "list_requests": ENERGY, "revoke_request": ENERGY,
    "remind_of_request": ENERGY, "list_signatures": ENERGY, "get_signature": ENERGY, "withdraw_signature": ENERGY,
    "verify_seals": ADMINISTERS,
    "list_shares": ENERGY, "share_item": ENERGY, "unshare_item": ENERGY, "list_guests": ENERGY, "get_readiness": ENERGY,
    "invite_guest": STEERS, "revoke_guest": STEERS, "list_proposals": ENERGY, "decide_proposal": ENERGY,
    "list_comments": ENERGY, "add_comment": ENERGY,
    "list_segments": OURS, "list_segmentations": SEES_ALL, "keep_segmentation": SEES_ALL, "list_moves": SEES_ALL,
    "remove_segmentation": SEES_ALL, "restore_segmentation": SEES_ALL,
    "list_cards": ENERGY, "add_card": ENERGY, "get_card": ENERGY, "edit_card": ENERGY, "move_card": ENERGY,
    "become_card": ENERGY, "remove_card": ENERGY, "restore_card": ENERGY,
    **dict.fromkeys(("get_needs", "add_need", "remove_need", "restore_need", "rate_needs", "list_need_segments", "list_need_moves",
                     "keep_need_segments", "remove_need_segments", "restore_need_segments"), SEES_ALL),
    **dict.fromkeys(("list_contract_tables", "add_contract_table", "send_contracts", "get_contract_table", "edit_contract_table",
                     "count_contracts", "remove_contract_table", "restore_contract_table"), SEES_ALL),
    **dict.fromkeys(("get_coverage", "begin_coverage", "ask_what_if", "move_hours", "add_coverage_model", "edit_coverage_model",
                     "remove_coverage_model", "cover_segment", "set_capacity", "plan_hours"), DIRECTS),
    "list_criteria_sets": DIRECTS, "keep_criteria_set": DIRECTS, "list_rounds": OURS, "open_round": DIRECTS, "get_round": RATES | DIRECTS,
    "edit_round": DIRECTS, "remove_round": DIRECTS, "restore_round": DIRECTS, "get_picture": RATES | DIRECTS,
    "add_candidates": DIRECTS, "ask_rater": DIRECTS, "leave_round": DIRECTS | {Role.UNIT_LEAD}, "finish_rating": RATES, "reopen_rating": RATES,
    "close_rating": DIRECTS, "end_round": DIRECTS, "list_ratings": RATES | DIRECTS, "rate_candidate": RATES, "agree_on": DIRECTS,
    "decide_candidate": DIRECTS, "withdraw_candidate": DIRECTS, "put_candidate_back": DIRECTS, "write_dossier": DIRECTS,
    "send_decision_letter": DIRECTS, "get_watchlist": OURS, "set_trigger": DIRECTS,
    "list_questions": OURS, "add_question": KEEPS, "remove_question": KEEPS, "restore_question": KEEPS,
    "list_own_actions": EVERYBODY, "list_actions": ENERGY, "add_action": ENERGY, "get_action": ENERGY,
    "edit_action": ENERGY, "complete_action": ENERGY, "reopen_action": ENERGY, "remove_action": ENERGY,
    "restore_action": ENERGY,
    "list_conversations": ENERGY, "log_conversation": ENERGY, "list_statements": ENERGY, "get_conversation": ENERGY,
    "edit_conversation": ENERGY, "remove_conversation": ENERGY, "restore_conversation": ENERGY,
    "add_statement": ENERGY, "erase_contact": STEERS, "get_statement": ENERGY, "correct_statement": ENERGY,
    "get_plan": ENERGY, "start_plan": ENERGY, "get_plan_pdf": ENERGY, "list_approvals": ENERGY,
    "approve_plan": APPROVES, "get_section": ENERGY, "write_section": ENERGY, "list_revisions": ENERGY,
    "revert_section": ENERGY,
    "list_steps": ENERGY, "list_history": ENERGY, "get_my_day": EVERYBODY, "find": EVERYBODY, "list_trail": ADMINISTERS,
}  # fmt: skip

# What is sent with an operation that wants a body, so that only rights decide.
BODIES: dict[str, Any] = {
    "create_token": {"label": "x"}, "edit_user": {"active": True}, "invite": {"email": "x@y.test", "roles": ["sam"]},
    "create_unit": {"kind": "region", "code": "X", "name": "X"}, "create_offering": {"code": "X", "name": "X"},
    "create_account": {"name": "X"}, "edit_account": {"sector": "X"}, "move_account": {"parent": None},
    "add_key": {"source": "x", "key": "x"}, "add_contact": {"name": "X"}, "edit_contact": {"title": "X"},
    "join_team": {"user": 0, "team_role": "core"}, "decide_match": {"same": False}, "merge_account": {"into": 0},
    "decide_contact_match": {"same": False}, "merge_contacts": {"others": [1]},
    "preview_master_import": {"fields": {"name": "a"}},
    "start_master_import": {"fields": {"name": "a"}},
    "preview_import": {"fields": {"document": "a", "date": "b", "amount": "c"}},
    "start_import": {"fields": {"document": "a", "date": "b", "amount": "c"}, "source": "erp"},
    "tell_cases_apart": {"other": 1, "why": "x"}, "keep_case_template": {"title": "x"},
    "keep_segmentation": {"name": "x"},
    "add_card": {"lane": "goals", "words": "x"}, "edit_card": {"words": "y"}, "move_card": {"lane": "ideas"},
    "become_card": {"fate": "objective"}, "add_question": {"part": "goals", "words": "x"},
    "add_need": {"name": "x"}, "rate_needs": {"ratings": [{"need": 1}]},
    "keep_need_segments": {"name": "x", "k": 2, "names": ["a", "b"], "version": "x"},
    "ask_what_if": {"account": 1, "taker": 1}, "move_hours": {"account": 1, "taker": 1}, "add_coverage_model": {"name": "x", "served": "sam", "hours": "1"},
    "edit_coverage_model": {"name": "x", "served": "sam", "hours": "1"}, "cover_segment": {}, "set_capacity": {"hours": "1"},
    "plan_hours": {"hours": []},
    "keep_criteria_set": {"name": "x", "purpose": "selection", "criteria": [{"axis": "fit", "name": "x"}]},
    "open_round": {"name": "x", "criteria": 1, "candidates": [], "raters": []}, "edit_round": {"places": 3},
    "add_candidates": {"accounts": [1]}, "ask_rater": {"user": 1}, "close_rating": {}, "rate_candidate": {"ratings": [{"criterion": 1}]},
    "agree_on": {"score": 5}, "decide_candidate": {"decision": "select", "reason": "x"},
    "write_dossier": {"hours": "1", "expected": "1", "coverage": "x", "transition": "x", "told_by": 1},
    "send_decision_letter": {"subject": "x", "body": "x", "to": [1]}, "set_trigger": {"border": "3"},
    "link_objectives": {"theirs": 1, "strength": 1},
    "add_contract_table": {"name": "x", "segments": [{"name": "x", "there": [5, 4]}]}, "edit_contract_table": {"name": "y"},
    "count_contracts": {"begins": "a", "ends": "b"},
    "compute_lifetime_value": {"model": "bg_nbd"},
    "keep_cost_pool": {"name": "x", "driver": "orders", "cost": "1", "capacity": "1", "starts_on": "2026-01-01",
                       "ends_on": "2026-01-31", "source": "x"},
    "hand_over": {"accounts": [0], "taker": 0, "holds_from": "2026-11-20"},
    "save_list_view": {"place": "accounts", "name": "x"},
    "edit_accounts": {"accounts": [0], "sector": "X"},
    "add_objective": {"side": "ours", "statement": "X"}, "edit_objective": {"target": "X"},
    "add_target": {"title": "X"}, "edit_target": {"success": "X"}, "park_target": {"reason": "X"},
    "validate_target": {"contact": 0, "on": "2026-11-19"}, "start_case": {"title": "X"}, "edit_case": {"title": "X"},
    "confirm_assumption": {"name": "a", "contact": 0, "on": "2026-11-19"},
    "add_claim": {"starts_on": "2026-01-01", "ends_on": "2026-01-31", "lines": [{"key": "a", "title": "A", "amount": 1}]},
    "edit_claim": {"remark": "X"}, "replace_claim": {"lines": [{"key": "a", "title": "A", "amount": 1}]},
    "settle_claim": {"words": "X"}, "ask_for_case": {"contact": 0}, "ask_for_claim": {"contact": 0},
    "withdraw_signature": {"reason": "X"},
    "share_item": {"kind": "statement", "item": 0}, "invite_guest": {"contact": 0}, "decide_proposal": {"take_up": False},
    "add_comment": {"kind": "statement", "item": 0, "words": "X"},
    "add_action": {"title": "X"}, "edit_action": {"note": "X"},
    "log_conversation": {"channel": "call", "held_on": "2026-11-19", "subject": "X"},
    "edit_conversation": {"notes": "X"}, "add_statement": {"contact": 0, "words": "X"},
    "correct_statement": {"words": "X"}, "erase_contact": {"keep_words": False}, "write_section": {"text": "X"},
}  # fmt: skip


def as_markdown() -> list[str]:
    """The matrix as lines of a table."""
    lines = ["", "## The API", "", "By operation, as named in `docs/openapi.json`.", "", "| operation | who gets through |", "|---|---|"]  # fmt: skip
    for name, allowed in sorted(MATRIX.items()):
        who = ", ".join(str(ROLE_NAMES[role]) for role in Role if role in allowed)
        who = "everybody" if allowed == EVERYBODY else "all of ours" if allowed == OURS else who
        lines.append(f"| {name} | {who or 'nobody: the row asked for is not theirs'} |")
    return lines
