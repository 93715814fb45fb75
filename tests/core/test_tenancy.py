"""The three barriers between companies, the tripwire above all."""

import logging

import pytest
from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from accounts.models import AccountOpening, Membership
from adherents.enums import ChangeKind, ChangeState
from adherents.models import Adherent, ChangeProof, ChangeRequest, Establishment
from core.access import Access, Via
from core.identifiers import written_siret
from core.rights import ALL_RIGHTS
from core.tenancy import ScopedModel, TenantLeak, all_tenants, narrow_to, scoped_to
from delegations.authority import resolve
from delegations.models import Delegation
from tests.cast import CANARY
from tests.factories import ChangeFactory, EstablishmentFactory, ProofFactory
from tests.tiers import tiers_of

READS = {
    "get": lambda: str(Establishment.objects.get(siret=WANTED["siret"])),
    "list": lambda: [str(row) for row in Establishment.objects.all()],
    "related": lambda: [str(row) for row in Adherent.objects.get(pk=WANTED["adherent"]).establishments.all()],
    "select_related": lambda: [
        str(row.establishment) for row in AccountOpening.objects.select_related("establishment")
    ],
    "prefetch_related": lambda: list(Adherent.objects.prefetch_related("establishments").filter(pk=WANTED["adherent"])),
    "memberships": lambda: list(Membership.objects.filter(adherent=WANTED["adherent"])),
    "delegations": lambda: list(Delegation.objects.all()),
    "only": lambda: list(Establishment.objects.only("name", "adherent_id")),
    "deferred": lambda: list(Establishment.objects.only("name")),
    "union": lambda: list(Establishment.objects.all().union(Establishment.objects.all())),
    "raw": lambda: list(Establishment.objects.raw("SELECT * FROM adherents_establishment")),
    "refresh": lambda: Establishment(pk=WANTED["site"]).refresh_from_db(),
}
WANTED: dict[str, object] = {}


def read(request, how, tiers=None):
    return HttpResponse(str(READS[how]()))


@login_not_required
def read_publicly(request, how):
    return read(request, how)


@login_not_required
def read_with_a_reason(request):
    with all_tenants(reason="a test"):
        return JsonResponse({"sites": Establishment.objects.count(), "first": str(Establishment.objects.first())})


urlpatterns = [
    path("espace/<str:tiers>/lire/<str:how>/", read),
    path("compte/lire/<str:how>/", read),
    path("lire/<str:how>/", read_publicly),
    path("lire-tout/", read_with_a_reason),
    path("", include("cibtp_portal.urls")),
]
with_test_views = override_settings(ROOT_URLCONF=__name__)
handler500 = "cibtp_portal.views.server_error"


@pytest.fixture
def of_rival(cast):
    WANTED.update(siret=cast.rival.site.siret, adherent=cast.rival.adherent.pk, site=cast.rival.site.pk)
    return cast


@with_test_views
@pytest.mark.parametrize("how", sorted(READS))
@pytest.mark.parametrize("where", ["espace/{ref}/", "compte/", ""])
def test_a_row_of_another_company_never_becomes_an_object_in_a_request(of_rival, where, how):
    """For a company, for a person without company, for the anonymous."""
    browser = of_rival.browser("alice" if where else "anonymous")
    with pytest.raises(TenantLeak):
        browser.get(f"/{where.format(ref=of_rival.acme.ref)}lire/{how}/")


@with_test_views
def test_the_tripwire_is_a_500_page_and_an_error_in_the_log(of_rival, caplog):
    browser = of_rival.browser("alice", raise_request_exception=False)
    with caplog.at_level(logging.ERROR):
        response = browser.get(f"/espace/{of_rival.acme.ref}/lire/get/")
    assert response.status_code == 500
    body = response.content.decode()
    assert "<h1>" in body
    assert CANARY not in body
    assert "TenantLeak" not in body
    assert "TenantLeak" in caplog.text
    assert any(record.levelno >= logging.ERROR for record in caplog.records)


@with_test_views
def test_rows_of_the_own_company_pass(of_rival):
    WANTED.update(siret=of_rival.acme.site.siret)
    browser = of_rival.browser("alice")
    assert (
        written_siret(of_rival.acme.site.siret)
        in browser.get(f"/espace/{of_rival.acme.ref}/lire/get/").content.decode()
    )


@with_test_views
def test_code_that_says_why_reads_everything(cast):
    answer = Client().get("/lire-tout/").json()
    assert answer["sites"] == Establishment.objects.count()


@with_test_views
def test_the_tripwire_is_armed_again_after_each_request(of_rival):
    """A request that narrowed, or opened, the scope leaves nothing for the next one, nor for what is outside."""
    browser = of_rival.browser("alice")
    browser.get(f"/espace/{of_rival.acme.ref}/")
    Client().get("/lire-tout/")
    with pytest.raises(TenantLeak):
        Client().get("/lire/get/")
    assert Establishment.objects.get(siret=WANTED["siret"]) == of_rival.rival.site


def test_nothing_is_armed_outside_requests(cast):
    assert Establishment.objects.filter(adherent=cast.rival.adherent).first()
    assert {row.adherent_id for row in Membership.objects.all()} > {cast.acme.adherent.pk}


@pytest.mark.django_db
def test_values_hold_no_object_but_keep_the_scope_of_their_query(cast):
    """`values()` makes no row of a model: code that uses it filters by `for_access`, as the next test shows."""
    with scoped_to(cast.acme.adherent.pk):
        own = resolve(cast.alice, cast.acme.ref)
        sirets = set(Establishment.objects.for_access(own).values_list("siret", flat=True))
    assert sirets == set(cast.acme.adherent.establishments.values_list("siret", flat=True))


@pytest.mark.parametrize("reason", ["", None])
def test_reading_everything_needs_a_reason(reason):
    with pytest.raises(ValueError, match="reason"), all_tenants(reason=reason):
        pass
    with pytest.raises(TypeError):
        all_tenants()


def test_scopes_nest_and_close_after_an_error(cast):
    acme, rival = cast.acme.site, cast.rival.site
    with scoped_to(acme.adherent_id):
        with pytest.raises(Establishment.DoesNotExist), all_tenants(reason="a test"):
            Establishment.objects.get(pk=rival.pk, name="absent")
        with pytest.raises(TenantLeak):
            Establishment.objects.get(pk=rival.pk)
    assert Establishment.objects.get(pk=rival.pk)


def test_narrowing_holds_until_the_request_ends(cast):
    with scoped_to(None):
        with pytest.raises(TenantLeak):
            Establishment.objects.get(pk=cast.acme.site.pk)
        narrow_to(cast.acme.adherent.pk)
        assert Establishment.objects.get(pk=cast.acme.site.pk)
        with pytest.raises(TenantLeak):
            Establishment.objects.get(pk=cast.rival.site.pk)
    assert Establishment.objects.get(pk=cast.rival.site.pk)


def access_to(cast, site=None) -> Access:
    return Access(cast.alice, tiers_of(cast.acme.adherent, site), ALL_RIGHTS, Via("membership"))


def test_a_tiers_that_is_a_site_sees_the_rows_of_that_site(cast):
    other = EstablishmentFactory(adherent=cast.acme.adherent)
    whole, of_site, of_other = access_to(cast), access_to(cast, cast.acme.site), access_to(cast, other)
    assert list(AccountOpening.objects.for_access(whole)) == [cast.acme.opening]
    assert list(AccountOpening.objects.for_access(of_site)) == [cast.acme.opening]
    assert list(AccountOpening.objects.for_access(of_other)) == []


def test_a_site_is_a_row_of_its_own_tiers_only(cast):
    """A person limited to one site does not list the others of the company."""
    EstablishmentFactory(adherent=cast.acme.adherent)
    assert list(Establishment.objects.for_access(access_to(cast, cast.acme.site))) == [cast.acme.site]
    assert Establishment.objects.for_access(access_to(cast)).count() == 3


@pytest.mark.parametrize("of_a_site", [False, True])
@pytest.mark.parametrize("via", [Via("membership"), Via("delegation", "Cabinet")])
def test_a_scope_never_reads_more_than_the_access(cast, via, of_a_site):
    """Compiled queries know the company and the site, not who asks: as the person reads them, or fewer."""
    site = EstablishmentFactory(adherent=cast.acme.adherent) if of_a_site else None
    access = Access(cast.alice, tiers_of(cast.acme.adherent, site), ALL_RIGHTS, via)
    bank = ChangeFactory(
        adherent=cast.acme.adherent,
        kind=ChangeKind.BANK,
        contact_kind="",
        state=ChangeState.WITHDRAWN,
        treated_at=timezone.now(),
    )
    proof = ProofFactory(change=bank)
    for model in (model for model in apps.get_models() if issubclass(model, ScopedModel)):
        rows = model.objects
        in_scope = set(rows.for_scope(access.scope).values_list("pk", flat=True))
        assert in_scope <= set(rows.for_access(access).values_list("pk", flat=True)), model
        assert of_a_site or in_scope or not rows.for_access(access), model
    assert bank not in ChangeRequest.objects.for_scope(access.scope)
    assert proof not in ChangeProof.objects.for_scope(access.scope)


def test_a_public_id_of_another_company_is_not_found(cast):
    from_acme = access_to(cast)
    assert from_acme.get_or_404(Establishment, cast.acme.site.public_id) == cast.acme.site
    for public_id in (cast.rival.site.public_id, "inconnu", ""):
        with pytest.raises(Exception, match=r"^$") as refused:
            from_acme.get_or_404(Establishment, public_id)
        assert type(refused.value).__name__ == "Http404"
