"""Who gets through to the addresses and operations of growth strategies."""

from tests.access import ENERGY, Operation, Sample, called, posted, read, sent

LISTS = ("moves", "people", "path")
PAGES = (
    *read(
        ENERGY,
        "growth:strategy",
        "growth:vision",
        "growth:export",
        *(f"growth:{name}:{view}" for name in LISTS for view in ("list", "export", "edit")),
    ),
    *posted(ENERGY, *(f"growth:{name}:{view}" for name in LISTS for view in ("add", "remove", "restore"))),
)
YEAR = {"year": 2031, "revenue_low": 1, "revenue_base": 2, "revenue_high": 3}
OPERATIONS = (
    *called(
        ENERGY,
        "get_growth_strategy",
        "list_growth_moves",
        "list_growth_people",
        "list_growth_years",
        *(f"{verb}_growth_{one}" for verb in ("remove", "restore") for one in ("move", "person", "year")),
    ),
    *sent(
        ENERGY,
        write_growth_vision={"vision": "Partners"},
        add_growth_move={"kind": "widen", "title": "X", "first_year": 2027, "last_year": 2029},
        edit_growth_move={"title": "Y"},
        edit_growth_person={"success": "X"},
        add_growth_year=YEAR,
        edit_growth_year={"note": "X"},
    ),
    Operation("add_growth_person", ENERGY, {"move": Sample("growth_move_id"), "contact": Sample("contact_id")}),
)
