"""New documents announced: to whoever may read them and chose to be told, once, by the kind and the company alone."""

from collections import defaultdict
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Rhythm, Topic
from accounts.models import MessageChoice, User
from accounts.person.services.account import choose_messages
from accounts.values import Chosen
from adherents.models import Adherent, Establishment
from core.models import OutgoingMessage
from core.rights import Right
from delegations import authority
from delegations.models import DelegationSite
from documents import jobs
from documents.enums import Audience, ShippedKind
from documents.models import Document, DocumentKind
from documents.telling import emails, services
from tests.documents.factories import DocumentFactory, certificate, kind_of
from tests.employees.factories import EmployeeFactory
from tests.employees.person_kit import colleague, site_of
from tests.factories import AdherentFactory, DelegationFactory, FirmFactory, FirmMemberFactory, MembershipFactory

pytestmark = pytest.mark.django_db
CONSULT = Right.DOCUMENTS_CONSULT


def messages(job=jobs.tell) -> list[OutgoingMessage]:
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))
    job.func(0)
    return list(OutgoingMessage.objects.exclude(pk__in=before).order_by("pk"))


def readers(sent, channel="email") -> list[str]:
    return sorted(message.recipient for message in sent if message.channel == channel)


def read_of(message) -> str:
    return f"{message.subject}\n{message.body_text}\n{message.body_html}".replace("\N{NO-BREAK SPACE}", " ")


def choose(person, **fields) -> MessageChoice:
    daily = {"told_until": timezone.now()} if fields.get("rhythm") == Rhythm.DAILY else {}
    return MessageChoice.objects.create(user=person, topic=Topic.DOCUMENTS, **{**daily, **fields})


@pytest.fixture
def holder():
    return MembershipFactory()


def everybody_of(cast) -> list[User]:
    """Beside the cast: with each right, of a site, of a firm for the company or for one site, of both."""
    acme, site = cast.acme.adherent, cast.acme.site
    for rights in ([CONSULT], [CONSULT, Right.LEGAL_CONSULT], [CONSULT, Right.WAGES_CONSULT], [Right.LEGAL_CONSULT]):
        colleague(acme, *rights)
        colleague(acme, *rights, site=site)
    for number, all_sites in ((1, True), (2, False)):
        member = FirmMemberFactory(firm=FirmFactory(name=f"Cabinet {number}"))
        given = [CONSULT.value, Right.WAGES_CONSULT.value]
        delegation = DelegationFactory(adherent=acme, firm=member.firm, rights=given, all_sites=all_sites)
        if not all_sites:
            DelegationSite.objects.create(delegation=delegation, adherent=acme, establishment=site)
    return list(User.objects.filter(is_active=True))


def test_whoever_may_read_a_document_is_told_of_its_kind_and_nobody_else(cast) -> None:
    """The rule of reading, asked of each person through each tiers, says who is told of what."""
    people, acme, site = everybody_of(cast), cast.acme.adherent, cast.acme.site
    Document.objects.update(told_at=timezone.now())
    for audience in Audience:
        for right in ("", Right.LEGAL_CONSULT, Right.WAGES_CONSULT):
            for number, place in enumerate((None, site, site_of(acme))):
                name = f"{audience}-{right}-{number}."
                kind = DocumentKind.objects.create(
                    caisse=acme.caisse,
                    code=f"k{DocumentKind.objects.count()}",
                    name=name,
                    audience=audience,
                    needed_right=right,
                )
                DocumentFactory(adherent=acme, kind=kind, establishment=place)
    told = defaultdict(set)
    names = {kind.name for kind in DocumentKind.objects.filter(name__endswith=".")}
    for message in messages():
        told[message.user_id] |= {name for name in names if name in message.body_text}
    refs = [ref for rows in (Adherent, Establishment) for ref in rows.objects.values_list("public_id", flat=True)]
    for person in people:
        accesses = [access for ref in refs if (access := authority.resolve(person, ref)) and access.has(CONSULT)]
        rows = [Document.objects.for_access(access).values_list("kind__name", flat=True) for access in accesses]
        assert told[person.pk] == {name for seen in rows for name in seen} & names, person
    assert sum(map(bool, told.values())) > 6  # noqa: PLR2004


def test_a_message_names_the_kind_and_the_company_and_leads_to_the_documents(holder) -> None:
    person = EmployeeFactory(adherent=holder.adherent, last_name="Benali", first_name="Karim")
    for _ in range(3):
        certificate(person, words=("Salaire horaire 14,50 €",), reference="REF-77")
    DocumentFactory(adherent=holder.adherent, title="Mise en demeure", filename="mise-en-demeure.pdf")
    (message,) = messages()
    text = read_of(message)
    for words in (
        holder.adherent.name,
        "Certificat de congé",
        "Courrier",
        f"/espace/{holder.adherent.public_id}/documents/",
    ):
        assert words in text
    for private in ("BENALI", "Benali", "Karim", "14,50", "demeure", "REF-77"):
        assert private not in text
    assert messages() == []


def test_nothing_is_told_before_its_hour_nor_of_what_is_withdrawn_nor_to_its_author(holder) -> None:
    now = timezone.now()
    DocumentFactory(adherent=holder.adherent, published_at=None)
    DocumentFactory(adherent=holder.adherent, published_at=now + timedelta(hours=2))
    DocumentFactory(adherent=holder.adherent, withdrawn_at=now, withdrawal_reason="Erreur")
    attestation = kind_of(holder.adherent.caisse, ShippedKind.UP_TO_DATE)
    other = colleague(holder.adherent, CONSULT)
    DocumentFactory(adherent=holder.adherent, kind=attestation, created_by=holder.user)
    assert readers(messages()) == [other.user.email]
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        assert readers(messages()) == sorted([holder.user.email, other.user.email])
    assert Document.objects.filter(told_at__isnull=True).count() == 1


def test_a_run_that_is_killed_repeats_nothing_and_forgets_nobody(holder, monkeypatch) -> None:
    companies = [
        holder.adherent,
        *(MembershipFactory(adherent__caisse=holder.adherent.caisse).adherent for _ in range(3)),
    ]
    for company in companies:
        DocumentFactory(adherent=company)
    monkeypatch.setattr(services, "_AT_ONCE", 1)
    whole, calls = emails.new_documents_sms, []

    def killed(made):
        calls.append(made)
        if len(calls) == 3:  # noqa: PLR2004
            raise KeyboardInterrupt
        whole(made)

    monkeypatch.setattr(emails, "new_documents_sms", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.tell.func(0)
    assert OutgoingMessage.objects.count() == 2  # noqa: PLR2004
    jobs.tell.func(0)
    assert len(set(readers(OutgoingMessage.objects.all()))) == OutgoingMessage.objects.count() == len(companies)


def test_each_chooses_the_channels_and_sms_go_to_certified_mobiles_within_the_day(holder, settings) -> None:
    settings.SMS_ENABLED = True
    mobile = {"mobile": "+33612345678", "mobile_certified_at": timezone.now()}
    both, quiet, uncertified = (
        MembershipFactory(adherent=holder.adherent, **{f"user__{name}": value for name, value in fields.items()}).user
        for fields in (mobile, {**mobile, "mobile": "+33612345679"}, {"mobile": "+33612345670"})
    )
    choose(both, by_sms=True)
    choose(quiet, by_email=False)
    choose(uncertified, by_sms=True)
    DocumentFactory(adherent=holder.adherent, title="Secret")
    sent = messages()
    assert readers(sent) == sorted([holder.user.email, both.email, uncertified.email])
    assert readers(sent, "sms") == [both.mobile]
    text = read_of(next(message for message in sent if message.channel == "sms"))
    assert ("Courrier" in text, holder.adherent.name in text, "Secret" in text) == (True, True, False)
    settings.THROTTLES = {**settings.THROTTLES, "sms_site_day": (0, 86400)}
    DocumentFactory(adherent=holder.adherent)
    assert readers(messages(), "sms") == []


def morning(days=1):
    return timezone.localtime().replace(hour=7, minute=6) + timedelta(days=days)


def an_accountant(*companies):
    member = FirmMemberFactory()
    for company in companies:
        DelegationFactory(adherent=company, firm=member.firm, rights=[CONSULT.value])
    return member


def test_one_message_a_day_says_all_of_it_once(holder) -> None:
    other, gone = AdherentFactory(caisse=holder.adherent.caisse), AdherentFactory(caisse=holder.adherent.caisse)
    accountant = an_accountant(holder.adherent, other, gone)
    choose(accountant.user, rhythm=Rhythm.DAILY)
    for company in (holder.adherent, other, gone, holder.adherent):
        DocumentFactory(adherent=company, title="Secret")
        assert accountant.user.email not in readers(messages())
    taken_back = DocumentFactory(adherent=other, kind=kind_of(other.caisse, ShippedKind.CONTRACT))
    messages()
    Document.objects.filter(pk=taken_back.pk).update(withdrawn_at=timezone.now(), withdrawal_reason="Erreur")
    # A delegation that ends before the morning.
    accountant.firm.delegations.filter(adherent=gone).update(ends_on=timezone.localdate())
    assert messages(jobs.tell_each_day) == []
    with time_machine.travel(morning()):
        (message,) = messages(jobs.tell_each_day)
        text = read_of(message)
        assert message.recipient == accountant.user.email
        assert (holder.adherent.name in text, other.name in text, gone.name in text) == (True, True, False)
        assert ("Courrier" in text, "Secret" in text, "marché" in text) == (True, False, False)
        DocumentFactory(adherent=other)
        assert accountant.user.email not in readers(messages())
        # Started twice: still one message a day.
        assert messages(jobs.tell_each_day) == []
    with time_machine.travel(morning(2), tick=False):
        (message,) = messages(jobs.tell_each_day)
        assert (holder.adherent.name in read_of(message), other.name in read_of(message)) == (False, True)
    with time_machine.travel(morning(3), tick=False):
        assert messages(jobs.tell_each_day) == []


def test_a_morning_that_is_killed_tells_each_once(holder, monkeypatch) -> None:
    people = [holder.user, *(colleague(holder.adherent, CONSULT).user for _ in range(2))]
    for person in people:
        choose(person, rhythm=Rhythm.DAILY)
    DocumentFactory(adherent=holder.adherent)
    assert messages() == []
    monkeypatch.setattr(services, "_PEOPLE_AT_ONCE", 1)
    whole, calls = emails.daily_documents_sms, []

    def killed(kept):
        calls.append(kept)
        if len(calls) == 2:  # noqa: PLR2004
            raise KeyboardInterrupt
        whole(kept)

    monkeypatch.setattr(emails, "daily_documents_sms", killed)
    with time_machine.travel(morning(), tick=False):
        with pytest.raises(KeyboardInterrupt):
            jobs.tell_each_day.func(0)
        jobs.tell_each_day.func(0)
    assert readers(OutgoingMessage.objects.all()) == sorted(person.email for person in people)


def test_a_rhythm_that_changes_loses_and_repeats_nothing(holder) -> None:
    def choose_rhythm(rhythm):
        choose_messages(user=holder.user, choices={Topic.DOCUMENTS: Chosen(True, False, rhythm)})

    DocumentFactory(adherent=holder.adherent)
    assert len(messages()) == 1
    DocumentFactory(adherent=holder.adherent)
    choose_rhythm(Rhythm.DAILY)
    assert messages() == []
    before = OutgoingMessage.objects.count()
    choose_rhythm(Rhythm.DAILY)
    assert OutgoingMessage.objects.count() == before
    choose_rhythm(Rhythm.EACH)
    assert OutgoingMessage.objects.count() == before + 1
    assert messages() == []
    with time_machine.travel(morning(), tick=False):
        assert messages(jobs.tell_each_day) == []


def test_a_transaction_costs_the_same_for_one_company_and_for_thirty(holder) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            jobs.tell.func(0)
        return len(queries)

    kind = kind_of(holder.adherent.caisse)
    DocumentFactory(adherent=holder.adherent, kind=kind)
    one = cost()
    for _ in range(30):
        DocumentFactory(adherent=MembershipFactory(adherent__caisse=holder.adherent.caisse).adherent, kind=kind)
    assert cost() == one
