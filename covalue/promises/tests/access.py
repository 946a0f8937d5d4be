"""Who gets through to the addresses and operations of promises."""

from tests.access import ENERGY, OURS, called, posted, read, sent

PAGES = (
    *read(
        ENERGY,
        "promises:list",
        "promises:export",
        "promises:add",
        "promises:edit",
        "promises:quick",
        "promises:read-line",
        "promises:rhythm",
        "promises:leaving",
    ),
    *read(OURS, "promises:quick-anywhere"),
    *posted(
        ENERGY,
        "promises:tick",
        "promises:end",
        "promises:reopen",
        "promises:plan",
        "promises:remove",
        "promises:restore",
        "promises:decide",
        "promises:undo-line",
        "promises:remove-rhythm",
        "promises:restore-rhythm",
        "promises:left",
        "promises:back",
        "promises:give",
        "promises:withdraw",
    ),
)
OPERATIONS = (
    *called(
        ENERGY,
        "list_promises",
        "get_promises_kept",
        "get_promise",
        "keep_promise",
        "reopen_promise",
        "plan_promise",
        "remove_promise",
        "restore_promise",
        "list_promise_answers",
        "undo_quick_line",
        "list_rhythm",
        "remove_rhythm",
        "restore_rhythm",
    ),
    *sent(
        ENERGY,
        add_promise={"side": "ours", "what": "X"},
        edit_promise={"note": "X"},
        end_promise={"outcome": "kept"},
        decide_promise_answer={"accept": False},
        read_quick_line={"line": "met Signe"},
        log_quick_line={"line": "called nobody", "choices": ["nobody=nobody"]},
        set_rhythm={"every_days": 30},
    ),
)
