"""Forms of the signing pages, until they are inputs like the rest."""

from covalue.value.signing.forms import AnswerForm, AskForm, CodeForm, ReasonForm

__all__ = ["AnswerForm", "AskForm", "CodeForm", "ReasonForm"]
