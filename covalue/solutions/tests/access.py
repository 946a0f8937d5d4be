"""Who gets through to the addresses and operations of joint solutions."""

from tests.access import ENERGY, Operation, Sample, called, posted, read, sent

PAGES = (
    *read(
        ENERGY, "solutions:list", "solutions:export", "solutions:edit", "solutions:show", "solutions:edit-option"
    ),
    *posted(
        ENERGY,
        *(
            f"solutions:{name}"
            for name in (
                "add", "remove", "restore", "add-option", "add-designer", "write-terms", "start", "enter-result", "end",
                "decide", "remove-option", "restore-option", "remove-designer", "restore-designer",
            )
        ),
    ),
)  # fmt: skip
OPERATIONS = (
    *called(
        ENERGY,
        "list_joint_solutions",
        "get_joint_solution",
        "remove_joint_solution",
        "restore_joint_solution",
        "remove_solution_option",
        "restore_solution_option",
        "remove_solution_designer",
        "restore_solution_designer",
        "start_pilot",
        "end_pilot",
    ),
    *sent(
        ENERGY,
        add_joint_solution={"title": "X"},
        edit_joint_solution={"purpose": "X"},
        add_solution_option={"title": "X"},
        edit_solution_option={"title": "Y"},
        write_pilot_terms={"starts_on": "2026-12-01", "ends_on": "2026-12-31", "criteria": "One"},
        enter_pilot_result={"place": 0, "met": True},
        decide_on_solution={"outcome": "stop", "reason": "X"},
    ),
    Operation("add_solution_designer", ENERGY, {"contact": Sample("contact_id")}),
)
