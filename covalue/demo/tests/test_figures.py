"""One truth per figure: what each page, export, operation and command tells of a demo account is the same figure."""

import html
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pptx import Presentation

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import money
from covalue.core.events import Actor
from covalue.core.periods import Period
from covalue.demo import build
from covalue.demo.tests import keeping
from covalue.overview import queries as overview
from covalue.people import queries as people
from covalue.people.models import User
from covalue.portfolio import queries as portfolio
from covalue.profitability import queries as profitability
from covalue.segmentation import queries as segmentation
from covalue.segmentation.rules import Settings
from covalue.value import actions as value_actions
from covalue.value import queries as value
from covalue.value.cases import sheet as sheets
from covalue.value.cases.readiness import CaseGap
from covalue.value.models import Signature
from covalue.value.rules import Answer
from covalue.value.statement import words
from covalue.web import my_day

CENT = Decimal("0.01")
DIRECTOR = "andrew.fuller@northwind.example"
Told = dict[str, dict[int, Decimal | None]]  # by place: what it tells of each account


@pytest.mark.django_db
@pytest.mark.once
def test_every_place_tells_the_same_figure(signed_in: Callable[..., Client], called_by: Callable[..., Client]) -> None:
    """Lists, files and commands of every demo account; what is asked of one account, of one of each kind.

    And what waits for each colleague on an account's home is what waits for them there in their day; what is kept of a
    page is what would be drawn.
    """
    places = _places(signed_in, called_by)
    places.opened = _of_each_kind(places.accounts)
    assert places.differences() == []
    for colleague in people.colleagues():
        expected = my_day.by_account(colleague, timezone.localdate())
        opened = {*expected, *accounts.openable(colleague, [account.pk for account in places.opened])}
        assert _waits_on_homes(colleague, opened) == expected, colleague
    keeping.check(signed_in)


def _waits_on_homes(user: User, opened: Iterable[int]) -> dict[int, tuple[my_day.Item, ...]]:
    """What each account's home says, each asked without knowing the queue."""
    cache.clear()
    found = {pk: my_day.on_account(user, pk, timezone.localdate()) for pk in opened}
    return {pk: items for pk, items in found.items() if items}


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.once
def test_every_place_tells_the_same_figure_of_every_demo_account(
    signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    """In `make test` the test above stands for it."""
    places = _places(signed_in, called_by)
    assert places.differences() == []


def _places(signed_in: Callable[..., Client], called_by: Callable[..., Client]) -> "Places":
    build.build(today=timezone.localdate(), now=datetime.now(UTC))
    _agreed_for_next_year()
    director = User.objects.get(email=DIRECTOR)
    return Places(signed_in(director), called_by(director))


def _agreed_for_next_year() -> None:
    """Beside the demo's cases one that is agreed and starts later, where another has brought value already."""
    signed = Signature.objects.filter(claim=None, answer=Answer.AGREE).earliest("pk")
    first, now, actor = signed.initiative, datetime.now(UTC), Actor(None, "test")
    case = value_actions.start(actor, account=first.account, title="Next year", sheet=sheets.read(first.sheet), now=now)
    begins_on = date(timezone.localdate().year + 1, 3, 1)
    value_actions.edit(actor, initiative=case, begins_on=begins_on, now=now)
    asked = value_actions.ask_for_case(actor, initiative=case, contact=signed.contact, now=now, without=tuple(CaseGap))
    answer = value_actions.SignedAnswer(Answer.AGREE, {})
    value_actions.sign(actor, signature_request=asked, answer=answer, way=Signature.Way.LINK, now=now)


def _of_each_kind(accounts: list[Account]) -> list[Account]:
    """The first of each class, currency and place in the tree."""
    parents = {account.parent_id for account in accounts}
    kinds: dict[tuple[object, ...], Account] = {}
    for account in accounts:
        kind = (account.account_class, account.currency, account.parent_id is None, account.pk in parents)
        kinds.setdefault(kind, account)
    assert len(kinds) >= 4
    return list(kinds.values())


class Places:
    """Where figures of accounts are told. Lists tell each account by itself, an account's page with all below it."""

    def __init__(self, pages: Client, program: Client) -> None:
        self.pages, self.program = pages, program
        self.accounts = list(Account.objects.filter(archived_at=None).order_by("pk"))
        self.opened = self.accounts  # those that are asked for one by one
        self.answers: dict[str, Any] = {}
        rows = Account.objects.filter(above__ancestor__in=self.accounts).values_list("above__ancestor", "pk")
        self.below: dict[int, list[int]] = defaultdict(list)
        for above, pk in rows:
            self.below[above].append(pk)
        self.by_name = {account.name: account.pk for account in self.accounts}
        assert len(self.by_name) == len(self.accounts) > 80

    def differences(self) -> list[str]:
        """A sentence for each figure that two places tell differently."""
        span = self.span()
        told = (self.net(span), self.contribution(span), self.cost_to_serve(span), self.lifetime_value())
        different = [sentence for figure in told for sentence in _differences(figure)]
        told_apart = self.customers_counted() + self.shares_on_pages()
        return different + told_apart + self.shown_on_pages(span) + self.value_of_statements()

    def customers_counted(self) -> list[str]:
        """Where the customers of the twelve months are another number than the portfolio's."""
        files = {"overview": "class=all", "portfolio": "", "profitability": "", "segmentation": ""}
        counted = {
            f"page: {name}": self._customers_on(self._text(reverse(f"{name}:home"), {"class": "all"})) for name in files
        }
        for name, asked in files.items():
            answer = self.pages.get(f"{reverse(f'{name}:export')}?format=json&{asked}")
            rows = json.loads(b"".join(answer) if answer.streaming else answer.content)  # type: ignore[arg-type]
            counted[f"file: {name}"] = sum(1 for row in rows if row["name"] or row.get("key"))
        counted["API: segments"] = len(self._all("segments"))
        counted["API: profitability"] = self._get("profitability")["customers"]
        counted["command line: segments"] = segmentation.of_base(Settings(), top=0)["customers"]
        counted["command line: profitability"] = len(profitability.of_base(self.span(), top=1000)["accounts"])
        slides = self._slides()
        expected = counted["page: overview"]
        if f" of {expected}" not in slides:
            counted["slides"] = 0
        ever = self._text(reverse("lifetime:home"))
        if self._customers_on(ever) != expected and "customers with a sale," not in ever:
            counted["page: lifetime value, which does not say since when"] = self._customers_on(ever)
        return [f"{place}: {found} customers, not {expected}" for place, found in counted.items() if found != expected]

    def shares_on_pages(self) -> list[str]:
        """Shares the portfolio writes otherwise than its slides, the revenue page or the page of profitability."""
        page = overview.overview_page(User.objects.get(email=DIRECTOR), overview.Filter(shown=overview.EVERYBODY))
        home, slides = self._text(reverse("overview:home"), {"class": "all"}), self._slides()
        assert page.strategic_share and page.share_for_80
        strategic, most = money.percent(page.strategic_share), money.percent(page.share_for_80)
        revenue, profit = self._text(reverse("portfolio:home")), self._text(reverse("profitability:home"))
        wrong = [f"{share}: {place}" for place, share, text in (
            ("portfolio", strategic, home), ("slides", strategic, slides), ("revenue", strategic, revenue),
            ("portfolio", most, home), ("slides", most, slides),
        ) if share not in text]  # fmt: skip
        for row in overview.customers_of(page.table):
            rows = [_row_of(row.name, text) for text in (home, profit)]
            if row.contribution_share is None or not all(rows):
                continue
            share = money.percent(row.contribution_share)
            wrong += [f"{row.name}: {share} not in {told}" for told in rows if f">{share}<" not in told]
        assert sum(1 for row in overview.customers_of(page.table) if _row_of(row.name, home)) > 20
        return wrong

    def _slides(self) -> str:
        answer = self.pages.get(f"{reverse('overview:export')}?format=pptx&class=all")
        shapes = [shape for slide in Presentation(io.BytesIO(answer.content)).slides for shape in slide.shapes]
        return " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)

    @staticmethod
    def _customers_on(page: str) -> int:
        """What a page says first: how many have sales, of how many there are."""
        found = re.search(
            r"(\d[\d\u202f\u00a0]*)(?: of \d[\d\u202f\u00a0]*)?\s+customers",
            re.sub("<[^>]*>", " ", page[page.index("<h1") :]),
        )
        assert found
        return int(re.sub(r"\D", "", found[1]))

    def span(self) -> Period:
        """The twelve months every place tells, if it is not asked for others."""
        answers = [self._get(f"accounts/{account.pk}/revenue")["period"] for account in self.opened]
        [(start, end)] = {(answer["start"], answer["end"]) for answer in answers if answer}
        page = self._get("profitability")
        assert (page["start"], page["end"]) == (start, end)
        assert self._get("portfolio")["period"] == {"start": start, "end": end}
        return Period(datetime.fromisoformat(start).date(), datetime.fromisoformat(end).date())

    def net(self, span: Period) -> Told:
        ranking = portfolio.ranking_for_programs(start=span.start, end=span.end, top=1000)["accounts"]
        return {
            "API: customers": self._sums(self._all("portfolio/customers"), "account", "net"),
            "API: revenue": self._of_each("revenue", "net"),
            "API: profitability": self._of_each("profitability", "net"),
            "API: profitability of customers": self._sums(self._all("profitability/customers"), "account", "net"),
            "command line: portfolio": self._by_name(ranking, "net"),
            "command line: profitability": self._by_name(profitability.of_base(span, top=1000)["accounts"], "net"),
            "file: portfolio": self._file("overview:export", "net revenue", "class=all"),
            "file: revenue": self._file("portfolio:export", "net revenue"),
            "file: profitability": self._file("profitability:export", "net revenue"),
            "file: segments": self._file("segmentation:export", "net revenue"),
        }

    def contribution(self, span: Period) -> Told:
        rows = profitability.of_base(span, top=1000)["accounts"]
        customers = self._all("profitability/customers")
        return {
            "API: profitability of customers": self._sums(customers, "account", "contribution"),
            "API: profitability": self._of_each("profitability", "contribution"),
            "command line: profitability": self._by_name(rows, "contribution"),
            "file: portfolio": self._file("overview:export", "net contribution", "class=all"),
            "file: profitability": self._file("profitability:export", "contribution"),
        }

    def cost_to_serve(self, span: Period) -> Told:
        rows = profitability.of_base(span, top=1000)["accounts"]
        customers = self._all("profitability/customers")
        for row in customers:
            row["cost_to_serve"] = Decimal(row["postings"]) + Decimal(row["pools"])
        assert any(Decimal(row["pools"]) for row in customers), "the demo has cost pools"
        return {
            "API: profitability of customers": self._sums(customers, "account", "cost_to_serve"),
            "API: profitability": self._of_each("profitability", "cost_to_serve"),
            "command line: profitability": self._by_name(rows, "cost_to_serve"),
            "file: profitability": self._file("profitability:export", "cost to serve"),
        }

    def lifetime_value(self) -> Told:
        portfolio_of_year = self._file("overview:export", "expected margin 12 months", "class=all")
        return {
            "API: lifetime value of customers": self._sums(self._all("lifetime-value/customers"), "account", "value"),
            "API: lifetime value": self._of_each("lifetime-value", "value"),
            "file: lifetime value": self._file("lifetime:export", "expected margin 12 months"),
            "file: portfolio": {pk: told for pk, told in portfolio_of_year.items() if told},  # who bought in the year
        }

    def shown_on_pages(self, span: Period) -> list[str]:
        """What an account's home and its profitability do not show of what the API answers, in full on hovering."""
        missing = []
        for account in self.opened:
            revenue = self._get(f"accounts/{account.pk}/revenue")
            if revenue["net"] is None:
                continue
            profit = self._get(f"accounts/{account.pk}/profitability")
            worth = self._get(f"accounts/{account.pk}/lifetime-value")
            home = self._text(reverse("process:account", args=[account.pk]))
            days = {"from": span.start.isoformat(), "to": span.end.isoformat()}
            page = self._text(reverse("profitability:account", args=[account.pk]), days)
            told = [(home, revenue["net"]), (home, worth["value"]), (page, profit["net"])]
            for name in ("contribution", "cost_to_serve"):
                told += [(home, profit[name]), (page, profit[name])]
            for text, figure in told:
                if figure is not None and f'title="{money.money(Decimal(figure), account.currency)}"' not in text:
                    missing.append(f"{account.name}: {figure}")
        return missing

    def value_of_statements(self) -> list[str]:
        """Where an account's statement, its workbook and its home tell different figures of value."""
        different, promised, starting = [], 0, 0
        listed = value.totals_of(self.accounts, timezone.localdate())
        for account in self.accounts:
            if not Account.objects.filter(pk__in=self.below[account.pk], initiatives__isnull=False).exists():
                continue
            page = self._text(reverse("value:statement", args=[account.pk]), {"year": "all"})
            home = self._text(reverse("process:account", args=[account.pk]))
            file = self.pages.get(reverse("value:export-statement", args=[account.pk, "excel"]), {"year": "all"})
            sheet = openpyxl.load_workbook(io.BytesIO(file.content))["By initiative"]
            total = dict(
                zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[sheet.max_row]], strict=True)
            )
            short = {
                name: money.short_money(Decimal(str(total[name])), account.currency)
                for name in ("Promised", "Validated")
            }
            promised += bool(total["Promised"])
            row = listed[account.pk]
            told = (float(row.promised), float(row.proposed), float(row.money.validated))
            if told != (total["Promised"], total["Proposed, not agreed"], total["Validated"]):
                different.append(f"{account.name}: {told} in the working list")
            if total["Promised"] and not (
                short["Promised"] in page and f"{short['Promised']} promised by today" in home
            ):
                different.append(f"{account.name}: promised {total['Promised']}")
            if row.later is not None:
                starting += account.initiatives.exists()
                said = words.of_later(row.later, account.currency)
                yearly = float(row.later.yearly)
                if said not in page or said not in home or total["Promised later, a year"] != yearly:
                    different.append(f"{account.name}: {said}")
            if total["Validated"] and not (short["Validated"] in page and short["Validated"] in home):
                different.append(f"{account.name}: validated {total['Validated']}")
        assert promised and starting, "the demo has an agreed case, and one that starts later"
        return different

    def _get(self, address: str) -> Any:
        """What the API answers; asked once."""
        if address not in self.answers:
            answer = self.program.get(f"/api/v1/{address}")
            assert answer.status_code == 200, (address, answer.content)
            self.answers[address] = answer.json()
        return self.answers[address]

    def _all(self, address: str) -> list[dict[str, Any]]:
        answer = self._get(f"{address}?limit=100")
        rows = list(answer["items"])
        while answer["next"]:
            answer = self.program.get(answer["next"]).json()
            rows += answer["items"]
        return rows

    def _of_each(self, noun: str, figure: str) -> dict[int, Decimal | None]:
        answers = {account.pk: self._get(f"accounts/{account.pk}/{noun}")[figure] for account in self.opened}
        return {pk: None if value is None else Decimal(value) for pk, value in answers.items()}

    def _sums(self, rows: Iterable[dict[str, Any]], key: str, figure: str) -> dict[int, Decimal | None]:
        """With all accounts below each, as the account's own pages tell it; None where one is not known, or none is told."""
        own: dict[int, Any] = {row[key]: row[figure] for row in rows if row[key] is not None}
        told = {account.pk: [own[pk] for pk in self.below[account.pk] if pk in own] for account in self.accounts}
        return {
            pk: sum((Decimal(str(value)) for value in values), Decimal(0)) if values and None not in values else None
            for pk, values in told.items()
        }

    def _by_name(self, rows: Iterable[dict[str, Any]], figure: str) -> dict[int, Decimal | None]:
        return self._sums(({**row, "pk": self.by_name.get(row["name"])} for row in rows), "pk", figure)

    def _file(self, address: str, column: str, asked: str = "") -> dict[int, Decimal | None]:
        answer = self.pages.get(f"{reverse(address)}?format=json&{asked}")
        rows = json.loads(b"".join(answer) if answer.streaming else answer.content)  # type: ignore[arg-type]
        return self._by_name(rows, column)

    def _text(self, address: str, asked: dict[str, str] | None = None) -> str:
        return html.unescape(self.pages.get(address, asked or {}).content.decode())


def _row_of(name: str, page: str) -> str:
    """The row of the last table that names a customer; empty where none does."""
    return next((row for row in reversed(re.findall(r"<tr.*?</tr>", page, re.S)) if f">{name}<" in row), "")


def _differences(told: Told) -> list[str]:
    """Places that tell another figure than the first, by more than rounding of the accounts added up. Nothing bought is told
    as zero or not at all.
    """
    first, *others = told
    found = []
    for place in others:
        for pk, other in told[place].items():
            figure = told[first][pk]
            if bool(figure) != bool(other) or (figure and other and abs(figure - other) > 3 * CENT):
                found.append(f"account {pk}: {first} {figure}, {place} {other}")
    assert any(figure for figure in told[first].values())
    return found
