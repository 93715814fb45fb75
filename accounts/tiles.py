"""Home-page tiles of the account section."""

from typing import Any

from core.access import Access
from core.tiles import Tile


def _certifications(access: Access) -> dict[str, Any]:
    user = access.user
    return {
        "email": user.email,
        "email_certified_until": user.email_certified_until,
        "mobile": user.mobile,
        "mobile_certified_at": user.mobile_certified_at if user.has_certified_mobile else None,
    }


CERTIFICATIONS = Tile(
    "certifications",
    "Mes coordonnées certifiées",
    "patch-check",
    "accounts/tiles/certifications.html",
    _certifications,
    is_personal=True,
    namespaces=("accounts",),
)
