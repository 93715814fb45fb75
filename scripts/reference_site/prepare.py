"""Make the tables and the person of the reference page, and print the cookie of their session.

A program of its own: the settings of one Django site leave no room for those of another.
"""

import os
from datetime import UTC, datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "reference_site.settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from reference_site.models import Note  # noqa: E402
from reference_site.settings import SCHEMA  # noqa: E402

NOTES = 200


def prepare() -> str:
    """The key of a session signed in; nothing else to do the second time."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    call_command("migrate", interactive=False, verbosity=0)
    user, is_new = get_user_model().objects.get_or_create(
        username="reference", defaults={"email": "reference@example.org", "first_name": "Ada", "last_name": "Martin"}
    )
    if is_new:
        start = datetime(2026, 1, 1, tzinfo=UTC)
        Note.objects.bulk_create(
            Note(author=user, title=f"Note {rank}", written_at=start + timedelta(hours=rank)) for rank in range(NOTES)
        )
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    print(prepare())
