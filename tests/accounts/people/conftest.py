"""A company with two holders, a colleague who manages people, and a colleague of one site."""

from dataclasses import dataclass

import pytest
from django.test import Client

from accounts.enums import MembershipRole
from accounts.models import Membership, User
from adherents.models import Adherent, Establishment
from core.access import Access
from core.rights import Right
from delegations import authority
from tests.accounts.steps import signed_in
from tests.factories import AdherentFactory, EstablishmentFactory, MembershipFactory


@dataclass(frozen=True, slots=True)
class Company:
    adherent: Adherent
    site: Establishment
    holder: Membership
    other_holder: Membership
    manager: Membership
    colleague: Membership
    of_site: Membership

    @property
    def ref(self) -> str:
        return self.adherent.public_id

    def access(self, user: User) -> Access:
        found = authority.resolve(user, self.ref)
        assert found is not None
        return found


MANAGED = sorted({Right.EMPLOYEES_CONSULT, Right.EMPLOYEES_ACT, Right.COLLEAGUES_ACT})


@pytest.fixture
def company(db: None) -> Company:
    adherent = AdherentFactory(name="Durand Maçonnerie")
    site = EstablishmentFactory(adherent=adherent, name="Dépôt de Créteil")

    def member(first_name: str, **fields: object) -> Membership:
        email = f"{first_name.lower()}@durand.fr"
        person = {"user__first_name": first_name, "user__last_name": "Durand", "user__email": email}
        return MembershipFactory(adherent=adherent, **person, **fields)

    colleague = {"role": MembershipRole.COLLEAGUE}
    return Company(
        adherent=adherent,
        site=site,
        holder=member("Claire"),
        other_holder=member("Paul"),
        manager=member("Marc", rights=MANAGED, **colleague),
        colleague=member("Lea", rights=[Right.EMPLOYEES_CONSULT.value], **colleague),
        of_site=member("Sam", rights=[Right.EMPLOYEES_CONSULT.value], establishment=site, **colleague),
    )


@pytest.fixture
def holder(company: Company) -> Client:
    return signed_in(company.holder.user)


@pytest.fixture
def manager(company: Company) -> Client:
    return signed_in(company.manager.user)
