"""The names under which allauth looks for pages of ours, and the ways to the company's identity provider and back."""

from collections.abc import Callable

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from covalue.people import views
from covalue.people.factors import views as factors
from covalue.people.sign_on import views as sign_on


def _read(name: str) -> Callable[..., HttpResponse]:
    """A view of saml.py, which is loaded with XML and signatures at the first call, not at every start."""

    @login_not_required
    def view(request: HttpRequest, organization_slug: str) -> HttpResponse:
        from covalue.people.sign_on import saml

        response: HttpResponse = getattr(saml, name)(request, organization_slug=organization_slug)
        return response

    return view


def _posted(name: str) -> Callable[..., HttpResponse]:
    """The same for what another site's form posts here, without our cookies."""
    return csrf_exempt(_read(name))


urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-step/", factors.second_step, name="mfa_authenticate"),
    path("sign-in/company/<str:provider_id>/", sign_on.start, name="company-sign-on"),
    path("sign-in/company/<str:provider_id>/callback/", sign_on.callback, name="openid_connect_callback"),
]

if apps.is_installed("allauth.socialaccount.providers.saml"):
    urlpatterns += [
        path("sign-in/saml/<str:organization_slug>/acs/", _posted("receive"), name="saml_acs"),
        path("sign-in/saml/<str:organization_slug>/acs/finish/", _read("finish"), name="saml_finish_acs"),
        path("sign-in/saml/<str:organization_slug>/sls/", _posted("no_single_logout"), name="saml_sls"),
        path("sign-in/saml/<str:organization_slug>/metadata/", _read("metadata"), name="saml_metadata"),
    ]
