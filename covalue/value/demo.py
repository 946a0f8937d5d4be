"""What the demo company's customers value: targets, cases, what came of them and who signed."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from covalue.accounts import queries as accounts
from covalue.accounts.demo import Customers
from covalue.accounts.models import Account, Contact
from covalue.core.demo import US, Demo
from covalue.core.events import Actor
from covalue.core.periods import Period, add_months, last_of
from covalue.people.demo import People
from covalue.value import actions
from covalue.value.cases import sheet as sheets
from covalue.value.cases.readiness import CaseGap
from covalue.value.cases.sheet import LineRow
from covalue.value.claims.deliveries import Delivered
from covalue.value.models import Initiative, Signature, SignatureRequest
from covalue.value.rules import Answer
from covalue.web import languages


def furthest_account() -> Account | None:
    """The account whose customer went furthest with us: settled a difference, then signed most often."""
    rows = Signature.objects.values("account").annotate(
        settled=Count("claim__settlements", distinct=True), signed=Count("pk", distinct=True)
    )
    first = rows.order_by("-settled", "-signed", "account").first()
    return accounts.unscoped().get(pk=first["account"]) if first else None


@dataclass(frozen=True)
class Wanted:
    """A target: `discussed` that many days ago, and `validated` by whom that many days ago, in which words."""

    title: str
    success: str
    who: str
    impact: int
    fit: int
    discussed: int | None = None
    validated: tuple[str, int, str] | None = None
    parked: str = ""


@dataclass(frozen=True)
class Signed:
    """Who of theirs answered, how many days ago; for a claim, the amounts by line they signed for instead of the claimed."""

    who: str
    days_ago: int
    remark: str = ""
    amounts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reached:
    """What came of a case in a quarter (1: the last whole one): amounts by line, who signed, how the rest was given up."""

    quarters_ago: int
    amounts: dict[str, int]
    remark: str
    signed: Signed | None = None
    asked: str = ""
    settled: str = ""


@dataclass(frozen=True)
class Worth:
    """A case for a target: its sheet as it is typed, who confirmed which assumption how long ago (or said which
    other number), who agreed to all of it,
    since how many quarters it delivers and what came of it.
    """

    title: str
    target: str
    owner: str
    sheet: dict[str, object]
    confirmed: tuple[tuple[str, str, int, str] | tuple[str, str, int, str, float], ...] = ()
    begun: int = 80
    agreed: Signed | None = None
    delivers: int = 0
    reached: tuple[Reached, ...] = ()


def build(demo: Demo) -> None:
    """The targets of each account, then its cases."""
    customers = demo.get(Customers)
    for key, wanted in demo.stories_by_customer(Wanted):
        _target(demo, customers.leads[key], customers.accounts[key], customers.contacts[key], wanted)
    for key, worth in demo.stories_by_customer(Worth):
        case = _case(demo, customers.leads[key], customers.accounts[key], customers.contacts[key], worth)
        _signed(demo, customers.leads[key], case, customers.contacts[key], worth)


def _target(demo: Demo, lead: Actor, account: Account, contacts: dict[str, Contact], wanted: Wanted) -> None:
    began = demo.at(wanted.discussed or 20)
    target = actions.add_target(
        lead,
        account=account,
        title=wanted.title,
        success=wanted.success,
        holder=contacts[wanted.who],
        impact=wanted.impact,
        fit=wanted.fit,
        now=began,
        discussed_on=demo.day(wanted.discussed) if wanted.discussed is not None else None,
    )
    if wanted.validated:
        who, days_ago, words = wanted.validated
        on, at = demo.day(days_ago), demo.at(days_ago)
        actions.validate_target(lead, target=target, contact=contacts[who], on=on, words=words, now=at)
    if wanted.parked:
        actions.park_target(lead, target=target, reason=wanted.parked, now=began)


def _case(demo: Demo, lead: Actor, account: Account, contacts: dict[str, Contact], worth: Worth) -> Initiative:
    case = actions.start(
        lead,
        account=account,
        title=worth.title,
        sheet=actions.checked_sheet({"currency": account.currency or "EUR", **worth.sheet}),
        owner=demo.get(People).users[worth.owner],
        target=account.targets.get(title=worth.target),
        now=demo.at(worth.begun),
    )
    for name, who, days_ago, words, *other in worth.confirmed:
        number, on, at = (other[0] if other else None), demo.day(days_ago), demo.at(days_ago)
        contact = contacts[who]
        actions.confirm(lead, initiative=case, name=name, contact=contact, on=on, words=words, number=number, now=at)
    return case


def _signed(demo: Demo, lead: Actor, case: Initiative, contacts: dict[str, Contact], worth: Worth) -> None:
    """Who agreed to the case, and what came of it quarter by quarter."""
    if worth.delivers:
        begins_on = _quarter(demo, worth.delivers).start
        actions.edit(lead, initiative=case, begins_on=begins_on, now=demo.at(worth.begun))
    if worth.agreed is not None:
        contact, at = contacts[worth.agreed.who], demo.at(worth.agreed.days_ago + 2)
        _answer(
            demo,
            actions.ask_for_case(lead, initiative=case, contact=contact, now=at, without=tuple(CaseGap)),
            worth.agreed,
        )
    lines = {line.key: line for line in sheets.read(case.sheet).lines}
    for reached in worth.reached:
        _claim(demo, lead, case, lines, contacts, reached)


def _claim(
    demo: Demo, lead: Actor, case: Initiative, lines: dict[str, LineRow], contacts: dict[str, Contact], reached: Reached
) -> None:
    signed = reached.signed
    claim = actions.claim(
        lead,
        initiative=case,
        period=_quarter(demo, reached.quarters_ago),
        currency=str(case.sheet["currency"]),
        lines=[
            Delivered(
                key=key, title=lines[key].title, group=lines[key].group, side=lines[key].side, amount=Decimal(amount)
            )
            for key, amount in reached.amounts.items()
        ],
        remark=reached.remark,
        now=demo.at(signed.days_ago + 4 if signed else 3),
    )
    who = signed.who if signed else reached.asked
    if who:
        asked_at = demo.at(signed.days_ago + 3 if signed else 2)
        signature_request = actions.ask_for_claim(lead, claim=claim, contact=contacts[who], now=asked_at)
        if signed:
            _answer(demo, signature_request, signed)
    if reached.settled:
        settled_at = demo.at(max(1, signed.days_ago - 5) if signed else 1)
        actions.settle(lead, claim=claim, words=reached.settled, now=settled_at)


def _answer(demo: Demo, signature_request: SignatureRequest, signed: Signed) -> None:
    choice = Answer.PARTLY if signed.amounts else Answer.AGREE
    amounts = {key: Decimal(amount) for key, amount in signed.amounts.items()}
    language = languages.known(signature_request.contact.language)
    answer = actions.SignedAnswer(choice, amounts, signed.remark, language)
    way, now = Signature.Way.LINK, demo.at(signed.days_ago)
    actions.sign(US, signature_request=signature_request, answer=answer, way=way, now=now)


def _quarter(demo: Demo, ago: int) -> Period:
    """The whole quarter so many before the present one."""
    this = demo.today.replace(month=(demo.today.month - 1) // 3 * 3 + 1, day=1)
    start = add_months(this, -3 * ago)
    return Period(start, last_of(add_months(start, 2)))
