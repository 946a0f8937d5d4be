"""Back from a SAML provider. Imported only where the extra “saml” is installed."""

from allauth.socialaccount.providers.saml import views as saml
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError

from covalue.people.sign_on import adapters

# What hostile or broken XML raises in python3-saml and lxml before a signature is even looked at, and what allauth
# raises for an answer nobody asked for in this browser. lxml's syntax error is a SyntaxError.
UNUSABLE = (PermissionDenied, ValueError, SyntaxError, OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError)


@login_not_required
def finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Read the answer, now that the browser shows its own cookies."""
    try:
        response: HttpResponse = saml.finish_acs(request, organization_slug=organization_slug)
    except UNUSABLE:
        adapters.refuse_answer(request)
    return response
