"""What the API adds to the shared parts."""

from covalue.accounts import forgetting
from covalue.api import keeping

forgetting.when_erased(lambda gone: keeping.forget(gone.person))
