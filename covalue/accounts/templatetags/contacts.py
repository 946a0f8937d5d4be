"""How a contact's name is written on our pages: it opens who they are, beside the page or as a page of its own."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from covalue.accounts import queries
from covalue.accounts.models import Contact
from covalue.accounts.templatetags.account_pages import opened

register = template.Library()


@register.simple_tag(takes_context=True)
def contact_name(context: template.Context, contact: Contact | None, name: str = "") -> str | SafeString:
    """The name, as a link for a colleague who may open the account; `name` is what else they are called, such as what
    they signed as. Guests, emails and documents get the name alone.
    """
    shown = name or (contact.name if contact is not None else "–")
    if contact is None or contact.merged_at is not None or not _opens(context, contact):
        return shown
    address = reverse("accounts:contact", args=[contact.pk])
    return format_html('<a class="contact" href="{}" data-beside>{}</a>', address, shown)


def _opens(context: template.Context, contact: Contact) -> bool:
    """Whether this reader may open the contact's account: asked once a page, and not for the account the page is about."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or user.is_guest:
        return False
    known = opened(context["request"])
    if contact.account_id not in known:
        known[contact.account_id] = bool(queries.openable(user, [contact.account_id]))
    return known[contact.account_id]
