"""Texts a person reads keep to the terms of docs/words.md."""

import ast
import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRANSLATED = {"_", "_l", "_t", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
KEYWORDS = {"summary", "description", "help", "epilog", "help_text", "label"}
HEADINGS = {"Column", "ordered"}  # of files that are exported
REFUSALS = {"BadInput", "WrongState", "NotAllowed", "NotFound", "TooLarge", "say"}
TRANSLATE = re.compile(r"""{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
BLOCK = re.compile(r"{%\s*blocktranslate\b.*?%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)", re.DOTALL)

NO_LONGER_USED = {
    r"reckon\w*": "calculate",
    r"anew": "again, new",
    r"nought": "zero",
    r"trail": "audit log",
    r"lately": "recent activity",
    r"shut(s|ting)? out": "deactivate",
    r"let in again": "reactivate",
    r"put away": "archived",
    r"put back": "restore",
    r"(taken?|took) back": "undo, withdraw",
    r"let go": "waive",
    r"g(i|a)ve(s|n)? (it )?back": "decline to sign",
    r"the books": "ledger",
    r"borders?": "threshold",
    r"(to|at) the table": "shared workspace",
    r"your word": "confirmation",
    r"a word (of|to|from)": "message, comment, reason",
    r"holds? (until|from|for)": "is valid, takes effect",
    r"mail address(es)?": "email",
    r"by mail": "by email",
    r"cumulated": "cumulative",
    r"slips?": "typo",
    r"worth to us": "value to us",
    r"among the places": "selected",
    r"programme directors?": "program director",
    r"(for|by) programs?(?! director)": "through the API",
    r"by the command line": "with the command line",
    r"(?<!there )is no(?! longer)(?! more)": "is not a",
    r"not so": "not met",
    r"wants? a look": "needs attention",
    r"hangs? (under|on)": "parent, belongs to",
    r"rests? on": "is linked to, uses",
    r"fills itself": "is computed",
    r"waits for": "no … yet, awaiting",
    r"at once": "immediately, immediate",
    r"doors?": "access",
    r"houses?": "package",
    r"Keep": "Save",
    r"by itself": "automatically, on its own",
    r"kept segmentations?": "snapshots",
    r"value by steadiness": "ABC × XYZ",
    r"when, how often, how much": "recency, frequency, value",
    r"active with": "% likely active",
    r"stands? alone": "is not linked",
    r"tak(e|en|es) off the board": "remove from the board",
    r"put(s)? on the board": "add to the board",
    r"made something of": "turned into",
    r"worth now": "present value",
    r"laid out": "invested",
    r"moves? together": "is correlated",
    r"was said to it": "comments",
    r"look again": "refresh",
    r"not mine": "not the right person",
    r"find out by": "detect",
    r"any more": "no longer",
    r"(has|have) to be": "must be",
}
ALLOWED = {
    "Keep": r"^Keep$|^Keep (the|this) (seal|lines|contact)",  # a decision of a round, and texts where something is retained
    "at once": r"(changed|edited|both|accounts) at once|at most",  # several at the same time
}
ALSO_IN_DOCUMENTS = {
    "reckon\\w*", "anew", "nought", "trail", "lately", "shut(s|ting)? out", "put away", "let go", "the books", "borders?",
    "(to|at) the table", "mail address(es)?", "slips?", "worth to us", "programme directors?", "doors?", "houses?",
}  # fmt: skip
GENERATED = {"docs/words.md", "docs/access.md", "CHANGELOG.md"}


def in_template(text: str) -> Iterator[str]:
    for found in TRANSLATE.finditer(text):
        yield found[1] if found[1] is not None else found[2]
    for found in BLOCK.finditer(text):
        yield " ".join(found[1].split())


def written(node: ast.expr) -> str | None:
    """The text of a literal; what is filled in is left out."""
    if isinstance(node, ast.JoinedStr):
        return " … ".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_python(text: str, *, api: bool) -> Iterator[str]:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        shown: list[ast.expr] = []
        if isinstance(node, ast.Call):
            called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
            name = getattr(called, "id", getattr(called, "attr", ""))
            if name in TRANSLATED | REFUSALS:
                shown += node.args[:2]
            if name in HEADINGS:
                shown += node.args[:1]
            shown += [keyword.value for keyword in node.keywords if keyword.arg in KEYWORDS]
        elif api and isinstance(node, ast.ClassDef | ast.FunctionDef) and reaches_the_description(node):
            shown += [node.body[0].value] if isinstance(node.body[0], ast.Expr) else []
        yield from (said for part in shown if (said := written(part)))


def in_sql(text: str) -> Iterator[str]:
    """Sentences that a query answers: what a row is rejected for."""
    yield from re.findall(r"THEN '([^'{]+ [^'{]+)", text)


def in_script(text: str) -> Iterator[str]:
    yield from re.findall(r'"([A-Z][^"\n]* [^"\n]*)"', text)


def reaches_the_description(node: ast.ClassDef | ast.FunctionDef) -> bool:
    return isinstance(node, ast.ClassDef) or any("router" in ast.unparse(one) for one in node.decorator_list)


def texts() -> Iterator[tuple[str, str]]:
    """Every text of a page, an email, a message, the API and the command line, with its file."""
    for path in sorted((ROOT / "covalue").rglob("*")):
        name = str(path.relative_to(ROOT))
        if {"tests", "migrations", "demo"} & set(path.parts):
            continue
        if path.suffix == ".py":
            api = path.name in ("api.py", "shapes.py") or "api" in path.parts
            source = path.read_text(encoding="utf-8")
            found = chain(in_python(source, api=api), in_sql(source))
        elif path.suffix == ".js":
            found = in_script(path.read_text(encoding="utf-8"))
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            found = in_template(path.read_text(encoding="utf-8"))
        else:
            continue
        yield from ((name, text) for text in found)


def wrong(text: str, words: set[str]) -> list[str]:
    """The words of a text that we no longer use, with what we say."""
    return [
        f"“{found[0]}” (say: {NO_LONGER_USED[word]})"
        for word in words
        if (found := re.search(rf"(?<![\w-]){word}(?![\w-])", text, 0 if word == "Keep" else re.IGNORECASE))
        and not (word in ALLOWED and re.search(ALLOWED[word], text))
    ]


def test_texts_use_the_terms_of_the_list() -> None:
    faults = {f"{name}: “{text}”: {one}" for name, text in texts() for one in wrong(text, set(NO_LONGER_USED))}
    assert not faults, "\n" + "\n".join(sorted(faults))


def described(part: object) -> Iterator[str]:
    """What programs read of the API, docstrings of inputs and page objects included."""
    if isinstance(part, dict):
        yield from (text for name in ("summary", "description") if isinstance(text := part.get(name), str))
        for value in part.values():
            yield from described(value)
    elif isinstance(part, list):
        for value in part:
            yield from described(value)


def test_the_description_of_the_api_uses_the_terms_of_the_list() -> None:
    api = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    faults = {f"“{text}”: {one}" for text in described(api) for one in wrong(CODE.sub("", text), set(NO_LONGER_USED))}
    assert not faults, "\n" + "\n".join(sorted(faults))


DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "covalue/*/README.md", "covalue/*/*/README.md")
    for path in ROOT.glob(pattern)
    if str(path.relative_to(ROOT)) not in GENERATED
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_use_the_terms_of_the_list(path: Path) -> None:
    prose = CODE.sub("", path.read_text(encoding="utf-8"))
    faults = [f"{line.strip()[:100]}: {one}" for line in prose.splitlines() for one in wrong(line, ALSO_IN_DOCUMENTS)]
    assert not faults, "\n" + "\n".join(faults)


def test_the_list_names_each_term_once() -> None:
    lines = (ROOT / "docs" / "words.md").read_text(encoding="utf-8").split("## Words we no longer use")[0].splitlines()
    terms = [line.split("|")[1].strip() for line in lines if line.startswith("| ") and not line.startswith("| English")]
    assert len(terms) == len(set(terms)) and all(line.count("|") == 5 for line in lines if line.startswith("| "))
