from django.urls import path

from covalue.people import views

app_name = "people"

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/demo/<int:user_id>/", views.sign_in_to_demo, name="sign-in-demo"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("join/<str:secret>/", views.join, name="join"),
    path("me/", views.me, name="me"),
    path("me/tokens/", views.create_token, name="create-token"),
    path("me/tokens/<int:token_id>/revoke/", views.revoke_token, name="revoke-token"),
    path("people/", views.users, name="users"),
    path("people/invite/", views.invite, name="invite"),
    path(
        "people/invitations/<int:invitation_id>/withdraw/",
        views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("people/<int:user_id>/roles/", views.set_roles, name="set-roles"),
    path("people/<int:user_id>/active/", views.set_active, name="set-active"),
]
