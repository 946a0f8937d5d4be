"""Who gets through to the addresses and operations of people."""

from tests.access import ADMINISTERS, EVERYBODY, NOBODY, OURS, called, missing_posted, posted, read, sent, unguarded

PAGES = (
    *posted(EVERYBODY, "people:sign-out", "people:remove-factor", "people:end-other-sessions"),
    *read(
        EVERYBODY,
        "people:me",
        "people:confirm",
        "people:security",
        "people:add-app",
        "people:add-passkey",
        "people:passkey-creation-options",
        "people:recovery-codes",
    ),
    *posted(OURS, "people:choose-language", "people:create-token"),
    *missing_posted("people:end-session", "people:revoke-token", "people:withdraw-invitation"),
    *posted(ADMINISTERS, "people:reset-factors", "people:invite", "people:set-roles", "people:set-active"),
    *read(ADMINISTERS, "people:users"),
    *unguarded(
        "account_login",
        "company-sign-on",
        "mfa_authenticate",
        "openid_connect_callback",
        "people:forgotten",
        "people:join",
        "people:new-password",
        "people:passkey-options",
        "people:second-step",
        "people:sign-in",
        "people:sign-in-by-passkey",
        "people:sign-in-demo",
        "saml_acs",
        "saml_finish_acs",
        "saml_metadata",
        "saml_sls",
    ),
)
OPERATIONS = (
    *called(OURS, "get_me", "list_tokens", "list_colleagues"),
    *sent(
        OURS,
        create_token={"label": "x"},
        choose_language={"language": "de"},
    ),
    *called(NOBODY, "revoke_token"),
    *called(ADMINISTERS, "list_users", "get_user", "list_invitations", "withdraw_invitation"),
    *sent(
        ADMINISTERS,
        edit_user={"active": True},
        invite={"email": "x@y.test", "roles": ["sam"]},
    ),
)
