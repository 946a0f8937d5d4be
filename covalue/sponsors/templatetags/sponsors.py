"""Template words of sponsorships."""

from datetime import date

from django import template

from covalue.core import days
from covalue.sponsors.programme import GAP_NAMES
from covalue.sponsors.rules import SponsorGap

register = template.Library()


@register.simple_tag
def sponsor_gap(gap: SponsorGap) -> str:
    """What is missing, in words."""
    return str(GAP_NAMES[gap])


@register.simple_tag
def days_written(day: date) -> str:
    """A day where a key figure stands."""
    return days.day(day)
