"""Who gets through to the addresses and operations of organisation."""

from tests.access import ORGANISES, OURS, called, posted, read, sent

PAGES = (
    *read(OURS, "organisation:home"),
    *posted(ORGANISES, "organisation:set-company", "organisation:create-unit", "organisation:create-offering"),
)
OPERATIONS = (
    *called(OURS, "get_company", "list_units", "list_offerings"),
    *sent(
        ORGANISES,
        set_company={"name": "X", "currency": "EUR"},
        create_unit={"kind": "region", "code": "X", "name": "X"},
        create_offering={"code": "X", "name": "X"},
    ),
)
