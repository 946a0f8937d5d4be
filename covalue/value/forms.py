"""x"""

from covalue.value.claims.forms import (
    AnswerForm,
    AskForm,
    ClaimForm,
    CodeForm,
    PeriodForm,
    ReasonForm,
    SettleForm,
    amounts_typed,
    lines_typed,
)

__all__ = [
    "AnswerForm",
    "AskForm",
    "ClaimForm",
    "CodeForm",
    "PeriodForm",
    "ReasonForm",
    "SettleForm",
    "amounts_typed",
    "lines_typed",
]
