"""Samling's settings, all from the environment and safe when nothing is set.

`SAMLING_DEVELOPMENT=1` is for one's own machine: plain HTTP on localhost, mail to the console and to a folder. Everything
else keeps its safe value until an administrator says otherwise; `docs/operate.md` lists the variables.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from archive import secret_files

# Before anything loads numpy: on small matrices its threads get in each other's way (screening is four times as fast with one).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("SAMLING_VAR", BASE_DIR / "var")).resolve()
VAR.mkdir(parents=True, exist_ok=True)

DEVELOPMENT = os.environ.get("SAMLING_DEVELOPMENT") == "1"
DEBUG = os.environ.get("SAMLING_DEBUG") == "1"


def _list(name: str, default: str = "") -> list[str]:
    return [value.strip() for value in os.environ.get(name, default).split(",") if value.strip()]


def _months(name: str, default: dict[str, int]) -> dict[str, int | None]:
    """`default`, with what the variable says otherwise: "originals=3,concerns=never". None: kept for as long as it lasts."""
    told = dict(pair.partition("=")[::2] for pair in _list(name))
    if unknown := set(told) - set(default):
        raise ImproperlyConfigured(f"{name} knows {', '.join(default)}, and not {', '.join(sorted(unknown))}.")
    try:
        return {**default, **{each: None if told[each] == "never" else int(told[each]) for each in told}}
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is written as originals=6,concerns=never: months, or never.") from error


SECRET_KEY = os.environ.get("SAMLING_SECRET_KEY") or secret_files.kept(VAR / "secret_key", get_random_secret_key)
ALLOWED_HOSTS = _list("SAMLING_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("SAMLING_ORIGINS")
BASE_URL = os.environ.get("SAMLING_BASE_URL", "http://localhost:8000")

INSTALLED_APPS = [
    "people",
    "archive",
    "ingest",
    "consent",
    "search",
    "api",
    "wagtail.users",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "archive.middleware.ContentSecurityPolicyMiddleware",
    "archive.middleware.NotIndexedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "archive.middleware.UserLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "archive.context.page",
            ],
        },
    }
]

# Data

DATABASES = {
    "default": dj_database_url.config(
        "SAMLING_DATABASE",
        default=f"sqlite:///{VAR / 'samling.sqlite3'}",
        # Connecting anew takes a tenth of the time of a page.
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "media", "base_url": None},
    },
    "held": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "held", "base_url": None, "file_permissions_mode": 0o600},
    },
    "released": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "released", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# People

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.backends.CodeBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "people.adapter.RosterAdapter"
ACCOUNT_FORMS = {"login": "people.forms.SignInForm", "confirm_login_code": "people.forms.CodeForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
# The code itself shows whose address it is. allauth's own table of addresses stays empty: `User.email` alone counts.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# 15 codes an hour, three tries each: in a day a guesser has 1 chance in 90,000. A class of thirty that signs in from one
# hotel's network at once must get through, so an address on the network may do more than a person.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "request_login_code": "120/m/ip,3/m/key,15/h/key",
    "confirm_login_code": "120/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("SAMLING_BEHIND_PROXY") == "1" else 0
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
WAGTAILUSERS_PASSWORD_ENABLED = False
# Those limits are counted here, in the database, so that they hold for all processes and machines together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Language and time

LANGUAGE_CODE = "nb"
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Oslo"
USE_I18N = True
USE_TZ = True

# Files for the browser

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = DEVELOPMENT
STATICFILES_DIRS = [BASE_DIR / "static"]

# Wagtail

WAGTAIL_SITE_NAME = "Samling"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# Mail

DEFAULT_FROM_EMAIL = os.environ.get("SAMLING_MAIL_FROM", "Samling <samling@localhost>")
if host := os.environ.get("SAMLING_SMTP_HOST"):
    EMAIL_HOST = host
    EMAIL_PORT = int(os.environ.get("SAMLING_SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("SAMLING_SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("SAMLING_SMTP_PASSWORD", "")
    EMAIL_USE_TLS = True
else:
    EMAIL_BACKEND = "archive.mail.FolderBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 10

# Security

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail shows its own pages in frames.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SESSION_COOKIE_HTTPONLY = True
if os.environ.get("SAMLING_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What is written to the log: what happened and to which row, never a person, a text or a token.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "archive.logs.WithoutMessages", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SAMLING_LOG_LEVEL", "WARNING")},
}

# Ingest

INGEST: dict[str, Any] = {
    "MAX_UPLOAD_BYTES": int(os.environ.get("SAMLING_MAX_UPLOAD_BYTES", 4 * 2**30)),
    "MAX_PAGES": int(os.environ.get("SAMLING_MAX_PAGES", 5_000)),
    "MAX_TEXT_CHARACTERS": int(os.environ.get("SAMLING_MAX_TEXT_CHARACTERS", 50_000_000)),
    "MAX_MEDIA_SECONDS": int(os.environ.get("SAMLING_MAX_MEDIA_SECONDS", 6 * 3600)),
    "PARSER_MEMORY_BYTES": int(os.environ.get("SAMLING_PARSER_MEMORY_BYTES", 2 * 2**30)),
    "PARSER_SECONDS": int(os.environ.get("SAMLING_PARSER_SECONDS", 900)),
    # A folder with a CTranslate2 Whisper model, or a model name the machine may download (production: NbAiLab/nb-whisper-small).
    "SPEECH_MODEL": os.environ.get("SAMLING_SPEECH_MODEL", str(VAR / "models" / "whisper-base")),
    # A spaCy package or folder that finds names; empty: the one that comes with the project.
    "NAMES_MODEL": os.environ.get("SAMLING_NAMES_MODEL", ""),
}

# Consent

SAMLING: dict[str, Any] = {
    # Who is responsible for the data (GDPR art. 4 no. 7), as notices, receipts and the records of processing name them.
    "CONTROLLER": {
        "name": os.environ.get("SAMLING_CONTROLLER", "Samling"),
        "address": os.environ.get("SAMLING_CONTROLLER_ADDRESS", ""),
        "contact": os.environ.get("SAMLING_CONTROLLER_MAIL", "personvern@localhost"),
        "storage": os.environ.get("SAMLING_STORAGE_PLACE", "NO"),
    },
    # The data protection officer (GDPR Art. 37): name or office, and where to write; stands in the records of processing.
    "PROTECTION_OFFICER": os.environ.get("SAMLING_PROTECTION_OFFICER", ""),
    # For how many months each kind is kept, counted as `archive.retention`'s rules say; and how many days before its deletion
    # an item's people are told.
    "RETENTION": _months(
        "SAMLING_RETENTION",
        {
            "originals": 6,
            "unanswered": 12,
            "refused": 12,
            "unreadable": 3,
            "concerns": 12,
            "links": 3,
            "sessions": 0,
            "tasks": 1,
        },
    ),
    "RETENTION_NOTICE_DAYS": int(os.environ.get("SAMLING_RETENTION_NOTICE_DAYS", "30")),
    # Who gets the ledger's head by mail each day: people who can't change the database.
    "ANCHOR_MAIL": _list("SAMLING_ANCHOR_MAIL"),
    # The copy of the ledger's links outside the database, by which a restored backup is known. Better on another disk.
    "JOURNAL": os.environ.get("SAMLING_JOURNAL", str(VAR / "journal.jsonl")),
    # Days after which a personal link in a mail no longer opens, and after which a question that is not answered is repeated.
    "LINK_DAYS": int(os.environ.get("SAMLING_LINK_DAYS", "30")),
    "REMIND_AFTER_DAYS": [int(days) for days in _list("SAMLING_REMIND_AFTER_DAYS", "7,21")],
    # The Ed25519 key that receipts are signed with (32 bytes, base64); empty: made once and kept in the file.
    "RECEIPT_KEY": os.environ.get("SAMLING_RECEIPT_KEY", ""),
    "RECEIPT_KEY_FILE": str(VAR / "receipt_key"),
    # FreeDict's dictionary of nynorsk and bokmål, read where it is installed (Debian's dict-freedict-nno-nob).
    "NYNORSK_DICTIONARY": os.environ.get("SAMLING_NYNORSK_DICTIONARY", "/usr/share/dictd/freedict-nno-nob"),
    # Apertium's data and Debian's lists of Norwegian words, where they are installed, and what `manage.py learn_forms` makes of them.
    "APERTIUM": os.environ.get("SAMLING_APERTIUM", "/usr/share/apertium/apertium-nno-nob"),
    "WORD_LISTS": "/usr/share/dict",
    "WORD_FORMS": os.environ.get("SAMLING_WORD_FORMS", str(VAR / "word_forms.tsv")),
}

# Search

if ELASTICSEARCH := _list("SAMLING_ELASTICSEARCH"):
    SEARCH: dict[str, Any] = {
        "default": {
            "BACKEND": "search.engines.elasticsearch.ElasticsearchEngine",
            "OPTIONS": {
                "hosts": ELASTICSEARCH,
                "index": os.environ.get("SAMLING_ELASTICSEARCH_INDEX", "samling"),
                "api_key": os.environ.get("SAMLING_ELASTICSEARCH_API_KEY", ""),
                "ca_certs": os.environ.get("SAMLING_ELASTICSEARCH_CA_CERTS", ""),
            },
        }
    }
else:
    SEARCH = {"default": {"BACKEND": "search.engines.tantivy.TantivyEngine", "OPTIONS": {"path": VAR / "index"}}}
