"""Whether to invite, and colours that can be read."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from covalue.portal import rules
from covalue.portal.rules import Facts

TODAY = date(2026, 11, 20)
FINE = Facts(
    trusted=True, overdue=0, disputed=False, validated_targets=1, shared=3, heard_on=date(2026, 11, 1), no_tender=True,
    no_burning_issue=True,
)  # fmt: skip


def against(facts: Facts) -> list[str]:
    return [check.key for check in rules.readiness(facts, TODAY) if not check.fine]


def test_nothing_speaks_against_it() -> None:
    assert against(FINE) == [] and rules.ready(rules.readiness(FINE, TODAY))


def test_each_reason_by_itself() -> None:
    assert against(replace(FINE, trusted=False)) == ["rung"]
    assert against(replace(FINE, heard_on=date(2026, 9, 1))) == ["heard"] == against(replace(FINE, heard_on=None))
    assert against(replace(FINE, overdue=1)) == ["overdue"]
    assert against(replace(FINE, disputed=True)) == ["disputed"]
    assert against(replace(FINE, validated_targets=0, shared=0)) == ["target", "shared"]
    assert against(replace(FINE, no_tender=False, no_burning_issue=False)) == ["tender", "burning"]


def test_colours_by_the_published_contrast() -> None:
    """WCAG's own edge: #767676 has 4.54 to 1 on white, #777777 has 4.48."""
    assert rules.readable_on_white("#767676") and not rules.readable_on_white("#777777")
    assert rules.readable_on_white("#000000") and not rules.readable_on_white("#ffffff")


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_darker_is_never_less_readable(red: int, green: int, blue: int) -> None:
    colour, darker = f"#{red:02x}{green:02x}{blue:02x}", f"#{red // 2:02x}{green // 2:02x}{blue // 2:02x}"
    assert not rules.readable_on_white(colour) or rules.readable_on_white(darker)
