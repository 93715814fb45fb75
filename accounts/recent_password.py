"""Changes of e-mail, mobile, password, second factor, delegation or bank details ask for a recent password (S10)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts import interrupted
from core.addresses import page_of

_KEY = "password_at"


def remember(request: HttpRequest) -> None:
    """The password was just given in this session."""
    request.session[_KEY] = timezone.now().timestamp()


def is_recent(request: HttpRequest) -> bool:
    given_at = request.session.get(_KEY, 0.0)
    return bool(timezone.now().timestamp() - given_at <= settings.RECENT_PASSWORD_SECONDS)


def lead(request: HttpRequest) -> HttpResponse | None:
    """To the page that asks for the password, unless it was given a short time ago."""
    if is_recent(request):
        return None
    interrupted.keep(request)
    back = page_of(request) or reverse("accounts:account")
    return redirect(f"{reverse('accounts:confirm_password')}?{urlencode({'next': back})}")
