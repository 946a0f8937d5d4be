"""What a cost pool is charged by, listed once: forms, API, database and the SQL of the analyses follow this enumeration."""

from enum import StrEnum
from typing import Final


class Driver(StrEnum):
    """`label` is its English name. `volume` is, in SQL, how many units of it a document of the ledger used, out of its
    `sales` and `returns` (lines), `net` (money) and the pool's threshold (`border`); None where volumes are imported.
    """

    label: str
    volume: str | None

    def __new__(cls, key: str, label: str, volume: str | None) -> "Driver":
        driver = str.__new__(cls, key)
        driver._value_, driver.label, driver.volume = key, label, volume
        return driver

    ORDERS = "orders", "Orders", "(sales > 0)::BIGINT"
    LINES = "lines", "Order lines", "sales"
    RETURNS = "returns", "Returned lines", "returns"
    SMALL_ORDERS = "small_orders", "Small orders", "(sales > 0 AND coalesce(net, 0) < border)::BIGINT"
    ACTIVITY = "activity", "Imported volumes", None


_COUNTED: Final = " ".join(f"WHEN '{driver}' THEN {driver.volume}" for driver in Driver if driver.volume)
_IMPORTED: Final = ", ".join(f"'{driver}'" for driver in Driver if driver.volume is None)
VOLUME: Final = f"CASE driver {_COUNTED} END"
IMPORTED: Final = f"driver IN ({_IMPORTED})"
