from django.urls import path
from django.utils.translation import gettext_lazy as _

from covalue.people import api, views
from covalue.people.factors import views as factors
from covalue.people.passwords import views as passwords
from covalue.web.operations import posted

app_name = "people"
prefix = ""

choose_language = posted(api.choose_language, "people:me")
revoke_token = posted(api.revoke_token, "people:me", _("The API key was revoked."))
withdraw_invitation = posted(api.withdraw_invitation, "people:users", _("The invitation was withdrawn."))

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/demo/<int:user_id>/", views.sign_in_to_demo, name="sign-in-demo"),
    path("sign-in/second-step/", factors.second_step, name="second-step"),
    path("sign-in/passkey/", factors.sign_in_by_passkey, name="sign-in-by-passkey"),
    path("sign-in/passkey/options/", factors.passkey_options, name="passkey-options"),
    path("sign-in/forgotten/", passwords.forgotten, name="forgotten"),
    path("sign-in/new-password/<str:secret>/", passwords.new_password, name="new-password"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("join/<str:secret>/", views.join, name="join"),
    path("me/", views.me, name="me"),
    path("me/language/", choose_language, name="choose-language"),
    path("me/tokens/", views.create_token, name="create-token"),
    path("me/tokens/<int:token_id>/revoke/", revoke_token, name="revoke-token"),
    path("me/confirm/", factors.confirm, name="confirm"),
    path("me/security/", factors.security, name="security"),
    path("me/security/app/", factors.add_app, name="add-app"),
    path("me/security/passkeys/", factors.add_passkey, name="add-passkey"),
    path("me/security/passkeys/options/", factors.passkey_creation_options, name="passkey-creation-options"),
    path("me/security/recovery-codes/", factors.recovery_codes, name="recovery-codes"),
    path("me/security/<int:factor_id>/remove/", factors.remove, name="remove-factor"),
    path("me/sessions/<int:session_id>/end/", factors.end_session, name="end-session"),
    path("me/sessions/end-others/", factors.end_other_sessions, name="end-other-sessions"),
    path("people/", views.users, name="users"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invitations/<int:invitation_id>/withdraw/", withdraw_invitation, name="withdraw-invitation"),
    path("people/<int:user_id>/roles/", views.set_roles, name="set-roles"),
    path("people/<int:user_id>/factors/remove/", factors.reset, name="reset-factors"),
    path("people/<int:user_id>/active/", views.set_active, name="set-active"),
]
