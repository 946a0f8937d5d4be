"""The words for customers who buy no longer, or less, on the pages that count them."""

from typing import Any

from django import template

from covalue.portfolio import buying

register = template.Library()


@register.inclusion_tag("portfolio/_buying_terms.html")
def buying_terms() -> dict[str, Any]:
    """What stopped, slipping and dormant mean, each with the way to its customers."""
    return {"terms": buying.TERMS}
