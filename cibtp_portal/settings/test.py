"""Tests: the production settings over plain http, with a throw-away database whose durability is switched off."""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DATA_DIR", str(Path(tempfile.gettempdir()) / f"cibtp-tests-{os.getuid()}"))

from cibtp_portal.development.postgres import database_settings  # noqa: E402
from cibtp_portal.settings.base import *  # noqa: E402, F403
from cibtp_portal.settings.base import BASE_DIR, DATA_DIR, LOGGING, STORAGES, TEMPLATES  # noqa: E402
from cibtp_portal.settings.storage import on_disk  # noqa: E402

SECRET_KEY = "tests-only-" + "0" * 40
SEALING_KEYS = ["dGVzdHMtb25seS1zZWFsaW5nLWtleS0wMDAwMDAwMDA="]
CODE_PEPPER = "tests-only-pepper"
TRUSTED_PROXY_COUNT = 0
PUBLIC_BASE_URL = "http://testserver"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

DATABASES = {"default": database_settings(DATA_DIR / "postgres", name="cibtp_tests", durable=False)}

SECURE_SSL_REDIRECT = False
SESSION_COOKIE_NAME = "sessionid"
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrftoken"
CSRF_COOKIE_SECURE = False
DEVICE_COOKIE_NAME = "device"
STAFF_SESSION_COOKIE_NAME = "staffid"
DEMONSTRATION = True

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "Espace sécurisé CIBTP <ne-pas-repondre@cibtp.example>"
SMS_GATEWAY = "core.outbox.FileSmsGateway"

# Read once in a test: counting queries, nobody knows when a minute ends.
NEWS_REMEMBERED_FOR = timedelta(days=1)

# On the disk whatever the environment says: no test reaches a real bucket.
STORAGES = {
    **STORAGES,
    "private": on_disk(DATA_DIR / "private"),
    "staticfiles": {"BACKEND": "core.static_files.PlainStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
# No reading of its own time in the middle of a page whose queries are counted.
PAGE_TEXTS_KEPT_FOR_SECONDS = 86_400
WHITENOISE_AUTOREFRESH = True
STATICFILES_DIRS = [BASE_DIR / "static"]


class UndefinedVariable(str):
    """Makes a template of ours that prints an undefined variable fail; Django's own (admin, widgets) print nothing."""

    def __contains__(self, item: object) -> bool:
        return item == "%s"

    def __mod__(self, name: object) -> str:
        context = sys._getframe(1).f_locals["context"]
        source = Path(str(context.render_context.template.origin.name))
        if source.is_relative_to(BASE_DIR / "templates") and not source.is_relative_to(BASE_DIR / "templates/admin"):
            raise RuntimeError(f"{source.name} prints {name}, which is not defined")
        return ""


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")  # type: ignore[index]
LOGGING = {**LOGGING, "root": {"handlers": ["console"], "level": "ERROR"}}
