"""Back from a SAML provider. Imported only where the extra “saml” is installed.

Signing out here does not sign out there, nor the other way round: the metadata names an address for it, which answers
that there is nothing.
"""

from allauth.socialaccount.providers.saml import views as saml
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError

from covalue.core import errors
from covalue.people.sign_on import adapters

# What hostile or broken XML raises in python3-saml and lxml before a signature is even looked at, and what allauth
# raises for an answer nobody asked for in this browser. lxml's syntax error is a SyntaxError.
UNUSABLE = (PermissionDenied, ValueError, SyntaxError, OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError)


@csrf_exempt
@login_not_required
def receive(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The provider's form posts here, without our cookies; the answer waits until the browser comes back with them."""
    get_app_or_404(request, organization_slug)
    response: HttpResponse = saml.acs(request, organization_slug=organization_slug)
    return response


@login_not_required
def finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Read the answer, now that the browser shows its own cookies."""
    try:
        response: HttpResponse = saml.finish_acs(request, organization_slug=organization_slug)
    except UNUSABLE:
        adapters.refuse_answer(request)
    return response


@csrf_exempt
@login_not_required
def no_single_logout(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """An unsigned request could sign somebody out; so none does."""
    raise errors.NotFound()


def metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """What the provider has to know of us."""
    response: HttpResponse = saml.metadata(request, organization_slug=organization_slug)
    return response
