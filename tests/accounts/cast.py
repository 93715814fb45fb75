"""Who comes to each company of the cast: by its letters, by an invitation, to replace its holder."""

from typing import Any

from django.utils import timezone

from accounts.enums import BatchState
from accounts.models import LetterBatch, PendingAccount
from tests.cast import CONSULT_ONLY, Company
from tests.factories import PASSWORD, HolderChangeFactory, InvitationFactory, OpeningFactory, hashed


def rows_of(company: Company) -> dict[str, Any]:
    adherent, mark = company.adherent, company.mark
    batch = _batch(company)
    opening = OpeningFactory(adherent=adherent, establishment=company.site, batch=batch)
    return {
        "batch": batch,
        "opening": opening,
        "pending": PendingAccount.objects.create(
            opening=opening,
            email=f"attente.{mark.lower()}@exemple.fr",
            password=hashed(PASSWORD),
            first_name=f"Prénom{mark}",
            last_name=mark,
            terms=company.terms,
            terms_accepted_at=timezone.now(),
        ),
        "invitation": InvitationFactory(
            adherent=adherent,
            invited_by=company.holder,
            email=f"invite.{mark.lower()}@exemple.fr",
            first_name=f"Prénom{mark}",
            last_name=mark,
            rights=sorted(CONSULT_ONLY),
            token=f"jeton-{mark}",
        ),
        "holder_change": HolderChangeFactory(
            adherent=adherent,
            holder=company.holder,
            email=f"suite.{mark.lower()}@exemple.fr",
            first_name=f"Suite{mark}",
            last_name=mark,
        ),
    }


def _batch(company: Company) -> LetterBatch:
    site, mark = company.site, company.mark
    return LetterBatch.objects.create(
        caisse=company.caisse,
        requested_by=None,
        state=BatchState.READY,
        establishment_ids=[site.pk],
        left_out=[{"establishment": site.pk, "name": f"Site {mark}", "reason": "Adresse postale absente"}],
        finished_at=timezone.now(),
    )
