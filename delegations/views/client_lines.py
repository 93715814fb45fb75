"""The lines of the portfolio, as `firm/portfolio_line.html` is filled by fifties."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from core.templatetags.portal import siren
from delegations.queries.portfolio import Client

# Stands for a reference in an address.
_REFERENCE = "0" * 16


@dataclass(frozen=True, slots=True)
class ClientLine:
    """What the template asks about a client, and what it prints."""

    shape: dict[str, Any]
    own: dict[str, str]


def client_lines(clients: Iterable[Client], firm_ref: str, *, administers: bool) -> list[ClientLine]:
    """`administers`: whether the reader chooses clients to have them followed."""
    # Two addresses, of which only the reference changes.
    page, space = reverse("firm:client", args=[firm_ref, _REFERENCE]), reverse("portal_home", args=[_REFERENCE])
    return [_line(client, page, space, administers) for client in clients]


def _line(client: Client, page: str, space: str, administers: bool) -> ClientLine:
    whole = next((one for one in client.spaces if one.label == client.name), None)
    sites = tuple((space.replace(_REFERENCE, one.ref), one.label) for one in client.spaces if one is not whole)
    return ClientLine(
        shape={
            "administers": administers,
            "rights": tuple(client.rights),
            "followers": ", ".join(client.followers),
            "waiting": tuple(client.waiting),
            "state": client.state,
            "tag": client.tag,
            "has_space": whole is not None,
            "spaces": sites,
        },
        own={
            "ref": client.ref,
            "url": page.replace(_REFERENCE, client.ref),
            "name": client.name,
            "siren": siren(client.siren),
            "caisse": client.caisse,
            "space_url": space.replace(_REFERENCE, whole.ref) if whole else "",
            "sites": client.sites,
            "period": client.period,
        },
    )
