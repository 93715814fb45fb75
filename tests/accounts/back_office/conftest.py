"""Fixtures of this folder."""

import pytest

from accounts.models import AccountOpening
from tests.accounts.back_office.kit import prepared
from tests.factories import (
    AdherentFactory,
    CaisseFactory,
    MembershipFactory,
    StaffFactory,
    UserFactory,
)
from tests.staff import enter_admin


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None}}
    settings.STORAGES = {**settings.STORAGES, "private": private}


@pytest.fixture
def caisse(db):
    return CaisseFactory(name="CIBTP Île-de-France")


@pytest.fixture
def rival_caisse(db):
    return CaisseFactory(name="CIBTP Méditerranée")


@pytest.fixture
def sami(client, caisse):
    """A manager of the caisse, signed in."""
    user = StaffFactory(staff_caisse=caisse, first_name="Sami", email="sami@caisse.example")
    enter_admin(client, user)
    return user


@pytest.fixture
def acme(caisse):
    return AdherentFactory(caisse=caisse, name="Acme Maçonnerie", cibtp_id="ACME01")


@pytest.fixture
def rival(rival_caisse):
    return AdherentFactory(caisse=rival_caisse, name="Rival Toiture", cibtp_id="RIVAL9")


@pytest.fixture
def both(acme, rival):
    """A row of every model, on each side."""
    rows = {}
    for key, company in (("own", acme), ("foreign", rival)):
        batch = prepared(company)
        membership = MembershipFactory(
            adherent=company, user=UserFactory(last_name=f"Nom-{company.cibtp_id}", email=f"{key}@exemple.fr")
        )
        rows[key] = [
            AccountOpening.objects.get(adherent=company),
            batch,
            membership,
            membership.user,
            company,
            company.head_office,
        ]
    return rows


@pytest.fixture
def rose(client, caisse):
    """Consults only, same caisse."""
    user = StaffFactory(staff_caisse=caisse, staff_role="reader", email="rose@caisse.example")
    enter_admin(client, user)
    return user
