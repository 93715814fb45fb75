"""A tiers made from rows, for tests that go below the authority."""

from adherents.models import Adherent, Establishment
from core.access import Tiers


def tiers_of(adherent: Adherent, establishment: Establishment | None) -> Tiers:
    return Tiers(
        ref=establishment.public_id if establishment else adherent.public_id,
        name=adherent.name,
        site_label=establishment.name if establishment else "",
        adherent_id=adherent.pk,
        establishment_id=establishment.pk if establishment else None,
        caisse_id=adherent.caisse_id,
    )
