"""What sources add to the shared parts."""

from covalue.accounts import forgetting
from covalue.sources.forgetting import forget

forgetting.when_erased(forget)
