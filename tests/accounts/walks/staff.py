"""The back office of a caisse, for a manager and for the network."""

from collections.abc import Iterator

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.letters.services import prepare_letters_now
from accounts.models import CertificationRun, User
from accounts.staff import services
from adherents.enums import PageKind
from adherents.models import Caisse, LegalPage
from adherents.services import publish_terms
from core.models import OutgoingMessage
from tests.accounts.walks.my_account import from_a_phone
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.places import Visit
from tests.e2e.walking import walk
from tests.factories import AdherentFactory, EstablishmentFactory, MembershipFactory
from tests.jobs import run_jobs
from tests.staff import enter_admin

COMPANIES = (
    "Durand Maçonnerie",
    "Entreprise générale de couverture et d’étanchéité de la vallée de Chevreuse",
    "Charpentes Lefèvre",
)
MODELS = (
    "accounts_user",
    "accounts_membership",
    "accounts_accountopening",
    "accounts_letterbatch",
    "accounts_certificationrun",
    "adherents_adherent",
    "adherents_establishment",
    "adherents_caisse",
    "adherents_legalpage",
    "adherents_termsversion",
    "core_outgoingmessage",
    "core_auditevent",
)
ADDED = ("adherents_adherent", "adherents_establishment", "adherents_legalpage", "adherents_termsversion")


def enter(visit: Visit, user: User) -> None:
    client = enter_admin(Client(), user)
    name = settings.STAFF_SESSION_COOKIE_NAME
    visit.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": visit.site.url}])


def to(visit: Visit, name: str, *args: object) -> None:
    visit.go(reverse(f"admin:{name}", args=args))


def furnish(caisse: Caisse, by: User) -> User:
    """Companies, people, letters, messages and a journal; returns somebody to look at."""
    people = []
    for number, name in enumerate(COMPANIES):
        company = AdherentFactory(caisse=caisse, name=name)
        EstablishmentFactory(adherent=company, name="Dépôt de Créteil")
        person = f"personne{number}@exemple.fr"
        people.append(MembershipFactory(adherent=company, user__email=person, user__last_name=f"Martin{number}").user)
    companies = caisse.adherents.order_by("pk")
    head_offices = [company.establishments.get(is_head_office=True).pk for company in companies]
    prepare_letters_now(establishment_ids=head_offices, caisse_id=caisse.pk, requested_by=by)
    AdherentFactory(caisse=caisse, name="Étanchéité du Val")
    LegalPage.objects.create(caisse=caisse, kind=PageKind.ACCESSIBILITY, body="# Accessibilité\n\nCe site…")
    publish_terms(caisse=caisse, body="# Conditions\n\nUn texte.", in_force_on=timezone.localdate(), by=by)
    OutgoingMessage.objects.create(
        caisse_id=caisse.pk,
        channel=OutgoingMessage.Channel.EMAIL,
        kind="accounts/activation",
        recipient="claire.durand@exemple.fr",
        subject="Activez votre Espace sécurisé entreprise",
        body_text="Madame, Monsieur,\n\nActivez votre espace.",
        status=OutgoingMessage.Status.FAILED,
        last_error="550 boîte inconnue",
    )
    CertificationRun.objects.create(day=timezone.localdate(), seen_count=1200, reminded_count=37)
    person = people[0]
    User.objects.filter(pk=person.pk).update(mobile="+33612345678", email_failing_since=timezone.now())
    from_a_phone(person)
    services.send_reset(person=person, by=by)
    services.send_certification(person=person, by=by)
    run_jobs()
    return person


@walk("staff-lists", is_signed_in=True)
def lists(visit: Visit) -> Iterator[str]:
    by = member_of_staff()
    furnish(by.staff_caisse, by)
    enter(visit, by)
    to(visit, "index")
    yield "staff-index"
    for model in MODELS:
        to(visit, f"{model}_changelist")
        yield f"staff-list-{model}"
    visit.go(f"{reverse('admin:accounts_user_changelist')}?q=introuvable")
    yield "staff-search-nobody"
    visit.go(f"{reverse('admin:search')}?q=martin")
    yield "staff-found"
    visit.go(f"{reverse('admin:search')}?q=introuvable")
    yield "staff-found-nothing"
    to(visit, "app_list", "adherents")
    yield "staff-app"


@walk("staff-rows", is_signed_in=True)
def rows(visit: Visit) -> Iterator[str]:
    by = member_of_staff()
    furnish(by.staff_caisse, by)
    enter(visit, by)
    for model in MODELS:
        to(visit, f"{model}_changelist")
        visit.page.locator("#result_list tbody th a, #result_list tbody td a").first.click()
        expect(visit.page.locator("#content .form-row, #content .field-at, #content .company").first).to_be_visible()
        yield f"staff-row-{model}"


@walk("staff-forms", is_signed_in=True)
def forms(visit: Visit) -> Iterator[str]:
    by = member_of_staff()
    furnish(by.staff_caisse, by)
    enter(visit, by)
    for model in ADDED:
        to(visit, f"{model}_add")
        yield f"staff-add-{model}"
    to(visit, "adherents_adherent_add")
    visit.page.get_by_role("button", name="Enregistrer", exact=True).click()
    yield "staff-add-refused"
    page = LegalPage.objects.get()
    to(visit, "adherents_legalpage_delete", page.pk)
    yield "staff-delete"
    to(visit, "adherents_adherent_change", by.staff_caisse.adherents.first().pk)
    yield "staff-change-company"
    to(visit, "adherents_adherent_history", by.staff_caisse.adherents.first().pk)
    yield "staff-history"
    to(visit, "accounts_letterbatch_without_account")
    yield "staff-letters-without-account"
    to(visit, "adherents_adherent_changelist")
    visit.page.locator("#action-toggle").check()
    visit.page.locator("select[name=action]").select_option("prepare_letters")
    visit.page.get_by_role("button", name="Envoyer").click()
    yield "staff-letters-confirm"
    to(visit, "password_change")
    yield "staff-password"
    visit.page.get_by_role("button").last.click()
    yield "staff-password-refused"


@walk("staff-person", is_signed_in=True)
def person(visit: Visit) -> Iterator[str]:
    by = member_of_staff()
    found = furnish(by.staff_caisse, by)
    enter(visit, by)
    to(visit, "accounts_user_change", found.pk)
    visit.page.get_by_role("button", name="Fermer toutes ses sessions").click()
    yield "staff-person-acted"
    to(visit, "accounts_user_change", found.pk)
    visit.page.get_by_text("Suspendre le compte…").click()
    yield "staff-suspend"
    visit.page.get_by_role("button", name="Suspendre").click()
    yield "staff-suspend-refused"
    visit.page.get_by_label("Motif").select_option("Départ signalé par l’entreprise")
    visit.page.get_by_role("button", name="Suspendre").click()
    yield "staff-person-suspended"


@walk("staff-network", is_signed_in=True)
def network(visit: Visit) -> Iterator[str]:
    """What the network's superusers alone see: every caisse, and the jobs."""
    by = member_of_staff(is_superuser=True)
    found = furnish(by.staff_caisse, by)
    enter(visit, by)
    to(visit, "index")
    yield "staff-network-index"
    to(visit, "procrastinate_procrastinatejob_changelist")
    yield "staff-network-jobs"
    visit.page.locator("#result_list tbody a").first.click()
    yield "staff-network-job"
    to(visit, "adherents_caisse_add")
    yield "staff-network-caisse"
    to(visit, "accounts_user_change", found.pk)
    yield "staff-network-person"
