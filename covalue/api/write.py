"""Writes docs/openapi.json anew: `python -m covalue.api.write`."""

import os
from pathlib import Path

PLACE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def main() -> None:
    """Set Django up, then write what the API says of itself."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
    import django

    django.setup()
    from covalue.api import description
    from covalue.api.assembly import api

    PLACE.write_text(description.as_text(api), encoding="utf-8")


if __name__ == "__main__":
    main()
