"""Pages of rows of accounts: the table with its export and a form below it, and a page to change one row."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.accounts import queries
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.accounts.row_api import Operation
from covalue.accounts.rows import AccountRows, Row
from covalue.web import requests, tables
from covalue.web.inputs import Input, InputForm, form_of
from covalue.web.operations import of_account, posted, removed
from covalue.web.tables import Column, Label, Table

reading = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class RowPages(Generic[Row]):
    """Pages of `rows` in the namespace `space`, at addresses that begin with `path`; forms are of the input `kind`.

    Columns of `table` that can be sorted name an ordering of the database. The operations are those of the package's API.
    `empty` stands where an account has no row.
    """

    space: str
    path: str
    rows: AccountRows[Row]
    kind: type[Input]
    table: Table[Row]
    title: Label
    empty: Label
    add: Operation
    remove: Operation
    restore: Operation

    def urls(self) -> list[URLPattern]:
        """The addresses `list`, `export`, `add`, `edit`, `remove` and `restore`."""
        below, row = f"a/<int:account_id>/{self.path}/", f"{self.path}/<int:{self._part}>/"
        back = of_account(f"{self.space}:list", self.rows.model)
        gone = removed(self.remove, undo=f"{self.space}:restore", message=_("It was removed."), then=back)
        return [
            path(below, require_GET(self.list_view), name="list"),
            path(f"{below}export/", require_GET(self.export_view), name="export"),
            path(f"{below}add/", require_POST(self.add_view), name="add"),
            path(row, reading(self.edit_view), name="edit"),
            path(f"{row}remove/", gone, name="remove"),
            path(f"{row}restore/", posted(self.restore, back), name="restore"),
        ]

    def list_view(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """The account's rows, and a form for one more."""
        return self._list(request, queries.get(requests.user_of(request), account_id))

    def export_view(self, request: HttpRequest, account_id: int) -> HttpResponseBase:
        """The rows as a file, in the order of the page."""
        account = queries.get(requests.user_of(request), account_id)
        rows, _sort = self._sorted(request, account)
        return tables.download(request, self.table, rows, file_name=self.path, stream=account, subject=account)

    def add_view(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """A refused form comes back below the table with what was typed."""
        account = queries.get(requests.user_of(request), account_id)
        guard_edits(requests.actor(request), account)
        form = self._form(request, self.rows.choices(account))
        if form.submit(lambda body: self.add(request, account_id=account_id, body=body)):
            return redirect(f"{self.space}:list", account_id)
        return self._list(request, account, form)

    def edit_view(self, request: HttpRequest, **ids: int) -> HttpResponse:
        """Change or remove one row; a refused form keeps what was typed."""
        row: Any = self.rows.get(requests.user_of(request), ids[self._part])
        actor, choices = requests.actor(request), self.rows.choices_for(row)
        guard_edits(actor, row.account)
        form = self._form(request, choices, row)
        if form.submit(lambda body: self.rows.edit(actor, row, body.with_rows(choices), now=timezone.now())):
            return redirect(f"{self.space}:list", row.account_id)
        context = {
            "row": row,
            "form": form,
            "title": self.title,
            "list": reverse(f"{self.space}:list", args=[row.account_id]),
            "remove": reverse(f"{self.space}:remove", args=[row.pk]),
        }
        return render(request, "accounts/row.html", context, status=422 if form.errors else 200)

    def _list(self, request: HttpRequest, account: Account, refused: InputForm[Any] | None = None) -> HttpResponse:
        may_edit = queries.may_edit(requests.user_of(request), account)
        rows, sort = self._sorted(request, account)
        context = {
            "account": account,
            "rows": rows,
            "sort": sort,
            "table": self._with_edit if may_edit else self.table,
            "title": self.title,
            "empty": self.empty,
            "export": reverse(f"{self.space}:export", args=[account.pk]),
            "add": reverse(f"{self.space}:add", args=[account.pk]),
            "form": (refused or form_of(self.kind)(rows=self.rows.choices(account))) if may_edit else None,
        }
        return render(request, "accounts/rows.html", context, status=422 if refused else 200)

    def _sorted(self, request: HttpRequest, account: Account) -> tuple[list[Row], str]:
        sort = request.GET.get("sort", "")
        rows = self.rows.of(account)
        return list(rows.order_by(sort, *self.rows.order) if sort in self.table.sorts else rows), sort

    def _form(self, request: HttpRequest, choices: Any, row: Any = None) -> InputForm[Any]:
        kind = form_of(self.kind)
        initial = {name: getattr(row, name) for name in kind.base_fields} if row else None
        return kind(request.POST or None, rows=choices, initial=initial)

    @property
    def _part(self) -> str:
        return f"{self.space}_id"

    @property
    def _with_edit(self) -> Table[Row]:
        address: Callable[[Any], str] = lambda row: reverse(f"{self.space}:edit", args=[row.pk])  # noqa: E731
        edit: Column[Row] = Column("edit", lambda row: _("Edit"), " ", href=address, in_files=False)
        return replace(self.table, columns=(*self.table.columns, edit))
