"""Pointing all that hangs on one row at another, whatever noun it belongs to, and pointing it back."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from django.db import models

from covalue.accounts import lineage

Links: TypeAlias = list[tuple[type[models.Model], str]]  # a model, and the name of its link


def links_to(model: type[models.Model], *, stay: Collection[type[models.Model]] = ()) -> Links:
    """Every link to this model, those nothing reads backwards and those of lists (many to many) included."""
    return [
        (relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in stay
    ]


def move(links: Links, kept: models.Model, gone: models.Model) -> dict[str, list[int]]:
    """Point everything that hangs on `gone` at `kept`; returns what was moved, by model and link.

    What could not stand beside a row of `kept` stays where it is.
    """
    moved: dict[str, list[int]] = {}
    for model, link in links:
        rows = model._base_manager.filter(**{link: gone})
        ids = [row.pk for row in rows if not _has_one_like(model, link, row, kept)]
        for some in lineage.in_parts(ids):
            model._base_manager.filter(pk__in=some).update(**{link: kept})
        if ids:
            moved[_label(model, link)] = ids
    return moved


def move_back(links: Links, moved: Mapping[str, list[int]], kept: models.Model, gone: models.Model) -> None:
    """Point back what was moved and still hangs on `kept`."""
    for model, link in links:
        for some in lineage.in_parts(moved.get(_label(model, link), [])):
            model._base_manager.filter(pk__in=some, **{link: kept}).update(**{link: gone})


def _label(model: type[models.Model], link: str) -> str:
    return f"{model._meta.label_lower}.{link}"


def _has_one_like(model: type[models.Model], link: str, row: models.Model, kept: models.Model) -> bool:
    """Whether `kept` holds a row already that this one could not stand beside."""
    rows = model._base_manager.filter(**{link: kept})
    if getattr(model._meta.get_field(link), "unique", False):
        return rows.exists()
    for fields, where in _unique_together(model):
        same = {name: getattr(row, name) for name in fields if name != link}
        clashes = link in fields and rows.filter(where, **same).exists()
        if clashes and model._base_manager.filter(where, pk=row.pk).exists():
            return True
    return False


def _unique_together(model: type[models.Model]) -> list[tuple[tuple[str, ...], models.Q]]:
    """Columns that may not be the same in two rows, of those a condition holds for."""
    named = [
        (tuple(rule.fields), rule.condition or models.Q())
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
    ]
    return [*named, *((tuple(fields), models.Q()) for fields in model._meta.unique_together)]
