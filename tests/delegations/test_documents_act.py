"""The migration that gives the new right of Documents to whoever was given every section."""

from importlib import import_module

import pytest
from django.apps import apps

from core.rights import ALL_RIGHTS, DELEGABLE, Right, as_rights
from delegations.models import DelegationRequest
from tests.factories import (
    AdherentFactory,
    DelegationFactory,
    FirmFactory,
    InvitationFactory,
    MembershipFactory,
    UserFactory,
)

NEW = Right.DOCUMENTS_ACT
pytestmark = pytest.mark.django_db


def migrated(row):
    for app in ("accounts", "delegations"):
        import_module(f"{app}.migrations.0006_send_to_the_caisse").give(apps, None)
    row.refresh_from_db()
    return as_rights(row.rights)


def asked(rights):
    firm, by = FirmFactory(), UserFactory()
    return DelegationRequest.objects.create(
        adherent=AdherentFactory(), firm=firm, asked_by=by, email="c@exemple.fr", rights=rights
    )


MAKERS = {
    "delegation": lambda rights: DelegationFactory(rights=rights),
    "request": asked,
    "colleague": lambda rights: MembershipFactory(role="colleague", rights=rights),
    "invitation": lambda rights: InvitationFactory(rights=rights),
}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("given", [DELEGABLE, ALL_RIGHTS], ids=["every section", "everything"])
def test_whoever_had_every_section_has_the_new_right_once(maker, given):
    row = maker(sorted(given - {NEW}))
    assert migrated(row) == given
    assert migrated(row) == given
    assert row.rights.count(NEW) == 1


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_whoever_had_less_is_given_nothing(maker):
    less = DELEGABLE - {NEW, Right.SUPPORT_ACT}
    assert migrated(maker(sorted(less))) == less
