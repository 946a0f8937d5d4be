"""An OpenID Connect provider for the tests, in a process of its own: `python -m tests.identity_provider PORT CALLBACK`.

It is allauth's own provider with a handful of people; the tests play the browser between it and us.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CLIENT_ID, CLIENT_SECRET, PASSWORD = "covalue", "a secret between two processes", "a password for tests only"

# Who there is: the claims the provider makes of them.
PEOPLE: dict[str, dict[str, Any]] = {
    "rosa": {"email": "rosa@covalue.test", "email_verified": True, "name": "Rosa Diaz", "groups": ["KAM", "Everybody"]},
    "ines": {"email": "Ines@covalue.test", "email_verified": True, "name": "Ines Moreau", "groups": []},
    "nobody": {"email": "nobody@covalue.test", "email_verified": True, "name": "No Body", "groups": ["Everybody"]},
    "unproved": {"email": "dora@covalue.test", "email_verified": False, "name": "Not Dora", "groups": ["KAM"]},
    "nameless": {"groups": ["KAM"]},
    "guest": {"email": "greta@covalue.test", "email_verified": True, "name": "Greta Gast", "groups": ["KAM"]},
    "nancy": {"email": "nancy.davolio@northwind.example", "email_verified": True, "name": "Nancy", "groups": "KAM"},
}


def main(port: int, callback: str) -> None:
    """Serve until stopped."""
    _configure(port)
    import django

    django.setup()
    _fill(callback)
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from django.core.wsgi import get_wsgi_application

    class Silent(WSGIRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            pass

    make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Silent).serve_forever()


@contextmanager
def running(callback: str) -> Iterator[str]:
    """The provider in a process of its own; gives its issuer."""
    import socket
    import subprocess
    import time
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    issuer = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, "-m", "tests.identity_provider", str(port), callback], cwd=ROOT)
    try:
        for _attempt in range(300):
            try:
                urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=2).close()
                break
            except OSError:
                assert process.poll() is None, "the identity provider ended"
                time.sleep(0.1)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def _configure(port: int) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    apps = ["auth", "contenttypes", "sessions", "messages"]
    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{tempfile.mkdtemp()}/idp.sqlite3"}},
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "allauth", "allauth.account", "allauth.idp.oidc"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        # Ports share cookies: two sites on one host need names of their own.
        SESSION_COOKIE_NAME=f"idp_session_{port}",
        CSRF_COOKIE_NAME=f"idp_csrf_{port}",
        LOGIN_URL="account_login",
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_LOGIN_METHODS={"username"},
        ACCOUNT_SIGNUP_FIELDS=["username*", "password1*"],
        IDP_OIDC_PRIVATE_KEY=pem,
        IDP_OIDC_ADAPTER=f"{__name__}.adapter",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        USE_TZ=True,
    )


def _fill(callback: str) -> None:
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in PEOPLE:
        User.objects.create_user(name, password=PASSWORD)
    client = Client(id=CLIENT_ID, name="Covalue", skip_consent=True)
    client.set_secret(CLIENT_SECRET)
    client.set_scopes(["openid", "profile", "email"])
    client.set_redirect_uris([callback])
    client.save()


def adapter(*arguments: Any) -> Any:
    """Allauth's provider, with the claims of PEOPLE."""
    from allauth.idp.oidc.adapter import DefaultOIDCAdapter

    class Adapter(DefaultOIDCAdapter):
        def get_claims(self, purpose: str, user: Any, *rest: Any, **more: Any) -> dict[str, Any]:
            return {"sub": str(user.pk), **PEOPLE[user.username]}

    return Adapter(*arguments)


def __getattr__(name: str) -> Any:
    """The addresses, once Django is set up."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.http import HttpResponse
    from django.urls import include, path

    return [
        path("favicon.ico", lambda request: HttpResponse(status=204)),
        path("", include("allauth.urls")),
        path("", include("allauth.idp.urls")),
    ]


if __name__ == "__main__":
    sys.modules["tests.identity_provider"] = sys.modules["__main__"]
    main(int(sys.argv[1]), sys.argv[2])
