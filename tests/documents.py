"""Writes the documents that are made from the code: `python -m tests.documents`, or `make documents`."""

import os
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> int:
    """Write docs/openapi.json and docs/access.md; what changed is for a person to look at."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from covalue.api import description
    from covalue.api.assembly import api
    from tests.repo import matrix

    for name, text in (("openapi.json", description.as_text(api)), ("access.md", matrix.as_markdown())):
        (DOCS / name).write_text(text, encoding="utf-8")
        print(f"docs/{name} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
