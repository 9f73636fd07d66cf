"""Settings of the portal: one file, every environment variable read strictly and listed in the README.

A value that is missing where it is needed, or that cannot be read, stops the start with a sentence that says what to
set.
"""

import os
import re
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from programs.texts import number_in

from .logs import config as log_config

BASE_DIR = Path(__file__).resolve().parent.parent
# Everything the portal keeps and makes by default: the embedded database, uploaded files, collected static files.
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()

# What a restored copy says of the portal it came from; a variable of the environment goes before it.
environ.Env.read_env(VAR_DIR / "settings.env")


def text(name: str, *, default: str = "") -> str:
    """A variable to the letter, whatever signs are in it."""
    return os.environ.get(name, default)


def several(name: str, *, default: Sequence[str] = ()) -> list[str]:
    """What stands between commas, with the spaces that people leave."""
    parts = text(name, default=",".join(default)).split(",")
    return [part.strip() for part in parts if part.strip()]


def folder(name: str, *, default: str) -> Path:
    """A folder; one of VAR_DIR, if the variable names none."""
    return Path(text(name) or VAR_DIR / default).resolve()


def database_at(name: str, *, default: str) -> dict[str, Any]:
    """The database at an address; a file of VAR_DIR, if the variable names none."""
    url = text(name).strip() or f"sqlite:///{quote(str(VAR_DIR / default))}"
    try:
        found: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError:
        found = {}
    if not found.get("NAME"):
        raise ImproperlyConfigured(
            f"{name} is not understood: write it as sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME, and "
            "signs such as @ / : of a password as %40, %2F, %3A."
        ) from None
    return found


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no variable; anything but 1/0/true/false is refused instead of being guessed."""
    value = text(name).strip().lower()
    if value not in {"", "1", "0", "true", "false"}:
        raise ImproperlyConfigured(f"{name}={value!r} is not understood: set it to 1 or 0.")
    return default if value == "" else value in {"1", "true"}


def whole(name: str, *, default: int, least: int = 1) -> int:
    """A whole number in plain digits."""
    value = text(name, default=str(default)).strip()
    number = number_in(value)
    if number is None or number < least:
        raise ImproperlyConfigured(f"{name}={value!r} is not understood: set it to a whole number from {least} on.")
    return number


DEBUG = flag("DEBUG", default=False)
HTTPS = flag("HTTPS", default=True)
SECRET_KEY = text("SECRET_KEY")
if not SECRET_KEY:
    with suppress(OSError):
        SECRET_KEY = (VAR_DIR / "secret-key").read_text().strip()  # the one that `make run` made
if not SECRET_KEY:
    raise ImproperlyConfigured(
        f"SECRET_KEY is not set, and none can be read in {VAR_DIR / 'secret-key'}. `make run` makes one there; on a "
        "server set it to a random text of 50 characters, for example: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
ALLOWED_HOSTS = several("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = several("CSRF_TRUSTED_ORIGINS")
# How many proxies stand before the portal; their X-Forwarded-For is believed only then (programs/visitors.py).
PROXY_COUNT = whole("PROXY_COUNT", default=0, least=0)

INSTALLED_APPS = [
    "kakhovka_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "import_export",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "corsheaders",
    "programs",
    "media_contracts",
    "civil_society",
    "kakhovka_portal.apps.PortalConfig",
]

MIDDLEWARE = [
    "kakhovka_portal.logs.numbered",
    "kakhovka_portal.stored.files_follow_records",
    "kakhovka_portal.health.watched",  # before all that asks: a monitor knows neither the host's name nor https
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "kakhovka_portal.packed.PackedTexts",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "kakhovka_portal.accounts.nothing_kept",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kakhovka_portal.accounts.own_password_first",
    "programs.rest.public.for_whom",
    "programs.costly.Moderated",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked log-in into an answer
]

ROOT_URLCONF = "kakhovka_portal.urls"
WSGI_APPLICATION = "kakhovka_portal.wsgi.application"

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
                "programs.views.masthead",
            ],
        },
    },
]

# Data -----------------------------------------------------------------------------------------------------------------

DATABASES = {"default": database_at("DATABASE_URL", default="portal.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "kakhovka_portal.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue from their first statement instead of failing half-way; readers go on meanwhile.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        # 50,000 treasury transactions take one transaction of 20 s: worker and commands wait for it, a server shorter
        # (wsgi.py).
        "timeout": 60,
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # a server that is away is told after seconds, not after the minutes that the network would wait
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, **DATABASES["default"].get("OPTIONS", {})}
else:
    raise ImproperlyConfigured(
        "DATABASE_URL: the portal runs on sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME."
    )
# What all workers have to know at once – counts of requests, codes that were used – stands in a cache of their own: in
# a second file beside SQLite's, so that neither waits for the other's writer; in the same PostgreSQL by a connection
# that stands outside of the request's transaction.
EMBEDDED = DATABASES["default"]["ENGINE"] == "kakhovka_portal.sqlite"
DATABASES["cache"] = (
    database_at("CACHE_URL", default="cache.sqlite3") if EMBEDDED or text("CACHE_URL") else {**DATABASES["default"]}
)
if DATABASES["cache"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["cache"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
        "timeout": 2,
    }
elif DATABASES["cache"]["ENGINE"] != "django.db.backends.postgresql":
    raise ImproperlyConfigured(
        "CACHE_URL: the cache stands in sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME."
    )
CACHES = {
    "default": {"BACKEND": "kakhovka_portal.cache.SharedCache", "LOCATION": "cache"},
}
for database in DATABASES.values():
    database["CONN_MAX_AGE"] = whole("CONN_MAX_AGE", default=60, least=0)
    database["CONN_HEALTH_CHECKS"] = True  # a connection that broke meanwhile is opened anew, and no request fails
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
MEDIA_ROOT = folder("MEDIA_ROOT", default="media")
MEDIA_URL = "/files/"
# Files that wait for their import: never beside the uploads that the public may load.
IMPORT_ROOT = folder("IMPORT_ROOT", default="imports")
# How far background work is and whether a worker lives: seen by the server while an import holds SQLite's one writer.
WORK_ROOT = folder("WORK_ROOT", default="work")
WORK_AT_ONCE = whole("WORK_AT_ONCE", default=2)  # long pieces that a worker does side by side
WORK_MINUTES = whole("WORK_MINUTES", default=60)  # what one piece may take at most
WORK_MEMORY = whole("WORK_MEMORY", default=2048)  # MB of address space

# Є-data, the treasury's public list of payments: whether the accountant may fetch from it, and where it answers.
EDATA = flag("EDATA", default=False)
EDATA_URL = text("EDATA_URL", default="http://api.spending.gov.ua/api/v2/api/transactions/")
if not EDATA_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"EDATA_URL={EDATA_URL!r} is no address: write it as http://api.spending.gov.ua/….")

# The feed of the council's own site (RSS or Atom), from which its publications can be taken in.
SITE_FEED = text("SITE_FEED")
if SITE_FEED and not SITE_FEED.startswith(("http://", "https://")):
    raise ImproperlyConfigured(f"SITE_FEED={SITE_FEED!r} is no address: write it as https://….")

# Copies ---------------------------------------------------------------------------------------------------------------

# Where daily copies go and how many are kept: the newest of so many days, weeks and months.
BACKUP_DIR = text("BACKUP_DIR")
BACKUP_KEEP: Any = tuple(number_in(number) for number in several("BACKUP_KEEP", default=["7", "5", "12"]))
if len(BACKUP_KEEP) != 3 or None in BACKUP_KEEP:
    raise ImproperlyConfigured(f"BACKUP_KEEP={text('BACKUP_KEEP')!r} is not understood: days, weeks, months – 7,5,12.")
# What they are encrypted with; a passphrase is never given on the command line, where others of the machine read it.
BACKUP_RECIPIENTS = several("BACKUP_RECIPIENTS")
BACKUP_PASSPHRASE = text("BACKUP_PASSPHRASE")
BACKUP_PASSPHRASE_FILE = text("BACKUP_PASSPHRASE_FILE")
# What belongs to the portal and goes with its copies; every other variable belongs to the machine.
OF_THE_PORTAL = [
    "PUBLIC_URL",
    "OCDS_PREFIX",
    "MODULES_OFF",
    "EDATA",
    "EDATA_URL",
    "SITE_FEED",
    "API_ANONYMOUS_RATE",
    "COSTLY_RATE",
    "PROPOSAL_CONTACTS_DAYS",
]

# Language and time ----------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", _("Ukrainian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "kakhovka_portal" / "locale"]
TIME_ZONE = "Europe/Kyiv"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = "kakhovka_portal.formats"

# Files the browser gets -----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = folder("STATIC_ROOT", default="static")
# On a server the files are collected once for each version, under hashed names that a browser keeps for a year, and
# packed. An office machine serves them straight from the sources: collecting at every start costs half a minute.
STATIC_HASHED = flag("STATIC_HASHED", default=False)
STORAGES = {
    "default": {"BACKEND": "kakhovka_portal.stored.WholeFiles"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_HASHED
WHITENOISE_AUTOREFRESH = DEBUG


def static_file_headers(headers: Any, path: str, url: str) -> None:
    """A style, a script or a picture opened by itself loads nothing and runs nothing."""
    headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"


WHITENOISE_ADD_HEADERS_FUNCTION = static_file_headers

# Where the public finds the portal, for example https://programs.example.org: printed reports lead there by a QR code.
PUBLIC_URL = text("PUBLIC_URL").rstrip("/")
if PUBLIC_URL and not PUBLIC_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(f"PUBLIC_URL={PUBLIC_URL!r} is no address: write it as https://programs.example.org.")

# The prefix of process identifiers (ocid) that the Open Contracting Partnership gives a publisher; until the council
# has one, the identifiers say so.
OCDS_PREFIX = text("OCDS_PREFIX", default="unregistered")
if not re.fullmatch(r"[A-Za-z0-9-]+", OCDS_PREFIX):
    raise ImproperlyConfigured(f"OCDS_PREFIX={OCDS_PREFIX!r} is not understood: write it as ocds-a1b2c3.")

# Until when the contacts of who sent a proposal are kept, counted from the end of collecting: no act says it, so the
# council does (civil_society/services/erasure.py).
PROPOSAL_CONTACTS_DAYS = whole("PROPOSAL_CONTACTS_DAYS", default=365)

# Letters --------------------------------------------------------------------------------------------------------------

EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_BACKEND = "kakhovka_portal.mail.LetterFiles"  # until a server is named
EMAIL_URL = text("EMAIL_URL")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("EMAIL_FROM", default="portal@localhost").strip()
if EMAIL_URL:
    found = re.fullmatch(r"smtp(\+tls|\+ssl)?://([^/\s@]+@)?[\w.-]+(:[1-9][0-9]{0,4})?/?", EMAIL_URL)
    if found is None:
        raise ImproperlyConfigured(
            "EMAIL_URL is not understood: write it as smtp+tls://USER:PASSWORD@HOST:PORT, with smtp+ssl:// or smtp:// "
            "where the server wants that, and write signs such as @ / : of a password as %40, %2F, %3A."
        )
    vars().update(environ.Env.email_url_config(EMAIL_URL), EMAIL_FILE_PATH=EMAIL_FILE_PATH)
    EMAIL_PORT = vars()["EMAIL_PORT"] or {"+tls": 587, "+ssl": 465}.get(found[1] or "", 25)
    if DEFAULT_FROM_EMAIL == "portal@localhost":
        raise ImproperlyConfigured("EMAIL_FROM is not set: the mail server asks who sends. Write portal@example.org.")
EMAIL_TIMEOUT = 10  # seconds
if not re.fullmatch(r"[^\s<>@,;]+@[\w.-]+|[^<>@\r\n]+ <[^\s<>@,;]+@[\w.-]+>", DEFAULT_FROM_EMAIL):
    raise ImproperlyConfigured(
        f"EMAIL_FROM={DEFAULT_FROM_EMAIL!r} is no address: write portal@example.org or Портал програм <portal@…>."
    )

# Log-in ---------------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: a locked account is not tried
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 12 * 60 * 60  # how long a link for a new password works
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kakhovka_portal.accounts.StaffAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "login": "kakhovka_portal.accounts.PlainLoginForm",
    "change_password": "kakhovka_portal.accounts.PlainPasswordForm",
    "reauthenticate": "kakhovka_portal.accounts.PlainReauthenticateForm",
}
ACCOUNT_SESSION_REMEMBER = False  # the computers of an office are shared: a closed browser is logged out
ACCOUNT_RATE_LIMITS = {
    "login_failed": False
}  # counting failures is axes' work: in the database, for every process at once
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Портал програм"
MFA_FORMS = {"authenticate": "kakhovka_portal.accounts.CodeForm"}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up, so that no address waits to be verified
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page promises an hour: trying on does not prolong it
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "kakhovka_portal.accounts.username_of"
AXES_CLIENT_IP_CALLABLE = "programs.visitors.address_of"
AXES_VERBOSE = False

# What the browser is told ---------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the TOTP code and the admin's icons are data images
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# Pages of other sites read what everybody may read – API, files, feeds, calendar – and nothing as the person who looks
# at them: no cookie goes along, and no request that writes.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/(?!admin/|staff/|accounts/|commission/|static/)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_EXPOSE_HEADERS = ["ETag", "Content-Disposition", "Retry-After", "X-Request-ID"]
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
SECURE_SSL_REDIRECT = HTTPS
# How long a browser that was here refuses plain http. A council whose certificate lapses is locked out for as long, and
# its other sites stand under the same domain: a day by default, and no word about them or about lists of browsers.
SECURE_HSTS_SECONDS = whole("HSTS_SECONDS", default=60 * 60 * 24, least=0) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = flag("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # the two are the council's decision, as said above
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_PERMISSIONS = 0o640

# API ------------------------------------------------------------------------------------------------------------------


def rate(name: str, *, default: str) -> str | None:
    """How often something may be asked for, «300/min»; 0 is without limit."""
    value = text(name, default=default).strip()
    if value == "0":
        return None
    number, _slash, period = value.partition("/")
    if not (re.fullmatch("[1-9][0-9]{0,8}", number) and period in {"s", "sec", "min", "hour", "day"}):
        raise ImproperlyConfigured(
            f"{name}={value!r} is not understood: write 300/min, 5/s, 1000/hour, or 0 for no limit."
        )
    return value


# How many files and searches one visitor may ask for, on the pages and in the API together; how many files are made at
# once by all workers; where those that were made are kept, by the digest of what they print (programs/costly.py).
COSTLY_RATE = rate("COSTLY_RATE", default="120/min")
RENDERINGS = whole("RENDERINGS", default=2)
RENDERED_ROOT = folder("RENDERED_ROOT", default="rendered")
RENDERED_MEGABYTES = whole("RENDERED_MEGABYTES", default=200)
PRINT_APART = True  # PDF are printed by processes of their own (programs/reporting/printer.py)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "kakhovka_portal.keys.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.DjangoModelPermissionsOrAnonReadOnly"],
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_PAGINATION_CLASS": "programs.rest.pages.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_PARSER_CLASSES": ["programs.rest.negotiation.ExactJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # What one address may ask for without an account, so that a script cannot take the office machine for itself.
    "DEFAULT_THROTTLE_CLASSES": ["programs.rest.limits.AnonymousRate", "programs.rest.limits.CostlyRate"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": rate("API_ANONYMOUS_RATE", default="300/min"),
    },
    "NON_FIELD_ERRORS_KEY": "detail",
    "EXCEPTION_HANDLER": "kakhovka_portal.api.exception_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# What every refusal says (RFC 9457); sentences by field stand beside these members too, under the field's own name.
PROBLEM = {
    "type": {"type": "string", "format": "uri", "title": _("What kind of refusal this is")},
    "title": {"type": "string", "title": _("The refusal's name")},
    "status": {"type": "integer", "title": _("The code of the answer")},
    "detail": {"type": "string", "title": _("What is wrong and what to change")},
    "errors": {
        "type": "object",
        "title": _("Sentences by the name of the field"),
        "additionalProperties": {"type": ["array", "object"]},
    },
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": _("API of the programme portal"),
    "VERSION": "1",
    "DESCRIPTION": _(
        "Plan, money and execution of the council's target programmes. Everything public is read without an account; "
        "writes need a session or a key (`Authorization: Token …`), which each makes on the page «Keys of the API».\n\n"
        "Money is a string with two decimals, in hryvnias; dates are ISO 8601. Lists come in pages and also whole as "
        "CSV or XLSX (`?format=csv`). A parameter or field that is not known is refused, never ignored. "
        "A record's ETag, sent back as If-Match, keeps two writers from overwriting each other: PATCH and DELETE "
        "ask for it."
    ),
    "SERVE_PUBLIC": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SCHEMA_PATH_PREFIX_TRIM": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SORT_OPERATIONS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "programs.rest.schema.name_everything",
    ],
    # the shapes of refusals, which belong to no serializer
    "APPEND_COMPONENTS": {
        "schemas": {
            "Problem": {"type": "object", "properties": PROBLEM, "required": ["type", "title", "status"]},
            "Changed": {
                "type": "object",
                "properties": {
                    **PROBLEM,
                    "sent": {"type": "object", "title": _("What was sent"), "additionalProperties": True},
                    "current": {"type": "object", "title": _("What stands now"), "additionalProperties": True},
                },
                "required": ["type", "title", "status", "detail"],
            },
        }
    },
    # one name for each list of choices, where several fields share it or several lists share a field's name
    "ENUM_NAME_OVERRIDES": {
        "ProgramStatus": "programs.models.program.Program.Status",
        "EditionStatus": "programs.models.edition.Edition.Status",
        "EditionUnit": "programs.models.edition.Edition.Unit",
        "LegalActKind": "programs.models.program.LegalAct.Kind",
        "ActivityKind": "programs.models.execution.Activity.Kind",
        "ContractUnit": "media_contracts.models.contract.Unit",
        "ContractKind": "media_contracts.models.contract.ContractKind",
        "ContractState": "media_contracts.models.contract.Contract.State",
        "OutletKind": "media_contracts.models.supplier.MediaOutlet.Kind",
        "SupplierKind": "media_contracts.models.supplier.Supplier.Kind",
        "PublicationKind": "media_contracts.models.publication.Publication.Kind",
        "ActState": "media_contracts.models.act.Act.State",
        "PaymentKind": "media_contracts.models.payment.Payment.Kind",
        "InstitutionType": "civil_society.models.Institution.Type",
        "InstitutionState": "civil_society.models.Institution.State",
        "ConsultationForm": "civil_society.models.Form",
        "ConsultationMatter": "civil_society.models.Matter",
        "ConsultationState": "civil_society.models.Consultation.State",
        "ConsultationStage": "civil_society.models.Stage",
        "ConsultationOrganiser": "civil_society.models.Consultation.Organiser",
    },
}

# What the portal is made of -------------------------------------------------------------------------------------------

VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

# The modules in the order of printing, each the one place where an application says what it adds (programs/modules.py).
MODULES = [
    "programs.registration.Programs",
    "media_contracts.registration.MediaContracts",
    "civil_society.registration.CivilSociety",
    "kakhovka_portal.registration.Portal",
]
# Modules that the council does not use: their pages, endpoints, sections and duties vanish, their records stay.
MODULES_OFF = several("MODULES_OFF")
if unknown := {*MODULES_OFF} - {"media_contracts", "civil_society"}:
    raise ImproperlyConfigured(
        f"MODULES_OFF={','.join(sorted(unknown))!r} is not understood: media_contracts and civil_society can be "
        "switched off."
    )
# Who signs a report: the word before the signature and the position. No act fixes the list, so a council adapts it
# here; {head_of_responsible_unit}, {responsible_unit}, {chief_spending_unit} and {council} stand for the
# programme's own.
REPORT_SIGNATORIES = [
    (_("Responsible executor"), "{head_of_responsible_unit}"),
    (_("Agreed"), _("Executive manager of the executive committee")),
    (_("Agreed"), _("Head of the finance department or chief accountant")),
]

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Lines for people, or one line of JSON each for a collector; nothing personal in either (kakhovka_portal/logs.py).
LOG_FORMAT = text("LOG_FORMAT", default="text")
if LOG_FORMAT not in {"text", "json"}:
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT!r} is not understood: set it to text or json.")
LOGGING = log_config(LOG_FORMAT)
