"""Signed tokens for links in mails: one purpose each, a short life, dead when what they speak of changes."""

from datetime import timedelta

from django.core import signing


class BadToken(ValueError):
    """The token is forged, expired, or was made for something else."""


class ExpiredToken(BadToken):
    """The token is ours but too old."""


def make_token(purpose: str, content: dict[str, str]) -> str:
    return signing.dumps(content, salt=f"portal.{purpose}", compress=False)


def read_token(purpose: str, token: str, *, lifetime: timedelta) -> dict[str, str]:
    """Return what `make_token` was given. Raises `ExpiredToken` past `lifetime`, `BadToken` otherwise."""
    try:
        content = signing.loads(token, salt=f"portal.{purpose}", max_age=lifetime)
    except signing.SignatureExpired as error:
        raise ExpiredToken("expired") from error
    except (signing.BadSignature, ValueError, UnicodeError) as error:
        raise BadToken("unreadable") from error
    if not isinstance(content, dict):
        raise BadToken("unreadable")
    return content
