"""The pages of delegations and of cabinets, in each of their states."""

from datetime import date, timedelta

from django.utils import timezone

from delegations import history, links
from delegations.enums import DelegationState, EventKind, Side
from delegations.models import DelegationRequest, FirmMember
from tests.e2e.places import Visit, place
from tests.e2e.steps import field, press
from tests.factories import (
    PASSWORD,
    DelegationFactory,
    EstablishmentFactory,
    FirmFactory,
    FirmMemberFactory,
    PeriodFactory,
    UserFactory,
)

RIGHTS = ["absences.act", "absences.consult", "documents.consult", "legal.consult", "stoppages.act"]
TOKEN = "un-lien-de-trente-deux-caracteres"


def company(visit: Visit):
    """A holder with a delegation in each state, on the list; the one in force."""
    member = visit.signed_in()
    adherent = member.adherent
    site = EstablishmentFactory(adherent=adherent, name="Dépôt de Bagnolet")
    given = DelegationFactory(
        adherent=adherent, firm=FirmFactory(name="Cabinet Équilibre Expertise"), rights=RIGHTS, given_by=member.user
    )
    FirmMemberFactory(firm=given.firm)
    history.note(given, EventKind.GIVEN, side=Side.COMPANY, actor=member.user)
    history.note(given, EventKind.CHANGED, side=Side.COMPANY, actor=member.user, changes={"Sites": ["Siège", "Dépôt"]})
    DelegationFactory(
        adherent=adherent,
        firm=None,
        firm_siret=FirmFactory.build().siret,
        state=DelegationState.PENDING,
        invited_email="cabinet@exemple.fr",
        sites=[site],
    )
    DelegationFactory(
        adherent=adherent, state=DelegationState.REVOKED, end_reason="Changement de cabinet", rights=RIGHTS
    )
    DelegationRequest.objects.create(
        adherent=adherent, firm=FirmFactory(), asked_by=UserFactory(), email="c@exemple.fr", rights=RIGHTS
    )
    visit.go(f"/espace/{adherent.public_id}/delegations/")
    return given


def confirmed(visit: Visit, path: str) -> None:
    """A page that asks for a recent password first."""
    given = company(visit)
    visit.go(f"/espace/{given.adherent.public_id}/delegations/{path.format(ref=given.public_id)}")
    field(visit.page, "Mot de passe actuel").fill(PASSWORD)
    press(visit.page, "Continuer")


@place("delegations")
def delegations(visit: Visit) -> None:
    company(visit)


@place("delegations-empty")
def delegations_empty(visit: Visit) -> None:
    visit.go(f"/espace/{visit.signed_in().adherent.public_id}/delegations/")


@place("delegation")
def delegation(visit: Visit) -> None:
    given = company(visit)
    visit.go(f"/espace/{given.adherent.public_id}/delegations/{given.public_id}/")


@place("delegation-decline")
def delegation_decline(visit: Visit) -> None:
    company(visit)
    asked = DelegationRequest.objects.get()
    visit.go(f"{visit.page.url}demandes/{asked.public_id}/decliner/")


@place("delegation-give")
def delegation_give(visit: Visit) -> None:
    confirmed(visit, "donner/")


@place("delegation-give-refused")
def delegation_give_refused(visit: Visit) -> None:
    confirmed(visit, "donner/")
    press(visit.page, "Envoyer l’invitation")


@place("delegation-change")
def delegation_change(visit: Visit) -> None:
    confirmed(visit, "{ref}/modifier/")


@place("delegation-revoke")
def delegation_revoke(visit: Visit) -> None:
    confirmed(visit, "{ref}/retirer/")


def invitation(visit: Visit, **changes) -> None:
    DelegationFactory(
        **{
            "firm": None,
            "firm_siret": FirmFactory.build().siret,
            "state": DelegationState.PENDING,
            "invited_email": "cabinet@exemple.fr",
            "rights": RIGHTS,
            "token_digest": links.digest(TOKEN, purpose=links.DELEGATION),
            **changes,
        }
    )


@place("delegation-invitation")
def invitation_read(visit: Visit) -> None:
    invitation(visit)
    visit.go(f"/delegation/{TOKEN}/")


@place("delegation-invitation-signed-in")
def invitation_signed_in(visit: Visit) -> None:
    invitation(visit)
    visit.enter(visit.page, UserFactory(email="cabinet@exemple.fr"))
    visit.go(f"/delegation/{TOKEN}/")


@place("delegation-invitation-refuse")
def invitation_refuse(visit: Visit) -> None:
    invitation(visit)
    visit.go(f"/delegation/{TOKEN}/refuser/")


@place("delegation-invitation-account")
def invitation_account(visit: Visit) -> None:
    invitation(visit)
    visit.go(f"/delegation/{TOKEN}/compte/")


@place("delegation-invitation-expired")
def invitation_expired(visit: Visit) -> None:
    invitation(visit, invitation_expires_at=timezone.now() - timedelta(days=1))
    visit.go(f"/delegation/{TOKEN}/")


def cabinet(visit: Visit) -> str:
    """An administrator of a cabinet with clients; the address of its pages."""
    member = FirmMemberFactory(firm=FirmFactory(name="Cabinet Équilibre Expertise"), is_administrator=True)
    FirmMemberFactory(firm=member.firm, user__first_name="Bruno")
    today = timezone.localdate()
    DelegationFactory(firm=member.firm, adherent__name="Maçonnerie Acme", rights=RIGHTS)
    DelegationFactory(
        firm=member.firm, adherent__name="Globex Charpente", rights=RIGHTS[:2], ends_on=today + timedelta(days=9)
    )
    DelegationFactory(firm=member.firm, adherent__name="Couverture Le Goff", state=DelegationState.PENDING)
    visit.enter(visit.page, member.user)
    return f"/cabinet/{member.firm.public_id}/"


@place("firm-portfolio")
def firm_portfolio(visit: Visit) -> None:
    visit.go(cabinet(visit))


@place("firm-portfolio-nothing-found")
def firm_portfolio_nothing_found(visit: Visit) -> None:
    visit.go(f"{cabinet(visit)}?q=zzz")


@place("firm-client")
def firm_client(visit: Visit) -> None:
    visit.go(cabinet(visit))
    visit.page.get_by_role("main").get_by_role("link", name="Globex Charpente", exact=True).click()


@place("firm-collaborators")
def firm_collaborators(visit: Visit) -> None:
    visit.go(f"{cabinet(visit)}collaborateurs/")


@place("firm-requests")
def firm_requests(visit: Visit) -> None:
    visit.go(f"{cabinet(visit)}demandes/")


@place("firm-requests-preview")
def firm_requests_preview(visit: Visit) -> None:
    firm_requests(visit)
    text = b"SIRET;Adresse\nIF104287;alice@exemple.fr\n123;pas une adresse\n"
    upload = {"name": "clients.csv", "mimeType": "text/csv", "buffer": text}
    visit.page.get_by_label("Fichier CSV ou XLSX").set_input_files(upload)
    press(visit.page, "Vérifier")


def proposed(visit: Visit) -> str:
    """A cabinet with what is due at a client, and a delegation that waits for an answer; the address of the latter."""
    home = cabinet(visit)
    member = FirmMember.objects.get(firm__public_id=home.split("/")[2], is_administrator=True)
    client = DelegationFactory(firm=member.firm, adherent__name="Charpentes du Val").adherent
    PeriodFactory(adherent=client, month=date(2026, 6, 1))
    offered = DelegationFactory(
        firm=None,
        firm_siret=member.firm.siret,
        adherent__name="Durand Maçonnerie",
        state=DelegationState.PENDING,
        invited_email=member.user.email,
        invitation_expires_at=timezone.now() + timedelta(days=20),
    )
    visit.go(home)
    return f"/delegations-proposees/{offered.public_id}/"


@place("firm-home")
def firm_home(visit: Visit) -> None:
    proposed(visit)


@place("delegation-proposed")
def delegation_proposed(visit: Visit) -> None:
    visit.go(proposed(visit))


@place("delegation-proposed-refuse")
def delegation_proposed_refuse(visit: Visit) -> None:
    visit.go(f"{proposed(visit)}refuser/")
