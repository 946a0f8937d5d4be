"""Who gets through to the addresses and operations of plans."""

from tests.access import APPROVES, ENERGY, called, posted, read, sent

PAGES = (
    *read(
        ENERGY,
        "plans:plan",
        "plans:quality",
        "plans:pdf",
        "plans:slides",
        "plans:workbook",
        "plans:history",
        "plans:live",
    ),
    *posted(ENERGY, "plans:start", "plans:write", "plans:revert"),
    *posted(APPROVES, "plans:approve"),
)
OPERATIONS = (
    *called(
        ENERGY,
        "get_plan",
        "start_plan",
        "get_plan_quality",
        "get_plan_pdf",
        "get_plan_slides",
        "get_plan_workbook",
        "list_approvals",
        "get_section",
        "list_revisions",
        "revert_section",
    ),
    *called(APPROVES, "approve_plan"),
    *sent(
        ENERGY,
        write_section={"text": "X"},
    ),
)
