"""The index: which thing is found under which term. Kept by the actions of the nouns, in their transaction."""

from typing import Any, ClassVar

from django.db import models


class Term(models.Model):
    """One thing (`kind`, `thing_id`) under one term. `account_id` is the account it hangs on, for the access rule.

    Terms are bytes, so that every database orders them alike and finds a beginning by its index.
    """

    kind = models.CharField(max_length=12)
    term = models.BinaryField()
    thing_id = models.BigIntegerField()
    account_id = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "term", "thing_id"], name="term_begins"),
            models.Index(fields=["kind", "account_id", "term"], name="term_on_account"),
            models.Index(fields=["kind", "thing_id", "term"], name="term_of_thing"),
        ]


class Slip(models.Model):
    """A spelling of the beginning of a word that is in the index, with a letter left out; and the word."""

    form = models.CharField(max_length=10)
    word = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["form", "word"], name="one_slip_once")]
