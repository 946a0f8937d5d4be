"""What is typed about targets, cases, claims and signatures."""

from covalue.value.cases.forms import (
    ConfirmForm,
    InitiativeForm,
    StartForm,
    TemplateForm,
    ValidateForm,
    number,
    scenarios_typed,
    sheet_typed,
)
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
    "AnswerForm", "AskForm", "ClaimForm", "CodeForm", "ConfirmForm", "InitiativeForm", "PeriodForm", "ReasonForm",
    "SettleForm", "StartForm", "TemplateForm", "ValidateForm", "amounts_typed", "lines_typed", "number", "scenarios_typed", "sheet_typed",
]  # fmt: skip
