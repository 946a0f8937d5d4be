"""Words of the ladder in templates."""

from typing import Any

from django import template

from covalue.standing.rules import RUNG_NAMES, STAGES, STRUCTURE_NAMES, Rung, Structure

register = template.Library()


@register.filter
def rung(value: Rung | None) -> Any:
    """A rung by its name; empty where it is not known."""
    return RUNG_NAMES[value] if value else ""


@register.filter
def structure(value: Structure | None) -> Any:
    """A structure of contacts in words; empty where it is not known."""
    return STRUCTURE_NAMES[value] if value else ""


@register.filter
def stage(value: Structure | None) -> Any:
    """The stage of the relationship that goes with a structure."""
    return STAGES[value] if value else ""
