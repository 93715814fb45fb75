"""The request's context, the headers every response carries, compression, the armed tripwire, the 429 page."""

import secrets
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render, resolve_url
from psycopg.errors import UntranslatableCharacter

from core import audit
from core import context as request_context
from core.addresses import client_ip, page_above
from core.tenancy import scoped_to
from core.throttling import Throttled

GetResponse = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class RequestContextMiddleware:
    """Gives the request an identifier and remembers where it comes from."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        context = request_context.RequestContext(
            request_id=secrets.token_hex(8), ip=client_ip(request), agent=request.headers.get("User-Agent", "")[:400]
        )
        request_context.enter(context)
        try:
            response = self.get_response(request)
        finally:
            request_context.leave()
        response.headers["X-Request-ID"] = context.request_id
        return response


class SecurityHeadersMiddleware:
    """Headers that Django has no setting for. Pages of a person are never stored by a cache (SECURITY S13)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages here rather than in the proxy: Django pads them at random, against BREACH.

    Files, which stream, are left alone: PDF and XLSX are compressed already, and keep their length.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)


class NullByteMiddleware:
    """Refuses (400) a null byte: PostgreSQL holds none, no person types one.

    In the address, a header or a cookie, before anything. In a body, of whatever type, a form says it beside its field;
    what a view takes without a form is stopped on its way to the database, which undoes what was begun.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = (request.path, *(text for pair in request.GET.lists() for text in (pair[0], *pair[1])))
        headers = (value for name, value in request.META.items() if name.startswith("HTTP_"))
        if any("\x00" in text for text in (*asked, *headers, *request.COOKIES.values())):
            raise SuspiciousOperation("null byte")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, DataError) and _is_of_a_null_byte(exception.__cause__):
            raise SuspiciousOperation("null byte") from exception


def _is_of_a_null_byte(error: BaseException | None) -> bool:
    """As a text, refused by psycopg itself; inside JSON, by PostgreSQL."""
    return isinstance(error, UntranslatableCharacter) or "NUL (0x00)" in str(error)


class PostedOnlyMiddleware:
    """Leads whoever opens an address that only takes what is posted to the page above it, rather than to a blank 405.

    A page reloaded after an error, an address kept as a bookmark, or asked for before signing in. Machines (webhooks)
    are told the truth.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_only_posted_to(request, response):
            return response
        page = page_above(request.path)
        if page == "/" and request.user.is_authenticated:
            page = resolve_url(settings.LOGIN_REDIRECT_URL)
        return HttpResponseRedirect(page)


def _is_only_posted_to(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether that is why a page, asked for by a person, is refused."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method not in {"GET", "HEAD"}:
        return False
    view = getattr(request.resolver_match, "func", None)
    return "GET" not in response.headers.get("Allow", "") and not getattr(view, "is_for_machines", False)


class TenancyMiddleware:
    """Arms the tripwire: until the authority has answered, no company's row may be read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with scoped_to(None):
            return self.get_response(request)


class ThrottledMiddleware:
    """Turns `Throttled` into a 429 page that says when to come back; journals every refusal (SECURITY L2)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for rule in request_context.current().throttled:
            actor = request.user if request.user.is_authenticated else None
            audit.record("core.throttled", actor=actor, target=rule, refused=True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Throttled):
            return None
        return throttled_response(request, exception)


def throttled_response(request: HttpRequest, exception: Throttled) -> HttpResponse:
    verdict = exception.verdict
    response = render(request, "429.html", {"minutes": verdict.minutes}, status=429)
    response.headers["Retry-After"] = str(verdict.retry_after)
    return response
