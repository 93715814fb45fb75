"""The help and the tutorials that the portal ships: `templates/help/<namespace>/<url_name>.md` and `….tutorial.md`.

The first line of a help is the title of its page. Numbers that the environment may change are written `{{ name }}`.
"""

from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template import engines

from support.guidance.steps import steps_of
from support.guidance.values import Guide

FOLDER = settings.BASE_DIR / "templates" / "help"
_TUTORIAL = ".tutorial.md"


@cache
def shipped() -> dict[str, Guide]:
    """By the name of the address of their page."""
    files = sorted(path for path in FOLDER.rglob("*.md") if not path.name.endswith(_TUTORIAL))
    return {key_of(path): _read(path) for path in files}


def with_slug(slug: str) -> Guide | None:
    return next((guide for guide in shipped().values() if guide.slug == slug), None)


def key_of(path: Path) -> str:
    return ":".join(path.relative_to(FOLDER).with_suffix("").parts)


def tutorial_of(path: Path) -> Path:
    return path.with_name(path.stem + _TUTORIAL)


def _read(path: Path) -> Guide:
    title, _, body = _told(path).partition("\n")
    tutorial = tutorial_of(path)
    steps = steps_of(_told(tutorial)) if tutorial.exists() else ()
    return Guide(key_of(path), title.strip(), body.strip(), steps)


def _told(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return str(engines["django"].from_string(text).render(numbers())) if "{{" in text else text


def numbers() -> dict[str, int]:
    minute = 60
    return {
        "idle_minutes": settings.SESSION_IDLE_SECONDS // minute,
        "absolute_hours": settings.SESSION_COOKIE_AGE // timedelta(hours=1).seconds,
        "password_minutes": settings.RECENT_PASSWORD_SECONDS // minute,
        "journal_days": settings.AUDIT_RETENTION.days,
        "message_days": settings.MESSAGE_RETENTION.days,
        "journal_lines": settings.JOURNAL_EXPORT_MAX_LINES,
        "invitation_days": settings.INVITATION_LIFETIME.days,
        "delegation_days": settings.DELEGATION_INVITATION_LIFETIME.days,
        "firm_days": settings.FIRM_INVITATION_LIFETIME.days,
        "link_hours": settings.EMAIL_CHANGE_LINK_LIFETIME // timedelta(hours=1),
        "reopens_days": settings.CONVERSATION_REOPENS_FOR.days,
    }
