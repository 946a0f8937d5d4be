"""Pages of rows of accounts: the table with its export and a form below it, and a page to change one row."""

from dataclasses import dataclass, replace
from typing import Any, Generic

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from covalue.accounts import queries
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.accounts.row_api import RowOperations
from covalue.accounts.rows import AccountRows, Row
from covalue.web import lists, requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.operations import of_account, posted, removed
from covalue.web.tables import Label, Table

writing = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class RowPages(Generic[Row]):
    """Pages of the rows of `operations`, at addresses below their path, in the namespace `space` (the `app_name`).

    The first column of `table` leads to the page of its row; `web.tables.ordered` columns sort. `empty` stands where an
    account has no row.
    """

    space: str
    operations: RowOperations[Row]
    table: Table[Row]
    title: Label
    empty: Label

    def urls(self) -> list[URLPattern]:
        """The addresses `list`, `export`, `add`, `edit`, `remove` and `restore`."""
        operations = self.operations
        below, row = f"a/<int:account_id>/{self._path}/", f"{self._path}/<int:{operations.api.part}>/"
        back = of_account(f"{self.space}:list", self._rows.model)
        gone = removed(operations.remove, undo=f"{self.space}:restore", message=_("It was removed."), then=back)
        return [
            path(below, require_GET(self.list_view), name="list"),
            path(f"{below}export/", require_GET(self.export_view), name="export"),
            path(f"{below}add/", writing(self.add_view), name="add"),
            path(row, writing(self.edit_view), name="edit"),
            path(f"{row}remove/", gone, name="remove"),
            path(f"{row}restore/", posted(operations.restore, back), name="restore"),
        ]

    def list_view(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """The account's rows, and a form for one more."""
        return self._list(request, queries.get(requests.user_of(request), account_id))

    def export_view(self, request: HttpRequest, account_id: int) -> HttpResponseBase:
        """The rows as a file, in the order of the page."""
        account = queries.get(requests.user_of(request), account_id)
        rows, _sort = self._sorted(request, account)
        return tables.download(request, self.table, rows, file_name=self._path, stream=account, subject=account)

    def add_view(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """A refused form comes back with what was typed; who asks for this address later is led to the list."""
        account = queries.get(requests.user_of(request), account_id)
        if request.method != "POST":
            return redirect(reverse(f"{self.space}:list", args=[account_id]) + lists.with_query(request))
        guard_edits(requests.actor(request), account)
        form = self._form(request, self._rows.choices(account))
        if form.submit(lambda body: self.operations.add(request, account_id=account_id, body=body)):
            return redirect(f"{self.space}:list", account_id)
        return self._list(request, account, form)

    def edit_view(self, request: HttpRequest, **ids: int) -> HttpResponse:
        """Change or remove one row; a refused form keeps what was typed."""
        row: Any = self._rows.get(requests.user_of(request), ids[self.operations.api.part])
        actor, choices = requests.actor(request), self._rows.choices_for(row)
        guard_edits(actor, row.account)
        form = self._form(request, choices, row)
        if form.submit(lambda body: self._rows.edit(actor, row, body.with_rows(choices), now=timezone.now())):
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
            "table": self._with_links if may_edit else self.table,
            "title": self.title,
            "empty": self.empty,
            "export": reverse(f"{self.space}:export", args=[account.pk]),
            "add": reverse(f"{self.space}:add", args=[account.pk]),
            "form": (refused or form_of(self.operations.kind)(rows=self._rows.choices(account))) if may_edit else None,
        }
        return render(request, "accounts/rows.html", context, status=422 if refused else 200)

    def _sorted(self, request: HttpRequest, account: Account) -> tuple[list[Row], str]:
        asked, order = request.GET.get("sort", ""), self._rows.order
        sort = asked if asked in self.table.sorts else order[0]
        return list(self._rows.of(account).order_by(sort, *order)), sort

    def _form(self, request: HttpRequest, choices: Any, row: Any = None) -> InputForm[Any]:
        kind = form_of(self.operations.kind)
        initial = {name: getattr(row, name) for name in kind.base_fields} if row else None
        return kind(request.POST or None, rows=choices, initial=initial)

    @property
    def _rows(self) -> AccountRows[Row]:
        return self.operations.api.rows

    @property
    def _path(self) -> str:
        return self.operations.api.path

    @property
    def _with_links(self) -> Table[Row]:
        """The table whose first column leads to the page that changes a row."""
        first, *others = self.table.columns
        linked = replace(first, href=self._address_of, strong=True)
        return replace(self.table, columns=(linked, *others))

    def _address_of(self, row: Any) -> str:
        return reverse(f"{self.space}:edit", args=[row.pk])
