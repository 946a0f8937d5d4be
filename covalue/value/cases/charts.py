"""What matters most in a case, drawn."""

from typing import Final

from django.utils.translation import gettext as _

from covalue.analytics.value.case import Result
from covalue.value.cases.figures import swing_name
from covalue.web import charts
from covalue.web.charts import Swing, Tornado, numbers
from covalue.web.charts.drawing import Drawing

SHOWN: Final = 8


def tornado(result: Result, currency: str) -> Drawing:
    """Each assumption from its low to its high end."""
    chart = Tornado(
        title=_("Change in the customer's net present value, from the low to the high end of each assumption"),
        base=result.customer.npv,
        swings=tuple(Swing(swing_name(s.name), s.at_low, s.at_high) for s in result.tornado[:SHOWN]),
        format=numbers.short(currency),
        headers=(_("Assumption"), _("Low end"), _("High end")),
    )
    return charts.drawn(charts.tornado, chart)
