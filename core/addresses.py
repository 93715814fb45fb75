"""Where a request comes from (behind the proxies that we trust and no others, SECURITY A14), and where it may lead."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


def client_ip(request: HttpRequest) -> str:
    """Return the address that the outermost trusted proxy saw, in canonical form; `0.0.0.0` when unreadable.

    With `TRUSTED_PROXY_COUNT = n`, the n-th value from the right of X-Forwarded-For is the client; whatever the
    client wrote further left is ignored. IPv6 clients are counted by /64, which is what one subscriber holds.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXY_COUNT or 0
    if proxies:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(forwarded) >= proxies:
            address = forwarded[-proxies]
    return _canonical(address)


def _canonical(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "0.0.0.0"  # noqa: S104  a placeholder, not a bind address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped:
            return str(known.ipv4_mapped)
        return str(ipaddress.ip_network((known, 64), strict=False).network_address)
    return str(known)


def page_of(request: HttpRequest) -> str:
    """The page a person looks at: the one read or, when something is posted, the one posted from, if known."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    sent_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(sent_from, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(sent_from)
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def page_above(path: str) -> str:
    """The nearest address above that one that leads somewhere; at worst the first page.

    It names nothing that the address did not: `…/demandes/` is no delegation, whose reference would be « demandes ».
    """
    parts, named = path.strip("/").split("/"), _named_by(path) or frozenset()
    for length in range(len(parts) - 1, 0, -1):
        above = f"/{'/'.join(parts[:length])}/"
        names = _named_by(above)
        if names is not None and names <= named:
            return above
    return "/"


def _named_by(path: str) -> frozenset[str] | None:
    """The references in an address; None when it leads nowhere."""
    try:
        return frozenset(map(str, resolve(path).kwargs.values()))
    except Resolver404:
        return None


def local_address(request: HttpRequest, wanted: str, default: str) -> str:
    """`wanted` if it is an address of ours, else `default` (SECURITY I3)."""
    is_ours = bool(wanted) and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else default
