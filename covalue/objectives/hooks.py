"""What objectives add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import home
from covalue.accounts.home import Button

home.add_button(Button(_("Objectives"), "objectives:list", order=20, step="plan"))
