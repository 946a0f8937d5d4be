"""Who gets through to the addresses and operations of opportunities."""

from tests.access import DIRECTS, ENERGY, OURS, called, posted, read, sent

PAGES = (
    *read(
        OURS,
        "opportunities:board",
        "opportunities:table",
        "opportunities:export",
        "opportunities:forecast",
        "opportunities:forecast-export",
        "opportunities:balance",
        "opportunities:balance-export",
        "opportunities:stages",
        "opportunities:import",
    ),
    *posted(DIRECTS, "opportunities:add-stage", "opportunities:edit-stage", "opportunities:remove-stage"),
    *read(
        ENERGY,
        "opportunities:account",
        "opportunities:account-board",
        "opportunities:account-export",
        "opportunities:account-balance",
        "opportunities:add",
        "opportunities:opportunity",
        "opportunities:edit",
        *(f"opportunities:journeys:{view}" for view in ("list", "export", "edit")),
    ),
    *posted(
        ENERGY,
        "opportunities:move",
        "opportunities:remove",
        "opportunities:restore",
        "opportunities:undo-change",
        *(f"opportunities:journeys:{view}" for view in ("add", "remove", "restore")),
    ),
    *posted(DIRECTS, "opportunities:undo-import"),
)
OPERATIONS = (
    *called(OURS, "list_opportunities", "get_forecast", "get_balance", "list_opportunity_stages"),
    *called(
        ENERGY,
        "list_account_opportunities",
        "get_account_balance",
        "get_opportunity",
        "list_opportunity_changes",
        "undo_opportunity_change",
        "remove_opportunity",
        "restore_opportunity",
        "list_buying_journeys",
        "remove_buying_journey",
        "restore_buying_journey",
    ),
    *called(DIRECTS, "get_opportunity_import", "undo_opportunity_import", "remove_opportunity_stage"),
    *sent(
        ENERGY,
        add_opportunity={"title": "X"},
        edit_opportunity={"title": "X"},
        move_opportunity={"stage": "proposal"},
        add_buying_journey={"unit": "Grid", "step": "need", "seen_on": "2026-11-01"},
        edit_buying_journey={"evidence": "x"},
    ),
    *sent(
        DIRECTS,
        add_opportunity_stage={"name": "Pilot", "probability": 60},
        edit_opportunity_stage={"name": "Offer"},
    ),
    *sent(OURS, import_opportunities={"rows": [{"title": "X"}], "dry_run": True}),
)
