"""Whether two descriptions of the API promise the same: `python -m tests.repo.openapi_equal OLD.json NEW.json`.

Names, titles and descriptions of shared shapes do not count, nor that an answer is never null any more; paths, fields,
types and bounds do.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

IGNORED = {"title", "description", "summary"}


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """One line for each place where the two differ."""
    return list(_differences(_plain(old["paths"], old, ()), _plain(new["paths"], new, ()), "")) if old != new else []


def _plain(node: Any, whole: dict[str, Any], inside: tuple[str, ...]) -> Any:
    """The description with every reference written out and names of shapes left out."""
    if isinstance(node, list):
        return [_plain(part, whole, inside) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in inside:
            return {"again": len(inside) - inside.index(name)}
        _hash, _components, kind, _name = node["$ref"].split("/")
        return _plain(whole["components"][kind][name], whole, (*inside, name))
    kept = {k: v for k, v in node.items() if k not in IGNORED or not isinstance(v, str)}
    if isinstance(kept.get("required"), list):
        kept["required"] = sorted(kept["required"])
    if len(kept.get("allOf", ())) == 1:
        beside = {key: _plain(value, whole, inside) for key, value in kept.items() if key != "allOf"}
        return {**_plain(kept["allOf"][0], whole, inside), **beside}
    return {key: _plain(value, whole, inside) for key, value in kept.items()}


def _differences(old: Any, new: Any, place: str) -> Iterator[str]:
    if "/responses/" in place and old == _or_null(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            if key not in old or key not in new:
                yield f"{place}/{key}: {'added' if key in new else 'gone'}"
            else:
                yield from _differences(old[key], new[key], f"{place}/{key}")
    elif old != new:
        yield f"{place}: {json.dumps(old)[:200]} → {json.dumps(new)[:200]}"


def _or_null(shape: Any) -> dict[str, Any]:
    """What an answer looked like while it might have been null; that it never is breaks nobody."""
    return {"anyOf": [shape, {"type": "null"}]}


if __name__ == "__main__":
    found = differences(*(json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3]))
    print("\n".join(found) or "The two promise the same.")
    sys.exit(bool(found))
