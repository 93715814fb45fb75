"""The lines of the portfolio, as `firm/portfolio_line.html` is filled by fifties."""

from collections.abc import Iterable

from django.urls import reverse

from core.references import ANY_REFERENCE
from core.stencils import Line
from core.templatetags.portal import siren
from delegations.portfolio.queries import Client


def client_lines(clients: Iterable[Client], firm_ref: str, *, administers: bool) -> list[Line]:
    """`administers`: whether the reader chooses clients to have them followed."""
    # Two addresses, of which only the reference changes.
    page, space = reverse("firm:client", args=[firm_ref, ANY_REFERENCE]), reverse("portal_home", args=[ANY_REFERENCE])
    return [_line(client, page, space, administers) for client in clients]


def _line(client: Client, page: str, space: str, administers: bool) -> Line:
    whole = next((one for one in client.spaces if one.label == client.name), None)
    sites = tuple((space.replace(ANY_REFERENCE, one.ref), one.label) for one in client.spaces if one is not whole)
    return Line(
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
            "url": page.replace(ANY_REFERENCE, client.ref),
            "name": client.name,
            "siren": siren(client.siren),
            "caisse": client.caisse,
            "space_url": space.replace(ANY_REFERENCE, whole.ref) if whole else "",
            "sites": client.sites,
            "period": client.period,
        },
    )
