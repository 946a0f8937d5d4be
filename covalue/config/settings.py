"""Django's settings, made from the environment (see environment.py)."""

import sys
from importlib.util import find_spec
from pathlib import Path

try:
    # The system's SQLite may be older than 3.51.3, under which acknowledged rows were lost with several writers.
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3
except ImportError:  # not Linux: the interpreter's own
    pass

from covalue.config import environment, packages

ENVIRONMENT = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key or "refused-at-start"
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.secret_key_fallbacks)
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]
BASE_URL = ENVIRONMENT.base_url
PROXIES = ENVIRONMENT.proxies  # before the server, each of which adds whom it serves to X-Forwarded-For
COMPANY = ENVIRONMENT.company
DEMO = ENVIRONMENT.demo
DATA_DIR = ENVIRONMENT.data_dir
LEDGER_URL = ENVIRONMENT.ledger_url
LEDGER_ENGINE = ENVIRONMENT.ledger_engine
FILES_DIR = DATA_DIR / "files"
FILES_URL = ENVIRONMENT.files_url
SCAN_URL, SCAN_COMMAND = ENVIRONMENT.scan_url, ENVIRONMENT.scan_command
PRIVATE_NETWORKS = ENVIRONMENT.private_networks
STRANGER_LIMIT = 128 * 1024  # bytes of a whole request by somebody who is not known; what a form of theirs holds
FILE_SIZE_LIMIT = 50 * 1024 * 1024
ACCOUNT_FILES_LIMIT = 5 * 1024 * 1024 * 1024
IMPORT_SIZE_LIMIT = 2 * 1024 * 1024 * 1024
BODY_LIMIT = 10 * 1024 * 1024  # bytes of a whole request; where files are taken, urls.py of the package says more
INVITATION_DAYS = 7

SOCIALACCOUNT_PROVIDERS = environment.identity_providers(ENVIRONMENT.sign_on)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *packages.installed(),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    *(  # only what is configured: each brings a library along, that of SAML with the extra “saml”
        f"allauth.socialaccount.providers.{kind}"
        for kind in SOCIALACCOUNT_PROVIDERS
        if kind != "saml" or find_spec("onelogin")
    ),
]

MIDDLEWARE = [
    "covalue.web.middleware.Calls",
    "covalue.web.middleware.Headers",
    "covalue.web.middleware.Compressed",
    "covalue.api.middleware.Calls",
    "covalue.web.assets.Serving",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "covalue.web.languages.Languages",
    "django.middleware.common.CommonMiddleware",
    "covalue.web.middleware.Sizes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "covalue.people.middleware.Languages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "covalue.people.middleware.Seen",
    "covalue.people.middleware.SecondFactor",
    "covalue.portal.middleware.Guests",
    "django_htmx.middleware.HtmxMiddleware",
    "covalue.web.middleware.Errors",
]

ROOT_URLCONF = "covalue.config.urls"
WSGI_APPLICATION = "covalue.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["covalue.web.loading.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "covalue.web.navigation.for_request",
                "covalue.demo.context.for_request",
            ],
            "builtins": [
                "covalue.web.templatetags.covalue",
                "covalue.accounts.templatetags.account_pages",
                "covalue.accounts.templatetags.contacts",
                "covalue.portfolio.templatetags.buying",
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
            ],
        },
    },
]

DATABASES = {"default": environment.database(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# allauth carries the stages of a sign-in and its credentials; pages, throttle, roles and audit log are ours (people/).
ACCOUNT_ADAPTER = "covalue.people.sign_on.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = ENVIRONMENT.base_url.partition(":")[0]
MFA_ADAPTER = "covalue.people.sign_on.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Covalue"
SIGN_ON_ROLES = ENVIRONMENT.sign_on.roles
SECOND_FACTOR_ROLES = ENVIRONMENT.second_factor_roles
PASSWORD_RESET_TIMEOUT = 3600
SIGN_ON_GROUPS_CLAIM = ENVIRONMENT.sign_on.groups_claim
SIGN_ON_TRUST_EMAIL = ENVIRONMENT.sign_on.trust_email
SCIM_TOKEN = ENVIRONMENT.scim_token
SOCIALACCOUNT_ADAPTER = "covalue.people.sign_on.adapters.CompanyAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "covalue_session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.base_url.startswith("https:")
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in their forms
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # other hosts below this one are not ours to decide for
SECURE_REFERRER_POLICY = "same-origin"
# covalue.web.middleware.Headers sets what SecurityMiddleware and XFrameOptionsMiddleware would.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # what a customer reads is in all of them; ours is English
LANGUAGE_COOKIE_NAME = "covalue_language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["covalue.core.formats"]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "assets"  # collected when the server starts: web/assets.py
CACHES = {  # each process keeps what it has drawn: web/keeping.py
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 4_000},
    }
}

STORAGES = {
    "default": environment.files(ENVIRONMENT.files_url, FILES_DIR),
    "staticfiles": {"BACKEND": "covalue.web.assets.Assets"},
}

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
globals().update(environment.mail(ENVIRONMENT.mail_url))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "covalue.core.logs.JsonLines" if ENVIRONMENT.production else "covalue.core.logs.Readable"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "covalue.web.middleware": {"level": "INFO" if ENVIRONMENT.production else "WARNING"},
        # Django's own line of a fault quotes the address, which may hold a secret; web/faults.py writes one without.
        "django.request": {"level": "CRITICAL"},
        "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
        "gunicorn.access": {"level": "WARNING", "handlers": [], "propagate": True},
    },
}
