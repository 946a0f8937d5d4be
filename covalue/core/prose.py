"""Prose with the lightest of mark-up: paragraphs, headings, lists, bold and italic. Read once, shown anywhere."""

import re
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

MARKS: Final = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=\S)(.+?)(?<=\S)\*")
HEADING: Final = re.compile(r"#{1,4}\s+(.*)")
BULLET: Final = re.compile(r"[-•*]\s+(.*)")
NUMBER: Final = re.compile(r"\d{1,3}[.)]\s+(.*)")

Kind = Literal["paragraph", "heading", "bullets", "numbers"]


@dataclass(frozen=True)
class Run:
    """Some words in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph or heading with one line of runs, or a list with a line for each entry."""

    kind: Kind
    lines: tuple[tuple[Run, ...], ...]


def parse(text: str) -> tuple[Block, ...]:
    """Blocks of a text. Whatever is not mark-up stays what was typed; nothing is an error."""
    blocks: list[Block] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        kind, content = _line(line.strip())
        last = blocks[-1] if blocks else None
        if content is None:
            blocks.append(Block("paragraph", ()))
        elif last is not None and last.kind == kind and kind != "heading" and last.lines:
            blocks[-1] = _extended(last, content)
        else:
            blocks.append(Block(kind, (_runs(content),)))
    return tuple(block for block in blocks if block.lines)


def to_html(blocks: tuple[Block, ...]) -> str:
    """The blocks as HTML in which every typed character is escaped."""
    return "\n".join(_block_html(block) for block in blocks)


def to_text(blocks: tuple[Block, ...]) -> str:
    """The words alone."""
    return "\n".join("".join(run.text for run in line) for block in blocks for line in block.lines)


def _line(line: str) -> tuple[Kind, str | None]:
    if not line:
        return "paragraph", None
    for kind, pattern in (("heading", HEADING), ("bullets", BULLET), ("numbers", NUMBER)):
        match = pattern.fullmatch(line)
        if match:
            return kind, match[1]  # type: ignore[return-value]
    return "paragraph", line


def _extended(block: Block, content: str) -> Block:
    """A list gets another entry; a paragraph goes on."""
    if block.kind == "paragraph":
        return Block("paragraph", ((*block.lines[0], Run(" "), *_runs(content)),))
    return Block(block.kind, (*block.lines, _runs(content)))


def _runs(text: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    end = 0
    for match in MARKS.finditer(text):
        runs += [Run(text[end : match.start()])] if match.start() > end else []
        runs.append(Run(match[1], bold=True) if match[1] else Run(match[2], italic=True))
        end = match.end()
    runs += [Run(text[end:])] if end < len(text) else []
    return tuple(runs)


def _block_html(block: Block) -> str:
    lines = ["".join(_run_html(run) for run in line) for line in block.lines]
    if block.kind == "bullets":
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    if block.kind == "numbers":
        return "<ol>" + "".join(f"<li>{line}</li>" for line in lines) + "</ol>"
    tag = "h3" if block.kind == "heading" else "p"
    return f"<{tag}>{lines[0]}</{tag}>"


def _run_html(run: Run) -> str:
    text = escape(run.text)
    text = f"<em>{text}</em>" if run.italic else text
    return f"<strong>{text}</strong>" if run.bold else text
