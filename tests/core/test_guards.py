"""`@requires`: the guard on the line above each view."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from core.access import Access, Tiers, Via
from core.guards import public, requires
from core.models import AuditEvent
from core.rights import NOT_DELEGABLE, Right, as_rights
from tests.factories import UserFactory

TIERS = Tiers("ref", "Acme", "", 1, None, 1)


@requires(Right.LEGAL_CONSULT)
def view(request):
    return HttpResponse("ouvert")


@requires(Right.LEGAL_CONSULT, whole_company=True)
def company_view(request):
    return HttpResponse("ouvert")


def request_of(*rights, tiers=TIERS):
    request = RequestFactory().get("/espace/ref/")
    request.access = Access(UserFactory(), tiers, frozenset(rights), Via("membership")) if rights else None
    return request


@pytest.mark.django_db
def test_what_is_of_the_whole_company_is_closed_to_a_site():
    site = Tiers("ref2", "Acme", "Dépôt", 1, 7, 1)
    assert company_view(request_of(Right.LEGAL_CONSULT)).content == b"ouvert"
    with pytest.raises(PermissionDenied):
        company_view(request_of(Right.LEGAL_CONSULT, tiers=site))
    assert AuditEvent.objects.get().tiers_label == "Acme, Dépôt"


@pytest.mark.django_db
def test_the_right_opens():
    assert view(request_of(Right.LEGAL_CONSULT, Right.BANK_ACT)).content == b"ouvert"


@pytest.mark.django_db
def test_another_right_is_refused_and_journalled():
    with pytest.raises(PermissionDenied):
        view(request_of(Right.LEGAL_ACT))
    line = AuditEvent.objects.get()
    assert (line.action, line.result, line.tiers_label) == ("core.access_refused", "refused", "Acme")


def test_without_a_tiers_the_page_does_not_exist():
    with pytest.raises(Http404):
        view(request_of())


def test_a_guarded_view_says_what_it_requires_and_a_public_one_that_it_is():
    assert view.required_right == Right.LEGAL_CONSULT
    assert public(lambda request: None).login_required is False


def test_stored_rights_that_the_catalogue_lost_are_left_out():
    assert as_rights(["bank.act", "unknown", ""]) == {Right.BANK_ACT}
    assert as_rights(None) == frozenset()
    assert len(set(Right)) == len({right.label for right in Right})
    assert all(right.value.count(".") == 1 for right in NOT_DELEGABLE)
