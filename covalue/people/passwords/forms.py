"""What the pages about a forgotten password ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.people.forms import email_field, new_password_field


class Forgotten(forms.Form):
    email = email_field()


class NewPassword(forms.Form):
    password = new_password_field(_("New password"))
