"""Operations of the API on rows of accounts: list, add, get, edit, remove and restore, each by one line of `api.py`."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries
from covalue.accounts.actions import guard_edits
from covalue.accounts.rows import AccountRows, Row
from covalue.web import paging, requests, versions
from covalue.web.inputs import Input, partial_of
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id

Operation = Callable[..., Any]


@dataclass(frozen=True)
class RowOperations(Generic[Row]):
    """The five operations on the rows of accounts; `kind` is what is typed about one."""

    api: "RowApi[Row]"
    kind: type[Input]
    list: Operation
    add: Operation
    edit: Operation
    remove: Operation
    restore: Operation


@dataclass(frozen=True)
class RowApi(Generic[Row]):
    """Where the operations lie and what they are called.

    `path` is that of the list below an account, and of one row by itself: `/accounts/{account_id}/site-visits` and
    `/site-visits/{site_visit_id}`. `one` and `many` are the rows in the names of operations (`remove_site_visit`,
    `list_site_visits`), `title` is one in their titles (“Remove a site visit”).
    """

    router: Router
    rows: AccountRows[Row]
    answer: type[Schema]
    path: str
    one: str
    many: str
    title: str

    @property
    def part(self) -> str:
        """The id of a row in addresses."""
        return f"{self.one}_id"

    def operations(self, kind: type[Input]) -> RowOperations[Row]:
        """All that a list of rows needs, with `kind` as the body."""
        add, edit = self.add(kind), self.edit(partial_of(kind))
        return RowOperations(self, kind, self.list(), add, edit, self.remove(), self.restore())

    def list(self) -> Operation:
        """The rows of an account that are not removed."""

        def call(request: HttpRequest, account_id: int, asked: Asked) -> Cut[Row]:
            account = queries.get(requests.user_of(request), account_id)
            return paging.cut(request, self.rows.of(account), self.rows.order, asked)

        operation = _operation(call, f"list_{self.many}", "", account_id=Id, asked=Query[Asked])
        summary = f"List {self.many.replace('_', ' ')}"
        page: Any = Page
        return self.router.get(self._below_account, response=page[self.answer], summary=summary)(operation)

    def add(self, kind: type[Input]) -> Operation:
        """The body is what is typed about a new row."""

        def call(request: HttpRequest, account_id: int, body: Input) -> Status[Row]:
            account, actor = queries.get(requests.user_of(request), account_id), requests.actor(request)
            guard_edits(actor, account)
            values = body.with_rows(self.rows.choices(account))
            return Status(201, self.rows.add(actor, account, values, now=timezone.now()))

        operation = _operation(call, f"add_{self.one}", "", account_id=Id, body=kind)
        return self.router.post(self._below_account, response={201: self.answer}, summary=f"Add {self.title}")(
            operation
        )

    def get(self) -> Operation:
        """One row that is not removed."""

        def call(request: HttpRequest, row_id: int) -> Row:
            return self.rows.get(requests.user_of(request), row_id)

        operation = self._of_row(call, f"get_{self.one}", "")
        return self.router.get(self._row, response=self.answer, summary=f"Get {self.title}")(operation)

    def edit(self, kind: type[Input]) -> Operation:
        """The body is an input of which only some fields are sent; the caller says which version they saw."""

        def call(request: HttpRequest, row_id: int, body: Input) -> Row:
            actor = requests.actor(request)
            row = versions.hold(request, self.rows.get(requests.user_of(request), row_id))
            return self.rows.edit(actor, row, body.with_rows(self.rows.choices_for(row)), now=timezone.now())

        operation = self._of_row(call, f"edit_{self.one}", "Only the fields sent change.", body=kind)
        summary, extra = f"Change {self.title}", versions.IF_MATCH
        return self.router.patch(self._row, response=self.answer, summary=summary, openapi_extra=extra)(operation)

    def remove(self) -> Operation:
        """A removal that `restore` undoes."""

        def call(request: HttpRequest, row_id: int) -> Status[None]:
            row = self.rows.get(requests.user_of(request), row_id)
            self.rows.remove(requests.actor(request), row, now=timezone.now())
            return Status(204, None)

        operation = self._of_row(call, f"remove_{self.one}", "It is hidden and can be restored.")
        return self.router.delete(self._row, response={204: None}, summary=f"Remove {self.title}")(operation)

    def restore(self) -> Operation:
        """Undo of a removal."""

        def call(request: HttpRequest, row_id: int) -> Row:
            row = self.rows.get_or_removed(requests.user_of(request), row_id)
            self.rows.restore(requests.actor(request), row, now=timezone.now())
            return row

        operation = self._of_row(call, f"restore_{self.one}", "")
        path, summary = f"{self._row}/restore", f"Restore {self.title}"
        return self.router.post(path, response=self.answer, summary=summary)(operation)

    @property
    def _below_account(self) -> str:
        return f"/accounts/{{account_id}}/{self.path}"

    @property
    def _row(self) -> str:
        return f"/{self.path}/{{{self.part}}}"

    def _of_row(self, call: Operation, name: str, description: str, **body: Any) -> Operation:
        return _operation(call, name, description, **{self.part: Id}, **body)


def _operation(call: Operation, name: str, description: str, **parts: Any) -> Operation:
    """`call` as an operation called `name`, whose parts Ninja and `web.operations` read from its signature."""

    def operation(request: HttpRequest, **values: Any) -> Any:
        return call(request, *(values[part] for part in parts))

    kinds = {"request": HttpRequest, **parts}
    keyword = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter(part, keyword, annotation=kind) for part, kind in kinds.items()]
    operation.__name__, operation.__doc__, operation.__annotations__ = name, description, kinds
    operation.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return operation
