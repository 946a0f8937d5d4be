"""The whale curve as a drawing, with the table behind it."""

from django.utils.translation import gettext as _

from covalue.analytics.profitability.whale import Whale
from covalue.web import charts
from covalue.web.charts import Drawing, WhaleCurve, numbers


def whale_curve(found: Whale, currency: str, *, width: int = 720, standalone: bool = False) -> Drawing:
    """Contribution added up from the best customer, the peak marked, and what the last ones cost in red."""
    chart = WhaleCurve(
        title=_("Cumulative contribution, customers from the best"),
        cumulative=found.cumulative,
        first_at_peak=found.first_at_peak,
        last_at_peak=found.last_at_peak,
        format=numbers.short(currency),
        empty=_("No customer's contribution is known yet."),
        customers=_("customers"),
        headers=(_("Customers"), _("Cumulative"), _("Share")),
    )
    return Drawing(charts.whale_curve(chart, width=width, standalone=standalone), chart.table())
