"""What the database itself refuses, whoever asks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from adherents.models import Adherent, Establishment, TermsVersion
from adherents.services import ensure_terms
from tests.factories import (
    AdherentFactory,
    CaisseFactory,
    EstablishmentFactory,
    MembershipFactory,
    new_siren,
    siret_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value"),
    [("siren", "000000000"), ("siren", "12345678"), ("siren", "12345678A"), ("cibtp_id", "70-01"), ("cibtp_id", "70a")],
)
def test_a_malformed_identifier_of_a_company_is_refused(field, value):
    adherent = AdherentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Adherent.objects.filter(pk=adherent.pk).update(**{field: value})


@pytest.mark.parametrize("siret", ["00000000000000", "5520813176652", "5520813176652A"])
def test_a_malformed_siret_is_refused(siret):
    site = AdherentFactory().head_office
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.filter(pk=site.pk).update(siret=siret)


def test_an_identifiant_is_unique_in_its_caisse_only():
    first = AdherentFactory()
    AdherentFactory(cibtp_id=first.cibtp_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        AdherentFactory(cibtp_id=first.cibtp_id, caisse=first.caisse)


def test_a_company_has_one_head_office_and_each_siret_once():
    adherent = AdherentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EstablishmentFactory(adherent=adherent, is_head_office=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        EstablishmentFactory(adherent=adherent, siret=adherent.head_office.siret)


def test_a_siret_begins_with_the_siren_of_its_company():
    adherent, stranger = AdherentFactory(), AdherentFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        EstablishmentFactory(adherent=adherent, siret=siret_of(new_siren()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.filter(pk=adherent.head_office.pk).update(siret=siret_of(new_siren()))
    with pytest.raises(IntegrityError), transaction.atomic():
        Establishment.objects.filter(pk=adherent.head_office.pk).update(adherent=stranger)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adherent.objects.filter(pk=adherent.pk).update(siren=new_siren())


def test_la_poste_is_a_company_like_another():
    post = AdherentFactory()
    post.head_office.delete()
    post.siren = "356000000"
    post.save()
    for siret in ("35600000000048", "35600000049837"):
        EstablishmentFactory(adherent=post, siret=siret).full_clean()


def test_a_site_of_another_siren_is_told_in_french():
    adherent = AdherentFactory()
    site = EstablishmentFactory.build(adherent=adherent, siret=siret_of(new_siren()))
    with pytest.raises(ValidationError, match="commence par le SIREN"):
        site.full_clean()


def test_a_published_version_of_the_terms_is_neither_rewritten_nor_deleted():
    version = ensure_terms(CaisseFactory())
    with pytest.raises(ProgrammingError), transaction.atomic():
        TermsVersion.objects.filter(pk=version.pk).update(body="Autre texte")
    with pytest.raises(ProgrammingError), transaction.atomic():
        version.delete()


def test_without_account_means_that_nobody_holds_the_whole_company_now():
    free, held, site_only, ended = (AdherentFactory() for _ in range(4))
    MembershipFactory(adherent=held)
    MembershipFactory(adherent=site_only, establishment=site_only.head_office)
    past = MembershipFactory(adherent=ended)
    past.ended_at = past.created_at
    past.save()
    MembershipFactory(adherent=ended, establishment=ended.head_office)
    assert set(Adherent.objects.without_account()) == {free, site_only, ended}
