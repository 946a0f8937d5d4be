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
