"""PDFs set by Typst: a template of ours, data as JSON, our own fonts."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Literal, cast

if TYPE_CHECKING:
    import typst

FONTS: Final = Path(__file__).parent / "fonts"
ARCHIVAL: Final = "a-2b"  # refuses a character no shipped font can draw
_one_at_a_time = Lock()  # a compiler that is asked twice at once refuses the second


def made(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template filled with `data` as PDF/A-2b; as plain PDF where a typed character has no shipped font."""
    import typst

    inputs = {"data": json.dumps(data)}
    try:
        return _compiled(template, inputs, ARCHIVAL)
    except typst.TypstError:  # a character that cannot be drawn is no reason to give nothing
        return _compiled(template, inputs, "1.7")


def picture(template: Path, data: Mapping[str, Any], *, points_an_inch: float = 144.0) -> bytes:
    """The first page of the template filled with `data`, as PNG."""
    with _one_at_a_time:
        inputs = {"data": json.dumps(data)}
        made = _compiler(template).compile(format="png", sys_inputs=inputs, ppi=points_an_inch)
    return cast(bytes, made[0] if isinstance(made, list) else made)


def _compiled(template: Path, inputs: dict[str, str], standard: Literal["a-2b", "1.7"]) -> bytes:
    with _one_at_a_time:
        return cast(bytes, _compiler(template).compile(format="pdf", sys_inputs=inputs, pdf_standards=[standard]))


@cache
def _compiler(template: Path) -> "typst.Compiler":
    """One compiler a template: the fonts and the parsed template stay warm."""
    import typst

    return typst.Compiler(str(template), root=str(template.parent), font_paths=[str(FONTS)], ignore_system_fonts=True)
