"""The device cookie: a browser that already signed in as this person (SECURITY A15), worth nothing by itself.

It also knows for whom the forms of this browser were drawn: each sign-in changes the CSRF secret that they bear. A form
sent when its session is over, or after somebody else signed in, still says whose it is.
"""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_TOKEN_LENGTH, _unmask_cipher_token  # type: ignore[attr-defined]

from accounts.models import User
from core.tokens import BadToken, make_token, read_token

_PURPOSE = "accounts.device"
_MAX_PEOPLE = 5


def is_known(request: HttpRequest, user: User | None) -> bool:
    return user is not None and user.public_id in _people(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Add this person, who has just signed in, and their forms to the browser's cookie; the five latest are kept."""
    people = [user.public_id, *(known for known in _people(request) if known != user.public_id)][:_MAX_PEOPLE]
    forms = [_form_of(request.META["CSRF_COOKIE"], user.public_id), *_known(request, "forms")][:_MAX_PEOPLE]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        make_token(_PURPOSE, {"people": " ".join(people), "forms": " ".join(forms)}),
        max_age=settings.DEVICE_COOKIE_LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def form_owner(request: HttpRequest) -> str:
    """The public reference of the person for whom the form being sent was drawn; empty when this browser forgot."""
    token = request.POST.get("csrfmiddlewaretoken", "") or request.headers.get("X-CSRFToken", "")
    if len(token) != CSRF_TOKEN_LENGTH or not token.isalnum() or not token.isascii():
        return ""
    wanted = _form_of(_unmask_cipher_token(token), "")
    return next((known.removeprefix(wanted) for known in _known(request, "forms") if known.startswith(wanted)), "")


def _form_of(secret: str, person: str) -> str:
    """The secret itself is for nobody to read, even in a cookie that is signed."""
    return f"{hashlib.sha256(secret.encode()).hexdigest()[:20]}:{person}"


def _people(request: HttpRequest) -> list[str]:
    return _known(request, "people")


def _known(request: HttpRequest, what: str) -> list[str]:
    try:
        cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        content = read_token(_PURPOSE, cookie, lifetime=settings.DEVICE_COOKIE_LIFETIME)
    except BadToken:
        return []
    return str(content.get(what, "")).split()
