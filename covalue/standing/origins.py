"""Assessments and scorecards by name, for the actions that arose from them."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from covalue.action_items.models import Origin
from covalue.standing.models import Assessment, Scorecard


def assessments(ids: Iterable[int]) -> Mapping[int, Origin]:
    rows = Assessment.objects.filter(pk__in=ids, removed_at=None).only("name")
    return {row.pk: Origin(row.name, reverse("standing:assessment", args=[row.pk])) for row in rows}


def scorecards(ids: Iterable[int]) -> Mapping[int, Origin]:
    rows = Scorecard.objects.filter(pk__in=ids, removed_at=None).only("name", "period")
    return {row.pk: Origin(str(row), reverse("standing:scorecard", args=[row.pk])) for row in rows}
