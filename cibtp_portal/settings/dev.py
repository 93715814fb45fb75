"""A laptop: the production settings with a private database, files instead of gateways, and plain http."""

from cibtp_portal.development.postgres import database_settings
from cibtp_portal.settings.base import *  # noqa: F403
from cibtp_portal.settings.base import BASE_DIR, DATA_DIR, STORAGES, env

DEMONSTRATION = True
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "development-only-" + "0" * 40
SEALING_KEYS = ["ZGV2ZWxvcG1lbnQtb25seS1zZWFsaW5nLWtleS0wMDA="]
CODE_PEPPER = "development-only-pepper"
TRUSTED_PROXY_COUNT = 0

PORT = env.int("PORT", default=8000)
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default=f"http://127.0.0.1:{PORT}")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

DATABASES = {"default": database_settings(DATA_DIR / "postgres", name="cibtp_portal")}
DATABASES["default"]["CONN_MAX_AGE"] = 60

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "sessionid"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrftoken"
CSRF_COOKIE_SECURE = False
DEVICE_COOKIE_NAME = "device"
STAFF_SESSION_COOKIE_NAME = "staffid"

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="core.outbox.FileEmailBackend")
EMAIL_FILE_PATH = str(DATA_DIR / "outbox")
DEFAULT_FROM_EMAIL = "Espace sécurisé CIBTP <ne-pas-repondre@cibtp.example>"
SMS_GATEWAY = env.str("SMS_GATEWAY", default="core.outbox.FileSmsGateway")

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "core.static_files.PlainStaticFiles"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STATICFILES_DIRS = [BASE_DIR / "static"]
