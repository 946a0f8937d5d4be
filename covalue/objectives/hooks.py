"""What objectives add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting, home
from covalue.accounts.home import Button
from covalue.objectives.forgetting import forget

home.add_button(Button(_("Objectives"), "objectives:list", order=20, step="plan"))
forgetting.when_erased(forget)
