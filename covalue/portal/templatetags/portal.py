"""Where pages of the shared workspace lead: a guest stays among their own, and we among those that show what a guest sees."""

from django import template
from django.urls import reverse

from covalue.accounts.shareables import Item

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_home(context: template.Context) -> str:
    """The first page of the account; of all accounts, where there is none."""
    account = context.get("account")
    if not account:
        return reverse("portal:home")
    return reverse("portal:together-as-customer" if context["as_customer"] else "portal:account", args=[account.pk])


@register.simple_tag(takes_context=True)
def portal_item(context: template.Context, item: Item, action: str = "") -> str:
    """The page of a shared item; with the `action` `comment`, where a comment on it is posted to."""
    ours = {"": "portal:together-as-customer-item", "comment": "portal:together-comment"}
    theirs = {"": "portal:item", "comment": "portal:comment"}
    name = (ours if context["as_customer"] else theirs)[action]
    return reverse(name, args=[context["account"].pk, item.kind, item.pk])


@register.simple_tag(takes_context=True)
def portal_style(context: template.Context) -> str:
    """The style sheet with the customer's colour."""
    name = "portal:together-style" if context["as_customer"] else "portal:style"
    return reverse(name, args=[context["account"].pk])
