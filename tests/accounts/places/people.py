"""The pages of the people of a company, its journal and its invitations; for the tests that look at every page."""

from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from accounts.enums import MembershipRole
from accounts.models import Membership
from core import audit
from core.rights import Right
from tests.e2e.places import Visit, place
from tests.e2e.steps import field, open_invited_account, press
from tests.factories import (
    PASSWORD,
    EstablishmentFactory,
    HolderChangeFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
)


def people(visit: Visit) -> Any:
    """A holder with a colleague, somebody invited, and a password just given."""
    member = visit.signed_in()
    site = EstablishmentFactory(adherent=member.adherent, name="Dépôt de Bagnolet")
    colleague = {"role": MembershipRole.COLLEAGUE, "rights": [Right.LEGAL_CONSULT, Right.ABSENCES_ACT, Right.BANK_ACT]}
    bruno = MembershipFactory(
        adherent=member.adherent, user__first_name="Bruno", user__last_name="Lefèvre", **colleague
    )
    MembershipFactory(adherent=member.adherent, establishment=site, user__first_name="Inès", **colleague)
    InvitationFactory(adherent=member.adherent, invited_by=member.user, token="jeton")
    for number in range(3):
        audit.record(
            "accounts.rights_changed",
            actor=bruno.user,
            adherent_id=member.adherent_id,
            tiers_label=member.adherent.name,
            changes={"person": f"Collègue {number}", "added": [Right.LEGAL_ACT]},
            refused=number == 1,
        )
    return bruno


def confirmed(visit: Visit, address: str) -> None:
    """There, after the password that it asks for."""
    visit.go(address)
    field(visit.page, "Mot de passe actuel").fill(PASSWORD)
    press(visit.page, "Continuer")


@place("colleagues", is_signed_in=True)
def colleagues(visit: Visit) -> None:
    people(visit)
    visit.go(f"{visit.page.url}collegues/")


@place("colleagues-alone", is_signed_in=True)
def colleagues_alone(visit: Visit) -> None:
    visit.signed_in()
    visit.go(f"{visit.page.url}collegues/")


@place("colleagues-invite")
def colleagues_invite(visit: Visit) -> None:
    people(visit)
    confirmed(visit, f"{visit.page.url}collegues/inviter/")


@place("colleagues-invite-refused")
def colleagues_invite_refused(visit: Visit) -> None:
    colleagues_invite(visit)
    press(visit.page, "Envoyer l’invitation")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("colleagues-rights")
def colleagues_rights(visit: Visit) -> None:
    bruno = people(visit)
    confirmed(visit, f"{visit.page.url}collegues/{bruno.public_id}/droits/")


@place("colleagues-rights-changed")
def colleagues_rights_changed(visit: Visit) -> None:
    bruno = people(visit)
    confirmed(visit, f"{visit.page.url}collegues/{bruno.public_id}/droits/")
    Membership.objects.filter(pk=bruno.pk).update(rights=[Right.DOCUMENTS_CONSULT])
    press(visit.page, "Enregistrer")
    expect(visit.page.get_by_role("alert")).to_be_visible()


@place("colleagues-remove")
def colleagues_remove(visit: Visit) -> None:
    bruno = people(visit)
    confirmed(visit, f"{visit.page.url}collegues/{bruno.public_id}/retirer/")


@place("replace-holder")
def replace_holder(visit: Visit) -> None:
    people(visit)
    confirmed(visit, f"{visit.page.url}collegues/titulaire/")


@place("replacement-withdraw")
def replacement_withdraw(visit: Visit) -> None:
    bruno = people(visit)
    holder = bruno.adherent.memberships.get(role=MembershipRole.HOLDER).user
    HolderChangeFactory(adherent=bruno.adherent, holder=holder)
    visit.go(f"{visit.page.url}collegues/titulaire/retirer-la-demande/")


@place("journal", is_signed_in=True)
def journal(visit: Visit) -> None:
    people(visit)
    visit.go(f"{visit.page.url}journal/")


@place("journal-empty")
def journal_empty(visit: Visit) -> None:
    visit.signed_in()
    visit.go(f"{visit.page.url}journal/?person=Personne")


@place("invitation")
def invitation(visit: Visit) -> None:
    InvitationFactory(token="jeton", adherent__name="Durand Maçonnerie", invited_by=UserFactory())
    visit.go("/invitation/jeton/")


@place("invitation-account")
def invitation_account(visit: Visit) -> None:
    invitation(visit)
    visit.page.get_by_role("link", name="Ouvrir mon compte et accepter").click()


@place("invitation-opened")
def invitation_opened(visit: Visit) -> None:
    invitation_account(visit)
    open_invited_account(visit.page)
    expect(visit.page.get_by_text("C’est fait")).to_be_visible()


for _state in ("accepted", "refused", "withdrawn", "expired"):

    @place(f"invitation-{_state}")
    def invitation_over(visit: Visit, state: str = _state) -> None:
        InvitationFactory(token="jeton", state=state, ended_at=timezone.now())
        visit.go("/invitation/jeton/")


@place("invitation-invalid")
def invitation_invalid(visit: Visit) -> None:
    visit.go("/invitation/nimporte-quoi/")


@place("invitations")
def invitations(visit: Visit) -> None:
    member = visit.signed_in()
    InvitationFactory(email=member.user.email, invited_by=UserFactory())
    visit.go("/compte/invitations/")
