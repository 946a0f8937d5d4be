"""What is typed about targets, cases, claims and signatures."""

from covalue.value.cases.forms import (
    ConfirmForm,
    InitiativeForm,
    ParkForm,
    StartForm,
    TargetForm,
    TemplateForm,
    ValidateForm,
    contacts_of,
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
    "AnswerForm", "AskForm", "ClaimForm", "CodeForm", "ConfirmForm", "InitiativeForm", "ParkForm", "PeriodForm", "ReasonForm",
    "SettleForm", "StartForm", "TargetForm", "TemplateForm", "ValidateForm", "amounts_typed", "contacts_of", "lines_typed", "number", "scenarios_typed", "sheet_typed",
]  # fmt: skip
