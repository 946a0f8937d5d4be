"""The matrix: strategic fit across, worth to us upwards, the borders where they were set, circles by net revenue."""

from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.core.money import short_money
from covalue.selection.models import Decision
from covalue.selection.queries import Picture, Row
from covalue.selection.rules import Quadrant
from covalue.web.charts import Drawing, Table, drawing
from covalue.web.charts.drawing import Scale, mark, words

SMALLEST: Final = 6.0  # radius in px
LARGEST: Final = 30.0
LOOKS: Final = {
    Quadrant.STRATEGIC: "circle-strategic", Quadrant.DEVELOP: "circle-develop", Quadrant.LARGE: "circle-large",
    Quadrant.STANDARD: "circle-standard",
}  # fmt: skip


def matrix(
    picture: Picture, currency: str, *, width: int = 560, height: int = 320, standalone: bool = False
) -> Drawing:
    """Every candidate with both scores; each circle opens the candidate."""
    title = _("Strategic fit × worth to us")
    placed = [row for row in picture.rows if row.standing.fit is not None and row.standing.worth is not None]
    table = Table(
        (_("Account"), _("Strategic fit"), _("Worth to us"), _("Net revenue")),
        tuple(
            (str(row.account), _score(row.standing.fit), _score(row.standing.worth), _net(row, currency))
            for row in placed
        ),
    )
    if not placed:
        return Drawing(
            drawing.empty(title, _("Nobody has both scores yet."), width, height, standalone=standalone), table
        )
    x, y = Scale(0, 100, 24, width - 12), Scale(0, 100, height - 26, 12)
    marks = [
        mark(
            "rect", "band-a", x=x(picture.round.fit_border), y=y(100), width=x(100) - x(picture.round.fit_border),
            height=y(picture.round.worth_border) - y(100), standalone=standalone,
        ),
        mark("path", "zero", d=f"M{x(0):.1f} {y(100):.1f}V{y(0):.1f}H{x(100):.1f}", fill="none", standalone=standalone),
        mark(
            "path", "guide", d=f"M{x(picture.round.fit_border):.1f} {y(100):.1f}V{y(0):.1f}M{x(0):.1f} {y(picture.round.worth_border):.1f}H{x(100):.1f}",
            standalone=standalone,
        ),
        words(_("worth ↑  large, transactional"), x(0) + 6, y(100) + 12, standalone=standalone),
        words(_("strategic"), x(100) - 6, y(100) + 12, anchor="end", standalone=standalone),
        words(_("develop"), x(100) - 6, y(0) - 6, anchor="end", standalone=standalone),
        words(_("strategic fit →"), x(100), height - 8, anchor="end", standalone=standalone),
    ]  # fmt: skip
    most = max((row.net or Decimal(0) for row in placed), default=Decimal(0))
    for row in sorted(placed, key=lambda row: -(row.net or 0)):
        marks += _circle(row, x, y, most, currency, standalone=standalone)
    said = _("{n} candidates, {strategic} in the strategic field").format(
        n=len(placed), strategic=sum(1 for row in placed if row.quadrant == Quadrant.STRATEGIC)
    )
    return Drawing(drawing.frame(marks, width, height, title, said, linked=not standalone), table)


def _circle(row: Row, x: Scale, y: Scale, most: Decimal, currency: str, *, standalone: bool) -> list[str]:
    fit, worth = row.standing.fit or 0.0, row.standing.worth or 0.0
    share = float((row.net or Decimal(0)) / most) if most > 0 else 0.0
    radius = SMALLEST + (LARGEST - SMALLEST) * max(0.0, share) ** 0.5
    said = f"{row.account}: {_score(fit)} × {_score(worth)}, {_net(row, currency)}"
    role = (
        "circle-watch"
        if row.candidate.decision in (Decision.WATCH, Decision.DESELECT)
        else LOOKS[row.quadrant or Quadrant.STANDARD]
    )
    circle = mark("circle", role, said, cx=x(fit), cy=y(worth), r=radius, standalone=standalone)
    name = words(
        drawing.clip(str(row.account), 18), x(fit), y(worth) + radius + 11, anchor="middle", standalone=standalone
    )
    if standalone:
        return [circle, name]
    return [drawing.link(circle, reverse("selection:candidate", args=[row.candidate.pk]), said), name]


def _score(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f}"


def _net(row: Row, currency: str) -> str:
    return short_money(row.net, currency) if row.net is not None else "–"
