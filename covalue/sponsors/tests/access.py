"""Who gets through to the addresses and operations of sponsors."""

from tests.access import APPROVES, DIRECTS, ENERGY, OURS, STEERS, Operation, Sample, called, posted, read, sent

PAGES = (
    *read(ENERGY, "sponsors:account", "sponsors:choose", "sponsors:log", "sponsors:brief", "sponsors:brief-file"),
    *read(STEERS, "sponsors:add", "sponsors:edit"),
    *posted(STEERS, "sponsors:end", "sponsors:resume", "sponsors:extend", "sponsors:hand-on", "sponsors:remove-left"),
    *posted(
        ENERGY, "sponsors:plan", "sponsors:plan-next", "sponsors:escalate", "sponsors:move", "sponsors:cancel",
        "sponsors:reinstate", "sponsors:declare",
    ),
    *posted(DIRECTS, "sponsors:answer", "sponsors:begin-card", "sponsors:publish"),
    *posted(APPROVES, "sponsors:acknowledge"),
    *read(OURS, "sponsors:card"),
    *read(DIRECTS, "sponsors:programme", "sponsors:export", "sponsors:person"),
)  # fmt: skip
OPERATIONS = (
    *called(
        ENERGY,
        "list_sponsorships",
        "get_sponsor_proposals",
        "get_sponsorship",
        "list_touchpoints",
        "plan_next_touchpoint",
        "cancel_touchpoint",
        "reinstate_touchpoint",
        "get_brief",
        "list_escalations",
    ),
    *called(STEERS, "resume_sponsorship", "extend_sponsorship", "remove_left_counterparts"),
    *called(DIRECTS, "get_sponsor_programme", "begin_role_card"),
    *called(OURS, "list_role_cards"),
    *sent(
        STEERS,
        add_sponsorship={"sponsor": Sample("executive_id"), "starts_on": "2026-11-20"},
        edit_sponsorship={"purpose": "X"},
        end_sponsorship={"why": "X"},
        hand_on_sponsorship={},
    ),
    *sent(
        ENERGY,
        plan_touchpoint={"planned_on": "2026-12-01", "subject": "X"},
        move_touchpoint={"planned_on": "2026-12-01"},
        log_touchpoint={
            "held_on": "2026-11-19",
            "channel": "call",
            "subject": "X",
            "contacts": [Sample("contact_id")],
        },
        escalate_matter={"matter": "X", "reason": "X"},
    ),
    *sent(DIRECTS, answer_escalation={"answer": "X"}, describe_executive={"background": "energy"}),
    *sent(
        DIRECTS,
        publish_role_card={"role": "X", "training": "X", "may_escalate": "X"},
        declare_conflict={"user": Sample("executive_id")},
    ),
    Operation(
        "acknowledge_role_card",
        APPROVES,
        {"version": 1, "role_read": True, "training_done": True},
        names_accounts=True,  # it is of no account: a sponsor's own, wherever they are
    ),
)
