"""The cast of DESIGN §9: the people and the companies that every security test brings together.

Acme and Globex belong to one caisse, Rival to another. Every text that belongs to Rival holds `CANARY`: a page of
anyone else that shows it has leaked.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.enums import BatchState, MembershipRole, SessionKind
from accounts.models import (
    AccountOpening,
    HolderChange,
    Invitation,
    LetterBatch,
    Membership,
    PendingAccount,
    User,
)
from accounts.sessions import KIND
from adherents.enums import PageKind, PeriodState, RateKind
from adherents.models import (
    Adherent,
    BankAccount,
    Caisse,
    ChangeProof,
    ChangeRequest,
    Contact,
    ContributionRate,
    DeclarativePeriod,
    Establishment,
    LegalPage,
    TermsVersion,
)
from core.models import AuditEvent, OutgoingMessage
from core.rights import DELEGABLE, SENSITIVE, Right
from delegations.enums import DelegationState, EventKind, Side
from delegations.models import (
    Delegation,
    DelegationEvent,
    DelegationRequest,
    Firm,
    FirmMember,
    FollowUp,
    JoinRequest,
)
from tests.employees.cast import People, gather_people
from tests.factories import (
    PASSWORD,
    AdherentFactory,
    BankAccountFactory,
    CaisseFactory,
    ChangeFactory,
    ContactFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmFactory,
    FirmMemberFactory,
    HolderChangeFactory,
    InvitationFactory,
    MembershipFactory,
    OpeningFactory,
    PeriodFactory,
    ProofFactory,
    hashed,
)
from tests.staff import enter_admin

CANARY = "CANARI"
CONSULT_ONLY = frozenset(right for right in Right if right.value.endswith(".consult")) - SENSITIVE
ABSENCES_ONLY = frozenset({Right.ABSENCES_CONSULT, Right.ABSENCES_ACT})


class Browser(Client):
    """Reads what it downloads to its end, as a browser does, and keeps it in the answer."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if response.streaming:
            response.streaming_content = [b"".join(response)]
        return response


@dataclass(frozen=True, slots=True)
class Company:
    """A company and one row of every kind that belongs to it or to its caisse."""

    adherent: Adherent
    site: Establishment
    holder: User
    membership: Membership
    opening: AccountOpening
    pending: PendingAccount
    batch: LetterBatch
    legal_page: LegalPage
    terms: TermsVersion
    message: OutgoingMessage
    event: AuditEvent
    invitation: Invitation
    holder_change: HolderChange
    contact: Contact
    bank_account: BankAccount
    period: DeclarativePeriod
    change: ChangeRequest
    proof: ChangeProof
    rate: ContributionRate
    delegation: Delegation
    request: DelegationRequest
    member: FirmMember
    people: People

    @property
    def ref(self) -> str:
        return self.adherent.public_id


@dataclass(frozen=True, slots=True)
class Cast:
    caisse: Caisse
    other_caisse: Caisse
    acme: Company
    globex: Adherent
    rival: Company
    firm: Firm
    delegation: Delegation
    alice: User
    bruno: User
    chloe: User
    denis: User
    mallory: User
    zoe: User
    sami: User
    rose: User

    @property
    def people(self) -> dict[str, User | None]:
        names = ("alice", "bruno", "chloe", "denis", "mallory", "zoe", "sami", "rose")
        return {"anonymous": None, **{name: getattr(self, name) for name in names}}

    def browser(self, name: str, **options: Any) -> Client:
        """A browser of its own, already signed in (but for `anonymous`); the staff, in the admin too."""
        client = Browser(**options)
        if user := self.people[name]:
            client.force_login(user)
            session = client.session
            session[KIND] = SessionKind.PORTAL.value
            session.save()
            if user.is_staff:
                enter_admin(client, user)
        return client


def person(name: str, **fields: Any) -> User:
    values = {
        "email": f"{name.lower()}@exemple.fr".replace("é", "e"),
        "first_name": name,
        "last_name": "Exemple",
        "email_certified_at": timezone.now(),
        "password": hashed(PASSWORD),
    }
    return User.objects.create(**{**values, **fields})


def gather() -> Cast:
    """Make everybody and everything."""
    caisse = CaisseFactory(name="CIBTP Acme", slug="caisse-acme")
    other = CaisseFactory(name="CIBTP Ailleurs", slug="caisse-ailleurs")
    alice = person("Alice", mobile="+33612345678", mobile_certified_at=timezone.now())
    mallory = person(f"Mallory{CANARY}", last_name=CANARY, email="mallory.canari@exemple.fr", mobile="+33699999999")
    acme = _company(caisse, alice, "ACME", "Acme Maçonnerie")
    rival = _company(other, mallory, CANARY, f"{CANARY} Rival & Fils")
    globex = AdherentFactory(caisse=caisse, name="Globex Charpente", cibtp_id="GLOBEX1")
    bruno, chloe, denis = person("Bruno"), person("Chloé"), person("Denis")
    MembershipFactory(user=bruno, adherent=acme.adherent, role=MembershipRole.COLLEAGUE, rights=sorted(CONSULT_ONLY))
    firm = FirmFactory(name="Comptes et Bilans")
    FirmMemberFactory(firm=firm, user=chloe)
    delegation = DelegationFactory(adherent=acme.adherent, firm=firm, rights=sorted(ABSENCES_ONLY))
    DelegationFactory(adherent=globex, firm=firm, rights=sorted(ABSENCES_ONLY))
    _expired(acme.adherent, denis)
    return Cast(
        caisse=caisse,
        other_caisse=other,
        acme=acme,
        globex=globex,
        rival=rival,
        firm=firm,
        delegation=delegation,
        alice=alice,
        bruno=bruno,
        chloe=chloe,
        denis=denis,
        mallory=mallory,
        zoe=person("Zoé"),
        sami=person("Sami", is_staff=True, staff_caisse=caisse, staff_role="manager"),
        rose=person("Rose", is_staff=True, staff_caisse=other, staff_role="manager"),
    )


def _expired(adherent: Adherent, user: User) -> None:
    member: FirmMember = FirmMemberFactory(firm=FirmFactory(name="Ancien Cabinet"), user=user)
    yesterday = timezone.localdate() - timedelta(days=1)
    DelegationFactory(adherent=adherent, firm=member.firm, rights=sorted(DELEGABLE), ends_on=yesterday)


def _company(caisse: Caisse, holder: User, mark: str, name: str) -> Company:
    adherent = AdherentFactory(
        caisse=caisse, name=name, cibtp_id=f"{mark}1", holder_first_name=f"Prénom{mark}", holder_last_name=mark
    )
    Establishment.objects.filter(adherent=adherent).update(name=f"Siège {mark}", address=f"1 rue {mark}\n75001 Paris")
    site = EstablishmentFactory(adherent=adherent, name=f"Dépôt {mark}", address=f"2 rue {mark}\n75001 Paris")
    batch = LetterBatch.objects.create(
        caisse=caisse,
        requested_by=None,
        state=BatchState.READY,
        establishment_ids=[site.pk],
        left_out=[{"establishment": site.pk, "name": f"Site {mark}", "reason": "Adresse postale absente"}],
        finished_at=timezone.now(),
    )
    opening = OpeningFactory(adherent=adherent, establishment=site, batch=batch)
    change = ChangeFactory(
        adherent=adherent,
        asked={"name": f"Paie {mark}", "email": f"paie.{mark.lower()}@exemple.fr", "phone": ""},
        asked_by=holder,
        asked_by_label=f"Auteur {mark}",
    )
    terms = TermsVersion.objects.create(caisse=caisse, number=1, body=f"Conditions {mark}")
    return Company(
        adherent=adherent,
        site=site,
        holder=holder,
        membership=MembershipFactory(user=holder, adherent=adherent),
        opening=opening,
        pending=_pending(opening, terms, mark),
        batch=batch,
        legal_page=LegalPage.objects.create(caisse=caisse, kind=PageKind.ACCESSIBILITY, body=f"Page {mark}"),
        terms=terms,
        message=_message(caisse, holder, mark),
        event=_event(adherent, holder, mark),
        invitation=InvitationFactory(
            adherent=adherent,
            invited_by=holder,
            email=f"invite.{mark.lower()}@exemple.fr",
            first_name=f"Prénom{mark}",
            last_name=mark,
            rights=sorted(CONSULT_ONLY),
            token=f"jeton-{mark}",
        ),
        holder_change=HolderChangeFactory(
            adherent=adherent,
            holder=holder,
            email=f"suite.{mark.lower()}@exemple.fr",
            first_name=f"Suite{mark}",
            last_name=mark,
        ),
        contact=ContactFactory(adherent=adherent, name=f"Contact {mark}"),
        bank_account=BankAccountFactory(adherent=adherent, holder=f"Titulaire {mark}"),
        period=PeriodFactory(adherent=adherent, state=PeriodState.ANOMALY, message=f"Message {mark}"),
        change=change,
        proof=ProofFactory(change=change, name=f"Justificatif {mark}.pdf"),
        rate=ContributionRate.objects.create(
            caisse=caisse,
            kind=RateKind.LEAVE,
            rate=Decimal("20.10"),
            starts_on=date(2026, 1, 1),
            source=f"Source {mark}",
        ),
        people=gather_people(adherent, mark),
        **_delegations(adherent, site, mark),
    )


def _delegations(adherent: Adherent, site: Establishment, mark: str) -> dict[str, Any]:
    """A delegation for one site, with its history, its follower and somebody who waits; and a demande of its firm."""
    firm = FirmFactory(name=f"Cabinet {mark}")
    member = FirmMemberFactory(firm=firm, user=person(f"Comptable{mark}", last_name=mark))
    delegation = DelegationFactory(
        adherent=adherent,
        firm=firm,
        rights=[Right.LEGAL_CONSULT.value],
        sites=[site],
        invited_email=member.user.email,
        end_reason="",
    )
    DelegationEvent.objects.create(
        delegation=delegation,
        adherent=adherent,
        kind=EventKind.GIVEN,
        side=Side.COMPANY,
        actor_label=f"Acteur {mark}",
        reason=f"Motif {mark}",
        changes={"Sites": ["", site.name]},
        version=1,
    )
    FollowUp.objects.create(delegation=delegation, adherent=adherent, member=member)
    other = FirmFactory(name=f"Autre cabinet {mark}")
    waiting = DelegationFactory(
        adherent=adherent, firm=other, state=DelegationState.PENDING, invited_email=f"invite.{mark.lower()}@exemple.fr"
    )
    JoinRequest.objects.create(delegation=waiting, adherent=adherent, firm=other, user=member.user)
    request = DelegationRequest.objects.create(
        adherent=adherent,
        firm=FirmFactory(name=f"Cabinet demandeur {mark}"),
        email=f"demande.{mark.lower()}@exemple.fr",
        rights=[Right.LEGAL_CONSULT.value],
    )
    return {"delegation": delegation, "request": request, "member": member}


def _pending(opening: AccountOpening, terms: TermsVersion, mark: str) -> PendingAccount:
    return PendingAccount.objects.create(
        opening=opening,
        email=f"attente.{mark.lower()}@exemple.fr",
        password=hashed(PASSWORD),
        first_name=f"Prénom{mark}",
        last_name=mark,
        terms=terms,
        terms_accepted_at=timezone.now(),
    )


def _message(caisse: Caisse, user: User, mark: str) -> OutgoingMessage:
    return OutgoingMessage.objects.create(
        channel=OutgoingMessage.Channel.EMAIL,
        kind="accounts/attached",
        recipient=f"{mark.lower()}@exemple.fr",
        subject=f"Objet {mark}",
        body_text=f"Texte {mark}",
        status=OutgoingMessage.Status.SENT,
        sent_at=timezone.now(),
        caisse_id=caisse.pk,
        user=user,
    )


def _event(adherent: Adherent, user: User, mark: str) -> AuditEvent:
    return AuditEvent.objects.create(
        action="accounts.attached",
        actor_id=user.pk,
        actor_label=str(user),
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"objet {mark}",
    )
