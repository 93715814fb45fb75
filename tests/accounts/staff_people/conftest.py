"""A manager, a reader, the network, and people of two caisses."""

import pytest

from tests.cast import person
from tests.factories import AdherentFactory, CaisseFactory, MembershipFactory
from tests.staff import staff_client

PEOPLE = "admin:accounts_user_changelist"


@pytest.fixture
def caisse(db):
    return CaisseFactory(name="CIBTP Île-de-France")


@pytest.fixture
def rival(db):
    return CaisseFactory(name="CIBTP Méditerranée")


@pytest.fixture
def sami(caisse):
    return person("Sami", is_staff=True, staff_caisse=caisse, staff_role="manager")


@pytest.fixture
def reader(caisse):
    return person("Lise", is_staff=True, staff_caisse=caisse, staff_role="reader")


@pytest.fixture
def network(db):
    return person("network", is_staff=True, is_superuser=True)


@pytest.fixture
def browser(sami):
    return staff_client(sami)


@pytest.fixture
def claire(caisse):
    user = person("Claire", last_name="Durand", email="claire.durand@acme.fr", mobile="+33612345678")
    MembershipFactory(user=user, adherent=AdherentFactory(caisse=caisse, name="Acme Maçonnerie", cibtp_id="ACME01"))
    return user


@pytest.fixture
def stranger(rival):
    user = person("Mallory", last_name="Durand", email="mallory@rival.fr", mobile="+33612345678")
    MembershipFactory(user=user, adherent=AdherentFactory(caisse=rival, name="Rival Maçonnerie", cibtp_id="RIVAL9"))
    return user
