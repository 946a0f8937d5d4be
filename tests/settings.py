"""The product's settings, on a database and folders of the tests' own."""

import os
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="covalue-tests-"))
os.environ["COVALUE_DATA_DIR"] = str(_FOLDER)
os.environ["COVALUE_LEDGER_URL"] = str(_FOLDER / "ledger")
os.environ["COVALUE_MAIL_URL"] = "console:"
if url := os.environ.get("COVALUE_TEST_DATABASE_URL"):
    os.environ["COVALUE_DATABASE_URL"] = url
for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # every process of the tests has a processor to itself; more only wait busily
os.environ.pop("COVALUE_PRODUCTION", None)
os.environ.pop("COVALUE_DEMO", None)

from covalue.config.settings import *  # noqa: E402, F403

# A company has one of them, as its environment says; tests sign in by each.
INSTALLED_APPS += [f"allauth.socialaccount.providers.{kind}" for kind in ("openid_connect", "saml")]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Assets are collected by the server; a test that renders a page needs their names only.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
MIDDLEWARE = [name for name in MIDDLEWARE if "assets" not in name]  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["OPTIONS"] = {}  # noqa: F405
else:
    # Rows nobody ordered come backwards, so that no test leans on the order SQLite happens to give.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA reverse_unordered_selects=ON;"  # noqa: F405
