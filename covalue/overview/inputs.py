"""What can be asked of the overview: which customers, by which months, in which order."""

from typing import Literal

from pydantic import Field

from covalue.accounts.models import AccountClass
from covalue.segmentation.rules import LONGEST_MONTHS, SHORTEST_MONTHS, USUAL
from covalue.web.lists import Search, Words

Sort = Literal["lifetime", "net", "share", "fit", "name"]
Shown = Literal["chosen", "all"] | AccountClass


class OverviewQuery(Search):
    """Empty classes, segments and sectors are all of them; `class` is one, `chosen` or `all`."""

    shown: Shown = Field("chosen", alias="class")
    abc: Words = Field("", max_length=1)
    xyz: Words = Field("", max_length=1)
    rfm: Words = Field("", max_length=20)
    sector: Words = Field("", max_length=120)
    eroding: str = ""
    months: int = Field(USUAL.months, ge=SHORTEST_MONTHS, le=LONGEST_MONTHS)
    sort: Sort = "lifetime"
