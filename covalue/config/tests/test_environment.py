import pytest

from covalue.config import environment


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"COVALUE_PRODUCTION": "1"}, "COVALUE_SECRET_KEY"),
        ({"COVALUE_PRODUCTION": "1", "COVALUE_SECRET_KEY": environment.DEMO_SECRET_KEY}, "COVALUE_SECRET_KEY"),
        ({"COVALUE_PRODUCTION": "1", "COVALUE_SECRET_KEY": "own" * 20, "COVALUE_DEMO": "1"}, "COVALUE_DEMO"),
    ],
)
def test_production_is_refused_with_the_demos_secrets(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], reason: str
) -> None:
    monkeypatch.delenv("COVALUE_SECRET_KEY", raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert (environment.read().refusal or "").startswith(reason)


def test_a_database_address_of_another_kind_is_refused() -> None:
    with pytest.raises(environment.ConfigurationError, match="mysql"):
        environment.database("mysql://localhost/x")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"COVALUE_SCIM_TOKEN": "short"}, "COVALUE_SCIM_TOKEN"),
        ({"COVALUE_SIGN_ON_ROLES": "KAM=king"}, "“king” is not a role"),
        ({"COVALUE_SIGN_ON_ROLES": "KAM"}, "group=role"),
        ({"COVALUE_OIDC_ISSUER": "https://idp.test"}, "COVALUE_OIDC_CLIENT_ID"),
        ({"COVALUE_SAML_ENTITY_ID": "https://idp.test"}, "COVALUE_SAML_URL"),
    ],
)
def test_a_sign_on_that_cannot_work_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], reason: str
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(environment.ConfigurationError, match=reason):
        environment.read()


def test_both_kinds_of_provider_are_configured_by_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "COVALUE_SIGN_ON_NAME": "Halcyon",
        "COVALUE_OIDC_ISSUER": "https://idp.test/",
        "COVALUE_OIDC_CLIENT_ID": "covalue",
        "COVALUE_OIDC_CLIENT_SECRET": "secret",
        "COVALUE_SAML_ENTITY_ID": "https://idp.test/saml",
        "COVALUE_SAML_URL": "https://idp.test/sso",
        "COVALUE_SAML_CERTIFICATE": "MII",
    }.items():
        monkeypatch.setenv(name, value)
    found = environment.identity_providers(environment.read().sign_on)
    [oidc], [saml] = found["openid_connect"]["APPS"], found["saml"]["APPS"]
    assert oidc["settings"]["server_url"] == "https://idp.test" and oidc["settings"]["oauth_pkce_enabled"]
    assert saml["settings"]["idp"]["sso_url"] == "https://idp.test/sso" and saml["name"] == "Halcyon"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"COVALUE_LEDGER_ENGINE": "duckdb"}, "spark://host:port"),
        ({"COVALUE_LEDGER_ENGINE": "spark://nobody"}, "spark://host:port"),
        ({"COVALUE_LEDGER_ENGINE": "spark://a:7077", "COVALUE_LEDGER_URL": "s3://b/ledger"}, "object storage"),
        ({"COVALUE_LEDGER_ENGINE": "spark://a:7077"}, "covalue\\[spark\\]"),
    ],
)
def test_an_engine_that_cannot_work_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], reason: str
) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    monkeypatch.delenv("COVALUE_LEDGER_URL", raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(environment.ConfigurationError, match=reason):
        environment.read()


def test_a_workspace_that_is_tried_keeps_its_emails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVALUE_MAIL_URL", raising=False)
    assert environment.mail(environment.read().mail_url)["EMAIL_BACKEND"] == "covalue.demo.outbox.Backend"
    monkeypatch.setenv("COVALUE_PRODUCTION", "1")
    monkeypatch.setenv("COVALUE_SECRET_KEY", "a long random text of one's own")
    assert environment.read().mail_url == "console:" and environment.read().refusal is None
    monkeypatch.setenv("COVALUE_MAIL_URL", "outbox:")
    assert "outbox:" in str(environment.read().refusal)
