"""Who gets through to the addresses and operations of execution."""

from tests.access import ENERGY, STEERS, Operation, Sample, called, posted, read, sent

PAGES = (
    *read(
        ENERGY,
        *(
            f"execution:{view}"
            for view in ("plan", "timeline", "register", "register-export", "export", "add", "edit", "wait")
        ),
    ),
    *posted(
        ENERGY,
        *(f"execution:{view}" for view in ("keep-baseline", "done", "reopen", "remove", "restore")),
        *("execution:decide", "execution:unlink", "execution:restore-link", "execution:shift", "execution:undo-move"),
    ),
    *posted(STEERS, "execution:approve-baseline"),
)
OPERATIONS = (
    *called(
        ENERGY,
        *(f"{verb}_work_package" for verb in ("get", "reopen", "remove", "restore")),
        *("list_work_packages", "get_work_plan", "get_register", "undo_work_move"),
        *("list_dependencies", "list_work_answers", "remove_dependency", "restore_dependency", "list_baselines"),
    ),
    *sent(
        ENERGY,
        add_work_package={"title": "X", "starts_on": "2026-12-01"},
        edit_work_package={"title": "Y"},
        move_work_package={"starts_on": "2026-12-07"},
        finish_work_package={},
        decide_work_answer={"accept": False},
        add_baseline={"note": "X"},
    ),
    Operation(
        "add_dependency",
        ENERGY,
        {"before": Sample("work_package_id"), "after": Sample("other_work_package_id")},
    ),
    *called(STEERS, "approve_baseline"),
)
