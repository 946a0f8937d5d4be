"""Attention over the term of an agreement, drawn."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from covalue.agreements.rules import Attention
from covalue.web import charts
from covalue.web.charts import Drawing, Stack, StackedBars


def attention(months: Sequence[Attention]) -> Drawing:
    """Conversations by month: those with somebody who decides, and the others."""
    stacks = tuple(Stack(one.title, (one.senior, one.touchpoints - one.senior)) for one in months)
    chart = StackedBars(
        _("Conversations by month of the term"),
        (_("with who decides"), _("others")),
        stacks,
        period=_("Month"),
        total=_("Conversations"),
        empty=_("No conversation within the term yet"),
    )
    return charts.drawn(charts.stacked_bars, chart, height=160)
