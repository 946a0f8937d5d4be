"""Whatever is counted is told in the singular where it is one: counts go through `blocktranslate count` and `ngettext`."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "covalue"
NOUNS = [
    "accounts",
    "actions",
    "assumptions",
    "candidates",
    "cases",
    "cells",
    "claims",
    "clusters",
    "codes",
    "colleagues",
    "columns",
    "comments",
    "conditions",
    "contacts",
    "contracts",
    "conversations",
    "criteria",
    "customers",
    "days",
    "deliveries",
    "emails",
    "files",
    "guests",
    "handovers",
    "hours",
    "initiatives",
    "items",
    "letters",
    "lines",
    "links",
    "models",
    "months",
    "names",
    "needs",
    "objectives",
    "offerings",
    "orders",
    "people",
    "periods",
    "places",
    "points",
    "purchases",
    "questions",
    "ratings",
    "renewals",
    "returns",
    "rounds",
    "rows",
    "sections",
    "segments",
    "slots",
    "statements",
    "targets",
    "things",
    "times",
    "units",
    "users",
    "values",
    "versions",
    "weeks",
    "years",
]
COUNTED = rf"(?: (?:more|other|new|open|strategic|value|whole|of|the|your|our|different|business|likely))*\s(?:{'|'.join(NOUNS)})\b"
IN_TEMPLATE = re.compile(r"{{ ?[\w.]+(?:\|[\w:.\"]+)* ?}}" + COUNTED)
BESIDE = re.compile(r"{{ ?[\w.]+(?:\|[\w:.\"]+)* ?}}\s*{% translate [\"'](?:" + "|".join(NOUNS) + r")\b")
IN_CODE = re.compile(r"(?:{(\w+)}|%\((\w+)\)s)" + COUNTED)
SEVERAL = {"most", "least", "limit"}  # bounds of ours, never one
OPENS = re.compile(r"{% blocktranslate([^%]*)%}|{% endblocktranslate %}|{% plural %}")
NOT_COUNTED = {  # bounds of ours and what exceeds them, hours and points measured, and a share
    "accounts/actions/bulk.py: You can change at most {n} accounts at once.",
    "accounts/forms.py: At most {n} accounts at once.",
    "accounts/templates/accounts/_list.html: {{ n }} accounts",
    "accounts/templates/accounts/bulk.html: {{ most }} accounts",
    "coverage/actions.py: {giver} has only {n} hours planned.",
    "coverage/my_day.py: {planned} hours a year planned, {capacity} available",
    "coverage/templates/coverage/plan.html: {{ asked }} hours",
    "coverage/templates/coverage/what_if.html: {{ n }} hours",
    "handovers/my_day.py: {account} needs a new owner",
    "masterdata/files.py: The file has more than {n} rows. Split it into parts.",
    "masterdata/importers/of_accounts.py: {n} accounts are called “{text}”; identify one by its ID",
    "needs/actions.py: At most {n} needs; more cannot be rated with care.",
    "organisation/rates.py: A file of rates has at most {n} rows.",
    "profitability/templates/profitability/_figures.html: {{ share }} of customers",
    "retention/files.py: The column of segments has {n} different values; at most {most} can be compared.",
    "retention/files.py: The oldest contract started {n} periods ago; at most {most} are supported. Choose a longer period.",
    "retention/rules.py: Choose 1 to {n} periods ahead.",
    "retention/rules.py: There are {n} segments; at most {most} can be compared.",
    "retention/rules.py: {name} has {n} periods; at most {most} are supported. Choose a longer period.",
    "retention/templates/retention/_drawings.html: {{ model }} points",
    "retention/templates/retention/home.html: {{ n }} days",
    "selection/actions/criteria.py: At most {n} criteria; a few that matter are judged better.",
    "selection/actions/rounds.py: A round has at most {n} candidates; more cannot be judged with care.",
    "selection/templates/selection/_directing.html: {{ hours }} hours",
    "selection/templates/selection/_opportunity_cost.html: {{ h }} hours",
}


def _in_templates() -> list[str]:
    found = []
    for template in sorted(ROOT.rglob("templates/**/*.html")):
        text = template.read_text()
        for hit in (*IN_TEMPLATE.finditer(text), *BESIDE.finditer(text)):
            before = list(OPENS.finditer(text, 0, hit.start()))
            counts = bool(before and before[-1][0] != "{% endblocktranslate %}" and _counts(before))
            if not counts:
                found.append(f"{template.relative_to(ROOT)}: {' '.join(hit[0].split())}")
    return found


def _counts(before: list[re.Match[str]]) -> bool:
    """Whether the block one is in was opened with a count."""
    opened = next(tag for tag in reversed(before) if tag[0].startswith("{% blocktranslate"))
    return " count " in f" {opened[1]} "


def _in_code() -> list[str]:
    """Texts given to gettext, though they count."""
    found = []
    for file in sorted(ROOT.rglob("*.py")):
        if "tests" in file.parts or file.name == "sentences.py" or "migrations" in file.parts:
            continue  # the sentences of the history have a text of their own for several
        for node in ast.walk(ast.parse(file.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            text = node.args[0]
            if node.func.id in ("_", "_l", "gettext_lazy") and isinstance(text, ast.Constant):
                names = [one or other for one, other in IN_CODE.findall(str(text.value))]
                if [name for name in names if name not in SEVERAL]:
                    found.append(f"{file.relative_to(ROOT)}: {text.value}")
    return found


def test_what_is_counted_has_a_singular() -> None:
    found = {*_in_templates(), *_in_code()}
    assert found - NOT_COUNTED == set(), "\n".join(sorted(found - NOT_COUNTED))
    assert NOT_COUNTED - found == set(), "not there any more"
