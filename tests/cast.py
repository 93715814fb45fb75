"""The cast of DESIGN §9: the people and the companies that every security test brings together.

Acme and Globex belong to one caisse, Rival to another. Every text that belongs to Rival holds `CANARY`: a page of
anyone else that shows it has leaked.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.enums import MembershipRole, SessionKind
from accounts.models import User
from accounts.sessions import KIND
from adherents.models import Adherent, Caisse, Establishment
from core.rights import DELEGABLE, SENSITIVE, Right
from delegations.models import Delegation, Firm, FirmMember
from tests.factories import (
    PASSWORD,
    AdherentFactory,
    CaisseFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmFactory,
    FirmMemberFactory,
    MembershipFactory,
    hashed,
)
from tests.sections import parts
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


class Company:
    """A company, who holds it and its second site; then what each section adds (`tests/<section>/cast.py`).

    `rows_of(company)` of a section returns its rows by name: `{"invitation": …}` is read `cast.acme.invitation`.
    """

    def __init__(self, adherent: Adherent, holder: User, mark: str) -> None:
        self.adherent, self.holder, self.mark = adherent, holder, mark
        self.site = EstablishmentFactory(adherent=adherent, name=f"Dépôt {mark}", address=f"2 rue {mark}\n67000 Ville")
        self.membership = MembershipFactory(user=holder, adherent=adherent)
        for section in parts("cast"):
            self._add(section.rows_of(self))

    def _add(self, rows: dict[str, Any]) -> None:
        assert not rows.keys() & vars(self).keys(), f"added twice: {rows.keys() & vars(self).keys()}"
        vars(self).update(rows)

    @property
    def caisse(self) -> Caisse:
        return self.adherent.caisse

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
    return Company(adherent, holder, mark)
