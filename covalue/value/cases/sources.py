"""What the sources of value and the stages of cost are called."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.value.cases.sheet import CostKind, Source

SOURCE_NAMES: Final[dict[str, str | Promise]] = {
    Source.REVENUE: _("Revenue"),
    Source.COST: _("Cost"),
    Source.EFFICIENCY: _("Efficiency"),
    Source.RISK: _("Risk"),
    Source.CAPITAL: _("Capital"),
    Source.DECISIONS: _("Decisions"),
    CostKind.ACQUISITION: _("Acquisition"),
    CostKind.POSSESSION: _("Possession"),
    CostKind.USAGE: _("Usage"),
    CostKind.QUALITY: _("Quality"),
    CostKind.DISPOSAL: _("Disposal"),
}
