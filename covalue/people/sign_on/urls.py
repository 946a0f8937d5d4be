"""The names under which allauth looks for pages of ours."""

from django.urls import path

from covalue.people import views
from covalue.people.factors import views as factors

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/second-step/", factors.second_step, name="mfa_authenticate"),
]
