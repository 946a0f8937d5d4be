"""The names under which allauth looks for pages of ours, and the ways to the company's identity provider and back."""

from django.apps import apps
from django.urls import path

from covalue.people import views
from covalue.people.factors import views as factors
from covalue.people.sign_on import views as sign_on

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-step/", factors.second_step, name="mfa_authenticate"),
    path("sign-in/company/<str:provider_id>/", sign_on.start, name="company-sign-on"),
    path("sign-in/company/<str:provider_id>/callback/", sign_on.callback, name="openid_connect_callback"),
]

if apps.is_installed("allauth.socialaccount.providers.saml"):
    from allauth.socialaccount.providers.saml import views as saml

    from covalue.people.sign_on import saml as answers

    urlpatterns += [
        path("sign-in/saml/<str:organization_slug>/acs/", answers.receive, name="saml_acs"),
        path("sign-in/saml/<str:organization_slug>/acs/finish/", answers.finish, name="saml_finish_acs"),
        path("sign-in/saml/<str:organization_slug>/sls/", answers.no_single_logout, name="saml_sls"),
        path("sign-in/saml/<str:organization_slug>/metadata/", saml.metadata, name="saml_metadata"),
    ]
