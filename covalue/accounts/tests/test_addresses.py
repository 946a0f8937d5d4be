"""Where a form leads once its operation is done."""

import pytest

from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.web.operations import of_account
from tests.world import World

pytestmark = pytest.mark.django_db


def test_the_page_of_the_account_a_row_hangs_on(world: World) -> None:
    address = of_account("accounts:team", Contact, anchor="#top")
    assert address(contact_id=world.signe.pk) == f"/a/{world.energy.pk}/team/#top"
    with pytest.raises(errors.NotFound):
        address(contact_id=999_999)
