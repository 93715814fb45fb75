"""Where a request comes from (behind the proxies that we trust and no others, SECURITY A14), and where it may lead."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
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


def local_address(request: HttpRequest, wanted: str, default: str) -> str:
    """`wanted` if it is an address of ours, else `default` (SECURITY I3)."""
    is_ours = bool(wanted) and url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else default
