"""Who gets through to the addresses and operations of organisation."""

from tests.access import IMPORTS, ORGANISES, OURS, called, posted, read, sent

PAGES = (
    *read(OURS, "organisation:home", "organisation:rates", "organisation:export-rates"),
    *posted(ORGANISES, "organisation:set-company", "organisation:create-unit", "organisation:create-offering"),
    *posted(ORGANISES, "organisation:set-lead"),
    *posted(IMPORTS, "organisation:state-rate", "organisation:import-rates", "organisation:remove-rate"),
)
OPERATIONS = (
    *called(OURS, "get_company", "list_units", "list_offerings", "list_exchange_rates"),
    *sent(IMPORTS, state_exchange_rate={"currency": "CHF", "day": "2026-01-01", "rate": "1.05", "source": "bank"}),
    *called(IMPORTS, "import_exchange_rates", "remove_exchange_rate"),
    *sent(
        ORGANISES,
        set_company={"name": "X", "currency": "EUR"},
        create_unit={"kind": "region", "code": "X", "name": "X"},
        create_offering={"code": "X", "name": "X"},
        set_unit_lead={"lead": None},
    ),
)
