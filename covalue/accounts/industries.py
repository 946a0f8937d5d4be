"""What a customer's company is in, told by its sector: what question guides and templates of value cases are sorted by."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Industry(StrEnum):
    """What the customer's company is in."""

    RETAIL = "retail"
    FOOD = "food"
    MANUFACTURING = "manufacturing"
    ENERGY = "energy"
    HEALTH = "health"
    FINANCIAL = "financial"
    PUBLIC = "public"


INDUSTRY_NAMES: Final[dict[str, str | Promise]] = {
    Industry.RETAIL: _("Retail and wholesale"),
    Industry.FOOD: _("Food, drink and hospitality"),
    Industry.MANUFACTURING: _("Manufacturing"),
    Industry.ENERGY: _("Energy and utilities"),
    Industry.HEALTH: _("Health"),
    Industry.FINANCIAL: _("Financial services"),
    Industry.PUBLIC: _("Public sector"),
}
TELLS: Final = {
    Industry.RETAIL: ("retail", "wholesale", "grocer", "supermarket", "store", "shop", "trade", "distribut"),
    Industry.FOOD: ("food", "restaurant", "hotel", "hospitality", "cater", "drink", "beverage", "deli", "bakery"),
    Industry.MANUFACTURING: ("manufact", "industr", "machine", "automot", "chemical", "electronic", "steel", "engineering"),
    Industry.ENERGY: ("energy", "utilit", "power", "grid", "oil", "gas", "wind", "water"),
    Industry.HEALTH: ("health", "hospital", "pharma", "medical", "clinic", "care"),
    Industry.FINANCIAL: ("bank", "insur", "financ", "asset", "fund"),
    Industry.PUBLIC: ("public", "government", "ministr", "municipal", "city", "school", "university", "education", "defen"),
}  # fmt: skip


def industry_of(*texts: str) -> str:
    """What a company is in, by its sector; empty when it does not tell."""
    return first_told(TELLS, texts)


def first_told(tells: Mapping[Any, tuple[str, ...]], texts: Iterable[str]) -> str:
    """The first answer one of whose words begins a word of the texts, taken one after the other."""
    for text in texts:
        for answer, words in tells.items():
            if any(re.search(rf"\b{re.escape(word)}", text.lower()) for word in words):
                return str(answer)
    return ""
