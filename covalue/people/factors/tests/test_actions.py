from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.factors import actions, queries
from covalue.people.factors.tests.codes import code_of, with_app
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, US, World

LATER = NOW + timedelta(minutes=5)


def _me(user: User) -> Actor:
    return Actor(user=user, origin="test")


def test_an_app_is_added_by_its_own_code_only(world: World) -> None:
    ines, before = world.user(Role.SAM), Event.objects.count()
    with pytest.raises(errors.BadInput):
        actions.add_app(_me(ines), secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", code="000000", now=NOW)
    assert not Authenticator.objects.exists() and Event.objects.count() == before
    with_app(ines, NOW)
    assert len(queries.recovery_codes(ines)) == 10
    with pytest.raises(errors.WrongState):
        with_app(ines, NOW)


def test_the_secret_does_not_lie_open_in_the_database(world: World) -> None:
    secret = with_app(world.user(Role.SAM), NOW)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_code_opens_once(world: World) -> None:
    ines = world.user(Role.SAM)
    secret = with_app(ines, NOW)
    code = code_of(secret, LATER)
    assert actions.use_code(ines, code=code, origin="test", now=LATER).type == "totp"
    with pytest.raises(errors.BadInput, match="This code is not correct, or was already used"):
        actions.use_code(ines, code=code, origin="test", now=LATER)
    with pytest.raises(errors.BadInput):
        actions.use_code(ines, code=code_of(secret, NOW), origin="test", now=NOW)


def test_a_recovery_code_opens_once_and_says_so_in_the_trail(world: World) -> None:
    ines = world.user(Role.SAM)
    with_app(ines, NOW)
    code = queries.recovery_codes(ines)[3]
    actions.use_code(ines, code=f"{code[:4]} {code[4:]}", origin="test", now=LATER)
    assert len(queries.recovery_codes(ines)) == 9
    assert Event.objects.filter(verb="used a recovery code").count() == 1
    with pytest.raises(errors.BadInput):
        actions.use_code(ines, code=code, origin="test", now=LATER)
    assert len(queries.recovery_codes(ines)) == 9


def test_wrong_codes_make_one_wait_as_wrong_passwords_do_and_with_them(world: World) -> None:
    ines = world.user(Role.SAM)
    secret = with_app(ines, NOW)
    for _ in range(4):
        people.note_failed_sign_in(ines.email, "203.0.113.5", now=LATER)
    for _ in range(4):
        with pytest.raises(errors.BadInput):
            actions.use_code(ines, code="000000", origin="203.0.113.9", now=LATER + timedelta(seconds=_))
    with pytest.raises(errors.BadInput, match="Try again in"):
        actions.use_code(ines, code=code_of(secret, LATER), origin="203.0.113.9", now=LATER)
    much_later = LATER + timedelta(hours=2)
    assert actions.use_code(ines, code=code_of(secret, much_later), origin="203.0.113.9", now=much_later)


def test_nobody_removes_somebody_elses_factor(world: World) -> None:
    with_app(world.user(Role.SAM), NOW)
    factor = Authenticator.objects.get(type="totp")
    with pytest.raises(errors.NotFound):
        actions.remove(_me(world.user(Role.PROGRAM_DIRECTOR)), factor=factor, now=NOW)
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_with_the_last_factor_the_recovery_codes_go(world: World) -> None:
    ines = world.user(Role.SAM)
    with_app(ines, NOW)
    actions.remove(_me(ines), factor=Authenticator.objects.get(type="totp"), now=NOW)
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(verb="removed a second factor", actor=ines).count() == 1


def test_new_recovery_codes_make_the_former_ones_useless(world: World) -> None:
    ines = world.user(Role.SAM)
    with pytest.raises(errors.WrongState):
        actions.renew_recovery_codes(_me(ines), now=NOW)
    with_app(ines, NOW)
    former = queries.recovery_codes(ines)
    assert not set(former) & set(actions.renew_recovery_codes(_me(ines), now=NOW))
    with pytest.raises(errors.BadInput):
        actions.use_code(ines, code=former[0], origin="test", now=LATER)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_an_administrator_takes_somebodys_factors_away(world: World, role: Role) -> None:
    ines = world.user(Role.SAM)
    with_app(ines, NOW)
    with pytest.raises(errors.NotAllowed):
        actions.reset(_me(world.user(role)), user=ines, now=NOW)
    actions.reset(_me(world.user(Role.ADMINISTRATOR)), user=ines, now=NOW)
    assert not Authenticator.objects.exists()
    with pytest.raises(errors.WrongState):
        actions.reset(US, user=ines, now=NOW)


def test_a_factor_sealed_under_another_key_fits_nothing_and_breaks_nothing(world: World, settings: object) -> None:
    ines = world.user(Role.SAM)
    secret = with_app(ines, NOW)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key"  # type: ignore[attr-defined]
    with pytest.raises(errors.BadInput):
        actions.use_code(ines, code=code_of(secret, LATER), origin="test", now=LATER)
    settings.SECRET_KEY_FALLBACKS = [former]  # type: ignore[attr-defined]
    assert actions.use_code(ines, code=code_of(secret, LATER), origin="test", now=LATER)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite lives in one connection's memory")
def test_of_many_at_once_with_the_same_code_one_gets_in() -> None:
    user = people.create_user(US, email="eva@covalue.test", name="Eva", roles=[Role.SAM], now=NOW)
    code = code_of(with_app(user, NOW), LATER)

    def enter(_number: int) -> bool:
        try:
            return bool(actions.use_code(user, code=code, origin="test", now=LATER))
        except errors.BadInput:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enter, range(8))) == 1


@pytest.mark.parametrize("credential", [{}, {"id": "x"}, {"response": None}, {"response": {"userHandle": "!!"}}])
def test_nonsense_for_a_passkey_is_refused_and_counted(world: World, credential: dict[str, object], rf: object) -> None:
    from allauth.core import context
    from django.contrib.sessions.backends.db import SessionStore

    request = rf.get("/", HTTP_HOST="localhost")  # type: ignore[attr-defined]
    request.session = SessionStore()
    with context.request_context(request), pytest.raises(errors.BadInput):
        actions.use_passkey(credential, user=None, origin="test", now=NOW)
    assert Event.objects.filter(verb="failed to sign in").count() == 1
