"""What stands between a person's browser and the views: the staff's own cookie, the limits of sessions, the gate."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts import gate, interrupted
from accounts.backends import PortalBackend
from accounts.enums import SessionKind
from accounts.models import Session, User
from accounts.sessions import KIND, limits_of
from core import typed_again
from core.addresses import page_of
from core.french import counted

GetResponse = Callable[[HttpRequest], HttpResponse]
STAFF_PREFIX = "/admin/"
# `last_seen_at` is written at most once in this time: a page view is not a write.
ACTIVITY_GRAIN = timedelta(seconds=60)
# What a page asks by itself, with nobody there, says so: it does not keep the session open (SECURITY S3).
BACKGROUND_HEADER = "X-Background"


def is_staff_path(request: HttpRequest) -> bool:
    return request.path.startswith(STAFF_PREFIX)


class StaffCookieMiddleware:
    """The admin has its own session cookie: a portal session never opens it, and closing one leaves the other."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_staff_path(request):
            return self.get_response(request)
        name, staff_name = settings.SESSION_COOKIE_NAME, settings.STAFF_SESSION_COOKIE_NAME
        request.COOKIES.pop(name, None)
        if staff_name in request.COOKIES:
            request.COOKIES[name] = request.COOKIES[staff_name]
        response = self.get_response(request)
        morsel = response.cookies.pop(name, None)
        if morsel is not None:
            response.cookies[staff_name] = morsel.value
            response.cookies[staff_name].update(morsel)
        return response


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, except that a person whose session vouches for them is the one read with it, and not read again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person_of(request))  # type: ignore[assignment]


def _person_of(request: HttpRequest) -> User | AnonymousUser:
    person: User | None = request.session.vouched_person()  # type: ignore[attr-defined]
    if person is not None and PortalBackend().user_can_authenticate(person):
        return person
    return get_user(request)  # type: ignore[return-value]


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, which after signing in leads back to a page, never to an address that only takes what is posted."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        interrupted.keep_without_session(request)
        page, sign_in = page_of(request), resolve_url(self.get_login_url(view_func))
        return redirect_to_login(page, sign_in) if page else HttpResponseRedirect(sign_in)


class PartialRedirectMiddleware:
    """Lead the whole page elsewhere when a part of it (htmx) is answered by a redirection: to sign in, to certify…"""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "HX-Request" in request.headers and response.status_code in {301, 302, 303, 307, 308}:
            response.headers["HX-Redirect"] = response.headers["Location"]
            del response.headers["Location"]
            response.status_code = 204
        return response


class SessionLimitsMiddleware:
    """Ends a session that is idle, too old, or used for what it was not opened for (SECURITY D11, D13)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        row: Session | None = request.session.row if request.user.is_authenticated else None  # type: ignore[attr-defined]
        if row is not None and (reason := _over(request, row)):
            logout(request)
            request.signed_out_for = reason  # type: ignore[attr-defined]
            messages.info(request, reason)
        elif row is not None and BACKGROUND_HEADER not in request.headers:
            _note_activity(row)
        response = self.get_response(request)
        # Only the admin's sessions are marked: without a mark, a session is of the portal.
        if is_staff_path(request) and SESSION_KEY in request.session and KIND not in request.session:
            request.session[KIND] = SessionKind.STAFF
        return response


def _kind(request: HttpRequest) -> str:
    return SessionKind.STAFF if is_staff_path(request) else SessionKind.PORTAL


def _over(request: HttpRequest, row: Session) -> str:
    """Why the session ends, or nothing."""
    if row.kind != _kind(request):
        return "Connectez-vous ici avec vos identifiants."
    limits, now = limits_of(row.kind), timezone.now()
    if now - row.last_seen_at > limits.idle:
        minutes = limits.idle // timedelta(minutes=1)
        return f"Vous avez été déconnecté après {counted(minutes, 'minute')} sans activité. Connectez-vous de nouveau."
    if now - row.created_at >= limits.absolute:
        hours = limits.absolute // timedelta(hours=1)
        return f"Vous étiez connecté depuis {counted(hours, 'heure')} : connectez-vous de nouveau."
    return ""


def _note_activity(row: Session) -> None:
    now = timezone.now()
    if now - row.last_seen_at >= ACTIVITY_GRAIN:
        Session.objects.filter(pk=row.pk).update(last_seen_at=now)
        row.last_seen_at = now


class GateMiddleware:
    """Asks `accounts.gate` whether this person may go on, before any view that does not say otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or is_staff_path(request):
            return None
        closed = gate.first_closed(request, view)
        if closed is None:
            return None
        interrupted.keep(request)
        return redirect(closed.url_name)


class TypedAgainMiddleware:
    """Brings back, in the page it was typed in, what could not be sent (`core.typed_again`). Once."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or "HX-Request" in request.headers or not request.user.is_authenticated:
            return self.get_response(request)
        kept = typed_again.kept_for(request, request.user.public_id)  # type: ignore[union-attr]
        with typed_again.shown(kept):
            response = self.get_response(request)
        if kept is not None and response.status_code == HTTPStatus.OK:
            typed_again.forget(request)
        return response
