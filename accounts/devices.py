"""The device cookie: a browser that already signed in as this person (SECURITY A15), worth nothing by itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from core.tokens import BadToken, make_token, read_token

_PURPOSE = "accounts.device"
_MAX_PEOPLE = 5


def is_known(request: HttpRequest, user: User | None) -> bool:
    return user is not None and user.public_id in _people(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Add this person to the browser's cookie; the five latest are kept."""
    people = [user.public_id, *(known for known in _people(request) if known != user.public_id)][:_MAX_PEOPLE]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        make_token(_PURPOSE, {"people": " ".join(people)}),
        max_age=settings.DEVICE_COOKIE_LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _people(request: HttpRequest) -> list[str]:
    try:
        cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        content = read_token(_PURPOSE, cookie, lifetime=settings.DEVICE_COOKIE_LIFETIME)
    except BadToken:
        return []
    return str(content.get("people", "")).split()
