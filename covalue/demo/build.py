"""Filling an empty workspace with the demo company, through the same actions everybody uses."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django_tasks_db.models import DBTaskResult

from covalue.accounts import actions as accounts
from covalue.accounts.listing import PLACE
from covalue.accounts.models import Account, Contact, TeamRole
from covalue.action_items import actions as action_items
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Statement
from covalue.core import events
from covalue.core.events import Actor
from covalue.core.periods import Period, add_months, last_of
from covalue.demo import programme, rounds, source
from covalue.demo.programme import Programme, Signed, Talk, Worth
from covalue.demo.source import Books
from covalue.discovery import actions as discovery
from covalue.discovery.rules import Lane
from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.ledger.rules import FIELDS
from covalue.lifetime import actions as lifetime
from covalue.lifetime import rules as lifetime_rules
from covalue.listviews import actions as listviews
from covalue.listviews.models import ListView
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.organisation import actions as organisation
from covalue.organisation.models import Offering, Unit, UnitKind
from covalue.people import actions as people
from covalue.people.models import User
from covalue.plans import actions as plans
from covalue.plans import queries as plan_queries
from covalue.plans.models import SectionKey
from covalue.portal import actions as portal
from covalue.portal import items as table_items
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind
from covalue.profitability import actions as profitability
from covalue.profitability.rules import Sheet as PoolSheet
from covalue.retention import actions as retention
from covalue.retention.rules import Segment
from covalue.value import actions as value
from covalue.value.cases import sheet as value_sheets
from covalue.value.claims.deliveries import Answer, Delivered
from covalue.value.models import Initiative, Signature, SignatureRequest

PASSWORD: Final = "northwind demo only"
SOURCE: Final = "northwind"
BEGUN_DAYS_AGO: Final = 540
NEW_DAYS_AGO: Final = 60
US: Final = events.system("demo")
Tell = Callable[[str], None]
REGULAR: Final = (
    1000,
    631,
    468,
    382,
    326,
    289,
    262,
    241,
    223,
    207,
    194,
    183,
    173,
)  # still there after 0, 1, 2, … years
HIGH_END: Final = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
POOLS: Final = (
    ("Order desk", "orders", None, 24_000, 600),
    ("Picking and packing", "lines", None, 15_000, 1_500),
    ("Handling of small orders", "small_orders", Decimal(500), 6_000, 150),
)  # activity, driver, border, cost of a year, practical capacity


def build(*, today: date, now: datetime, progress: Tell = lambda sentence: None) -> None:
    """The whole demo into an empty workspace, the same for the same `today`; the ledger comes last, by its own import."""
    found, begun = source.books(today), now - timedelta(days=BEGUN_DAYS_AGO)
    with transaction.atomic():
        progress("people and organisation")
        ours = _people(found, begun)
        _organisation(ours, found, begun)
        progress("customers")
        customers = _customers(found, begun)
        progress("the programme")
        for one in programme.PROGRAMMES:
            _Builder(customers[one.customer], one, ours, today, now).build()
        _list_views(ours, now)
        DBTaskResult.objects.all().delete()  # the demo writes to nobody
    progress("the ledger")
    _ledger(found, now, progress)
    progress("lifetime value")
    lifetime.compute(US, asked=lifetime_rules.Settings(), now=now)
    _contracts(ours, now)
    _cost_pools(ours, today, now)
    progress("coverage")
    rounds.cover(ours, now)
    rounds.rate_needs(ours, now)
    progress("choosing accounts")
    with transaction.atomic():
        rounds.build(ours, customers, now)
    DBTaskResult.objects.all().delete()  # letters to raters are queued when the transaction ends


def _contracts(ours: dict[str, User], now: datetime) -> None:
    """Two cohorts of contracts: published ones (Fader and Hardie 2007, Table 1), as Northwind sold none."""
    sheet = retention.Sheet(
        name="Contracts of Fader and Hardie 2007",
        period="year",
        margin=Decimal(100),
        segments=(Segment("Regular", (REGULAR,)), Segment("High End", (HIGH_END,))),
    )
    retention.add(Actor(user=ours["fuller"], origin="demo"), sheet=sheet, now=now)


def _cost_pools(ours: dict[str, User], today: date, now: datetime) -> None:
    """What handling orders costs in a year: Northwind's freight is real, these are assumptions and say so."""
    actor = Actor(user=ours["fuller"], origin="demo")
    for year in (today.year - 2, today.year - 1, today.year):
        for name, driver, border, cost, capacity in POOLS:
            profitability.keep_pool(
                actor,
                now=now,
                sheet=PoolSheet(
                    name=name,
                    driver=driver,
                    border=border,
                    cost=Decimal(cost),
                    capacity=Decimal(capacity),
                    starts_on=date(year, 1, 1),
                    ends_on=date(year, 12, 31),
                    source="Assumption of the demo, not Northwind's books",
                ),
            )


def _list_views(ours: dict[str, User], now: datetime) -> None:
    """Two ways to look at the accounts, shared with all."""
    fuller = Actor(user=ours["fuller"], origin="demo")
    for name, query, columns in (
        ("Strategic, who to call", "class=strategic", ["owner", "last_conversation", "next_action", "team"]),
        ("Master data to complete", "sort=sector", ["keys", "sector", "countries", "employees", "website", "owner"]),
    ):
        listviews.save_view(
            fuller, place=PLACE, name=name, query=query, columns=columns, shared_with=ListView.EVERYBODY, now=now
        )


def _people(found: Books, now: datetime) -> dict[str, User]:
    ours: dict[str, User] = {}
    for person in programme.PEOPLE:
        first, last = person.name.lower().split()
        domain = "save-a-lot.example" if person.key == "guest" else "northwind.example"
        ours[person.key] = people.create_user(
            US,
            email=f"{first}.{last}@{domain}",
            name=person.name,
            title=person.title,
            roles=person.roles,
            password=PASSWORD,
            now=now,
        )
    superiors = _superiors(found)
    for person in programme.PEOPLE:
        user = ours[person.key]
        user.reports_to = ours.get(person.reports_to or superiors.get(person.name, ""))
        user.coach = ours.get(person.coach)
        user.save(update_fields=["reports_to", "coach"])
    return ours


def _superiors(found: Books) -> dict[str, str]:
    """Name of each of Northwind's people → key of whom they report to, as its files say."""
    name_of = {employee.key: employee.name for employee in found.employees}
    key_of = {person.name: person.key for person in programme.PEOPLE}
    return {one.name: key_of[name_of[one.reports_to]] for one in found.employees if one.reports_to in name_of}


def _organisation(ours: dict[str, User], found: Books, now: datetime) -> None:
    units: dict[str, Unit] = {}
    for kind, code, name, parent, lead in programme.UNITS:
        units[code] = organisation.create_unit(
            US,
            kind=UnitKind(kind),
            code=code,
            name=name,
            parent=units.get(parent),
            lead=ours.get(lead),
            now=now,
        )
    for region in sorted({customer.region for customer in found.customers}):
        organisation.create_unit(US, kind=UnitKind.REGION, code=region, name=region, now=now)
    _territories(ours, found, now)
    families: dict[str, Offering] = {}
    for key, name in found.categories.items():
        families[name] = organisation.create_offering(
            US, code=f"C{key}", name=name, unit=units[source.unit_of(name)], now=now
        )
    for product in found.products.values():
        organisation.create_offering(
            US, code=f"P{product.key}", name=product.name, parent=families[product.category], now=now
        )


def _territories(ours: dict[str, User], found: Books, now: datetime) -> None:
    """Northwind's sales regions with their territories, each led by whoever holds it."""
    key_of = {person.name: person.key for person in programme.PEOPLE}
    holder = {employee.key: ours[key_of[employee.name]] for employee in found.employees}
    regions = {
        name: organisation.create_unit(
            US, kind=UnitKind.REGION, code=f"SALES-{name.upper()}", name=f"{name} sales", now=now
        )
        for name in sorted({territory.region for territory in found.territories})
    }
    for one in sorted(found.territories, key=lambda territory: territory.name):
        organisation.create_unit(
            US,
            kind=UnitKind.REGION,
            code=one.code,
            name=one.name,
            parent=regions[one.region],
            lead=holder[one.employee],
            now=now,
        )


def _customers(found: Books, now: datetime) -> dict[str, Account]:
    """Northwind's customers, some of them under a group."""
    group_of: dict[str, Account] = {}
    for group in programme.GROUPS:
        parent = accounts.create(US, name=group.name, sector=group.sector, now=now)
        group_of |= dict.fromkeys(group.members, parent)
    created = {}
    for customer in found.customers:
        account = accounts.create(
            US,
            name=customer.name,
            parent=group_of.get(customer.key),
            countries=customer.country,
            identifiers=[(SOURCE, customer.key)],
            now=now,
        )
        accounts.add_contact(
            US, account=account, name=customer.contact, title=customer.contact_title, source=SOURCE, now=now
        )
        created[customer.key] = account
    return created


LANGUAGES: Final = {"Germany": "de", "Austria": "de"}


class _Builder:
    """One account's programme."""

    def __init__(self, account: Account, one: Programme, ours: dict[str, User], today: date, now: datetime) -> None:
        self.account, self.one, self.ours, self.today, self.now = account, one, ours, today, now
        self.lead = Actor(user=ours[one.lead], origin="demo")

    def build(self) -> None:
        self._master_data()
        contacts = self._contacts()
        self._goals(contacts)
        for talk in self.one.talks:
            self._talk(talk, contacts)
        self._departures(contacts)
        self._todos(contacts)
        self._targets(contacts)
        self._cases(contacts)
        self._board(contacts)
        self._plan()
        self._table(contacts)

    def _table(self, contacts: dict[str, Contact]) -> None:
        """Guests, what is shared with them, and a first exchange."""
        account, user = self.account, self.ours["guest"]
        for name in self.one.guests:
            accounts.edit_contact(self.lead, contact=contacts[name], email=user.email, now=self._at(31))
            guest = portal.invite(self.lead, account=account, contact=contacts[name], anyway=True, now=self._at(30))
            portal.set_look(self.lead, account=account, colour="", welcome=self.one.welcome, now=self._at(29))
            for kind, items in table_items.all_of(account).items():
                for item in items:
                    if item.theirs or kind in (ItemKind.CASE, ItemKind.STATEMENT):
                        portal.share(self.lead, account=account, kind=kind, item=item.pk, now=self._at(29))
            self._exchange(guest, Actor(user=user, origin="demo"))

    def _exchange(self, guest: Guest, them: Actor) -> None:
        """They come back, confirm an objective and ask something, and are answered."""
        goal = self.account.objectives.filter(side=Side.THEIRS).first()
        case = self.account.initiatives.first()
        if goal is None or case is None:
            return
        portal.assent(them, guest=guest, kind=ItemKind.OBJECTIVE, item=goal.pk, now=self._at(12))
        portal.comment(
            them,
            account=self.account,
            kind=ItemKind.CASE,
            item=case.pk,
            guest=guest,
            now=self._at(6),
            words="Which twenty stores are meant? I am asked whether Nampa is in.",
        )
        portal.comment(
            self.lead,
            account=self.account,
            kind=ItemKind.CASE,
            item=case.pk,
            now=self._at(5),
            words="Nampa is in, from week fourteen. I send you the list.",
        )
        for days_ago in (28, 20, 12, 6, 2):
            portal.looked(them, guest=guest, at="home", now=self._at(days_ago))

    def _master_data(self) -> None:
        one = self.one
        accounts.edit(
            US,
            account=self.account,
            account_class=one.account_class,
            critical=one.critical,
            sector=one.sector,
            profile=one.profile,
            relationship_now=one.now,
            relationship_wanted=one.wanted,
            employees=one.employees,
            owner=self.ours[one.lead],
            now=self._at(BEGUN_DAYS_AGO if one.since else NEW_DAYS_AGO),
        )
        self.account.class_since = (
            date(self.today.year - one.since, 2, 1) if one.since else self.today - timedelta(days=NEW_DAYS_AGO)
        )
        self.account.save(update_fields=["class_since"])
        places = [
            (one.lead, TeamRole.LEAD),
            (one.sponsor, TeamRole.SPONSOR),
            *((key, TeamRole.CORE) for key in one.team),
        ]
        for key, role in places:
            if key:
                accounts.join_team(
                    US, account=self.account, user=self.ours[key], team_role=role, now=self._at(BEGUN_DAYS_AGO)
                )

    def _contacts(self) -> dict[str, Contact]:
        domain = f"{slugify(self.account.name)}.example"
        for theirs in self.one.contacts:
            accounts.add_contact(
                self.lead,
                account=self.account,
                name=theirs.name,
                title=theirs.title,
                buying_role=theirs.buying_role,
                department=theirs.department,
                language=LANGUAGES.get(self.account.countries, "en"),
                email=f"{slugify(theirs.name).replace('-', '.')}@{domain}",
                now=self._at(BEGUN_DAYS_AGO),
            )
        contacts = {contact.name: contact for contact in self.account.contacts.all()}
        for theirs in self.one.contacts:
            if theirs.reports_to:
                above = contacts[theirs.reports_to]
                accounts.edit_contact(
                    self.lead, contact=contacts[theirs.name], reports_to=above, now=self._at(BEGUN_DAYS_AGO)
                )
        return contacts

    def _departures(self, contacts: dict[str, Contact]) -> None:
        for theirs in self.one.contacts:
            if theirs.left is not None:
                accounts.edit_contact(
                    self.lead,
                    contact=contacts[theirs.name],
                    departed_on=self._day(theirs.left),
                    now=self._at(theirs.left),
                )

    def _goals(self, contacts: dict[str, Contact]) -> None:
        made = {}
        for goal in self.one.goals:
            who = {"contact": contacts[goal.who]} if goal.side == Side.THEIRS else {"owner": self.ours[goal.who]}
            made[goal.statement] = objectives.add(
                self.lead,
                account=self.account,
                side=Side(goal.side),
                statement=goal.statement,
                measure=goal.measure,
                baseline=goal.baseline,
                target=goal.target,
                due_on=self._day(-goal.due),
                source=goal.source,
                source_date=self._day(120) if goal.source else None,
                now=self._at(110),
                **who,
            )
            for theirs, strength, why in goal.rests:
                objectives.link(
                    self.lead,
                    ours=made[goal.statement],
                    theirs=made[theirs],
                    strength=strength,
                    why=why,
                    now=self._at(105),
                )

    def _talk(self, talk: Talk, contacts: dict[str, Contact]) -> None:
        conversations.log(
            Actor(user=self.ours[talk.ours[0]], origin="demo"),
            account=self.account,
            channel=Channel(talk.channel),
            held_on=self._day(talk.days_ago),
            subject=talk.subject,
            notes=talk.notes,
            contacts=[contacts[name] for name in talk.theirs],
            people=[self.ours[key] for key in talk.ours],
            said=[Said(contacts[words.who], words.words, words.why) for words in talk.said],
            now=self._at(talk.days_ago),
        )

    def _board(self, contacts: dict[str, Contact]) -> None:
        for note in self.one.notes:
            said = (
                Statement.objects.filter(words__startswith=note.said, contact=contacts[note.who]) if note.said else None
            )
            discovery.add_card(
                Actor(user=self.ours.get(note.who, self.ours[self.one.lead]), origin="demo"),
                account=self.account,
                lane=Lane(note.lane),
                words=note.words,
                contact=contacts.get(note.who),
                statement=said.get() if said is not None else None,
                now=self._at(note.days_ago),
            )

    def _targets(self, contacts: dict[str, Contact]) -> None:
        for one in self.one.targets:
            began = one.discussed or 20
            target = value.add_target(
                self.lead,
                account=self.account,
                title=one.title,
                success=one.success,
                holder=contacts[one.who],
                impact=one.impact,
                fit=one.fit,
                now=self._at(began),
                discussed_on=self._day(one.discussed) if one.discussed is not None else None,
            )
            if one.validated:
                who, days_ago, words = one.validated
                value.validate_target(
                    self.lead,
                    target=target,
                    contact=contacts[who],
                    on=self._day(days_ago),
                    words=words,
                    now=self._at(days_ago),
                )
            if one.parked:
                value.park_target(self.lead, target=target, reason=one.parked, now=self._at(began))

    def _cases(self, contacts: dict[str, Contact]) -> None:
        for one in self.one.cases:
            sheet = value.checked_sheet({"currency": self.account.currency or "EUR", **one.sheet})
            case = value.start(
                self.lead,
                account=self.account,
                title=one.title,
                sheet=sheet,
                owner=self.ours[one.owner],
                target=self.account.targets.get(title=one.target),
                now=self._at(one.begun),
            )
            for name, who, days_ago, words in one.confirmed:
                value.confirm(
                    self.lead,
                    initiative=case,
                    name=name,
                    contact=contacts[who],
                    on=self._day(days_ago),
                    words=words,
                    now=self._at(days_ago),
                )

            self._signed(one, case, contacts)

    def _signed(self, one: Worth, case: Initiative, contacts: dict[str, Contact]) -> None:
        """Who agreed to the case, what came of it quarter by quarter, and what they said to that."""
        if one.delivers:
            value.edit(self.lead, initiative=case, begins_on=self._quarter(one.delivers).start, now=self._at(one.begun))
        if one.agreed is not None:
            asked = value.ask_for_case(
                self.lead, initiative=case, contact=contacts[one.agreed.who], now=self._at(one.agreed.days_ago + 2)
            )
            self._answer(asked, one.agreed)
        lines = {line.key: line for line in value_sheets.read(case.sheet).lines}
        for came in one.reached:
            claim = value.claim(
                self.lead,
                initiative=case,
                period=self._quarter(came.quarters_ago),
                currency=str(case.sheet["currency"]),
                lines=[
                    Delivered(
                        key=key,
                        title=lines[key].title,
                        group=lines[key].group,
                        side=lines[key].side,
                        amount=Decimal(amount),
                    )
                    for key, amount in came.amounts.items()
                ],
                remark=came.remark,
                now=self._at(came.signed.days_ago + 4 if came.signed else 3),
            )
            who = came.signed.who if came.signed else came.asked
            if who:
                days_ago = came.signed.days_ago + 3 if came.signed else 2
                asked = value.ask_for_claim(self.lead, claim=claim, contact=contacts[who], now=self._at(days_ago))
                if came.signed:
                    self._answer(asked, came.signed)
            if came.settled:
                value.settle(
                    self.lead,
                    claim=claim,
                    words=came.settled,
                    now=self._at(max(1, came.signed.days_ago - 5) if came.signed else 1),
                )

    def _answer(self, asked: SignatureRequest, signed: Signed) -> None:
        answer = Answer.PARTLY if signed.amounts else Answer.AGREE
        amounts = {key: Decimal(amount) for key, amount in signed.amounts.items()}
        said = value.Said(answer, amounts, signed.remark)
        value.sign(US, request=asked, said=said, way=Signature.Way.LINK, now=self._at(signed.days_ago))

    def _quarter(self, ago: int) -> Period:
        """The whole quarter so many before the present one."""
        this = self.today.replace(month=(self.today.month - 1) // 3 * 3 + 1, day=1)
        start = add_months(this, -3 * ago)
        return Period(start, last_of(add_months(start, 2)))

    def _todos(self, contacts: dict[str, Contact]) -> None:
        for todo in self.one.todos:
            owner = (
                {"customer_owner": contacts[todo.owner]} if todo.owner in contacts else {"owner": self.ours[todo.owner]}
            )
            asked = self._at(max(20, 20 - todo.due, (todo.done or 0) + 10))
            action = action_items.add(
                self.lead,
                account=self.account,
                title=todo.title,
                due_on=self._day(-todo.due),
                now=asked,
                **owner,
            )
            if todo.done is not None:
                action_items.complete(self.lead, action=action, now=self._at(todo.done))

    def _plan(self) -> None:
        texts = {
            SectionKey.CUSTOMER_STRATEGY: self.one.customer_strategy,
            SectionKey.GROWTH_STRATEGY: self.one.growth_strategy,
        }
        if not any(texts.values()):
            return
        plan = plans.start(self.lead, account=self.account, now=self._at(60))
        for section in plan.sections.all():
            text = texts[SectionKey(section.key)]
            if text:
                plans.write(self.lead, section=section, text=text, seen_revision=0, now=self._at(30))
        if self.one.approved:
            fresh = plan_queries.of_account(self.account)
            assert fresh is not None
            director = Actor(user=self.ours["fuller"], origin="demo")
            plans.approve(director, plan=fresh, content=plan_queries.approved_content(fresh), now=self._at(21))
        if self.one.written_since_approval:
            grown = plan.sections.get(key=SectionKey.GROWTH_STRATEGY)
            plans.write(
                self.lead,
                section=grown,
                text=grown.text + self.one.written_since_approval,
                seen_revision=grown.revision,
                now=self._at(8),
            )

    def _day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def _at(self, days_ago: int) -> datetime:
        """Half past nine on that day; today it is now."""
        return datetime.combine(self._day(days_ago), time(9, 30), UTC) if days_ago else self.now


def _ledger(found: Books, now: datetime, progress: Tell) -> None:
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=settings.DATA_DIR))
    try:
        ledger.import_file(
            US,
            path=source.write_ledger(found, folder / "northwind-orders.csv"),
            source=SOURCE,
            unknown=Unknown.KEEP,
            mapping=Mapping(fields={name: name for name in FIELDS}, date_order="ymd", decimal="."),
            now=now,
            progress=progress,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
