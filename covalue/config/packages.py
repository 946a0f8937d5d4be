"""The packages of Covalue, lowest first. A new package is one line here.

A package imports only packages of the lines above its own; packages of one line do not import each other. From this list
come the installed apps, the addresses, the routers of the API, the search for `hooks.py`, and the layers `make check` holds.
"""

from pathlib import Path
from typing import Final

PACKAGES: Final = (
    "core",
    "analytics",
    "search",
    "web",
    "people",
    "organisation | provisioning | listviews",
    "accounts",
    "contact_requests",
    "ledger",
    "masterdata",
    "portfolio",
    "profitability | lifetime",
    "segmentation | needs | retention",
    "coverage",
    "objectives | action_items | installed_base | adoption",
    "conversations",
    "relationships | promises | profiles",
    "sources",
    "handovers",
    "value",
    "standing | positioning | opportunities | execution",
    "agreements | sponsors | solutions | growth | contributions",
    "service_levels",
    "portal | discovery | selection",
    "plans",
    "overview",
    "process | notices",
    "demo",
    "api",
    "cli",
    "config",
)


def levels() -> tuple[tuple[str, ...], ...]:
    """The packages by level, lowest first, by their full names."""
    return tuple(tuple(f"covalue.{name.strip()}" for name in line.split("|")) for line in PACKAGES)


def installed() -> list[str]:
    """Those that are Django apps, in order: the ones with addresses, or with an `apps.py` of their own."""
    root = Path(__file__).resolve().parent.parent
    names = (name for level in levels() for name in level if name != "covalue.config")
    return [
        name
        for name in names
        if any((root / name.rpartition(".")[2] / file).exists() for file in ("urls.py", "apps.py"))
    ]
