"""x"""

from covalue.value.signing.forms import AnswerForm, AskForm, CodeForm, ReasonForm

__all__ = ["AnswerForm", "AskForm", "CodeForm", "ReasonForm"]
