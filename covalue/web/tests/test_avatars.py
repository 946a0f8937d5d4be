"""Initials of several people stand side by side."""

import re
from pathlib import Path

CSS = Path(__file__).parents[1] / "static/web/covalue.css"


def test_no_initials_are_drawn_over_others() -> None:
    rules = re.findall(r"([^{}]*\.(?:avatar|avatars|people)\b[^{}]*)\{([^{}]*)\}", CSS.read_text(encoding="utf-8"))
    assert len(rules) > 3
    assert not [name.strip() for name, body in rules if re.search(r"margin[^;]*:\s*-", body)]
    assert any(".avatars" in name and "gap" in body and "wrap" in body for name, body in rules)
