from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from covalue.accounts.models import Account, Contact
from covalue.conversations.models import Statement
from covalue.core.models import Event
from covalue.demo import build, scale
from covalue.ledger.models import Import
from covalue.needs import queries as needs_queries
from covalue.needs import rules as needs
from covalue.needs.models import NeedsSegmentation
from covalue.organisation.models import Unit
from covalue.people.models import User
from covalue.plans.models import Approval
from covalue.portfolio import queries
from tests import spoken

TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.mark.apart
def test_the_demo_company(tmp_path: object) -> None:
    build.build(today=TODAY, now=NOW)
    assert Account.objects.filter(account_class="strategic").count() == 8
    assert Statement.objects.count() > 50 and Approval.objects.count() == 2
    assert Contact.objects.filter(departed_on__lt=TODAY).count() == 2
    assert Unit.objects.filter(kind="region", parent__name="Western sales", lead__isnull=False).exists()
    assert User.objects.get(name="Michael Suyama").reports_to == User.objects.get(name="Steven Buchanan")
    assert Import.objects.get().rejected == 0
    autumn, spring = NeedsSegmentation.objects.all()
    moved = needs.moves(needs_queries.placed(spring), needs_queries.placed(autumn))
    assert [(one.name, one.before, one.after) for one in moved] == [
        ("Folk och fä HB", "Want it cheap", "Want it fresh and proved")
    ]
    found = queries.ranking_for_programs(start=None, end=None, top=100)
    assert found["total"] == Decimal("1265793.04") and found["unassigned"] == 0
    assert [fault for event in Event.objects.all() for fault in spoken.faults(event)] == []
    assert len(found["accounts"]) == 89  # two of the 91 customers never ordered
    assert found["accounts"][0]["key"] == "QUICK"


def test_a_synthetic_base(tmp_path: object) -> None:
    scale.build(100, today=TODAY, now=NOW)
    assert Account.objects.count() == 100 and Account.objects.filter(parent=None).count() == 20
    assert Import.objects.get().added == 100 * scale.LINES_AN_ACCOUNT
