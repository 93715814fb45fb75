"""Loads the documents that the caisses of the demonstration published: each a real PDF, whose words are searched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.formats import date_format

from adherents.letterhead import letterhead_of
from adherents.models import Adherent, DeclarativePeriod
from cibtp_portal.development.holders import holder_of
from core import pdf
from core.identifiers import written_siret
from core.templatetags.portal import euros, french_date, short_date
from documents.enums import ShippedKind
from documents.models import Document, DocumentKind
from documents.searching.reading import read_file
from documents.services.adding import add_document
from documents.services.storing import keep
from documents.values import DocumentValues
from employees.models import Employee

_MONTHS_OF_STATEMENTS = 6
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document says; `head` and `rows`: of its table, if it has one."""

    code: ShippedKind
    title: str
    issued_on: date
    subtitle: str
    lines: tuple[str, ...]
    foot: str
    reference: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    employee: Employee | None = None
    period: tuple[date, date] | None = None


def load() -> None:
    for key in ("acme", "globex", "rival"):
        adherent = Adherent.objects.select_related("caisse").get(pk=holder_of(key).tiers.adherent_id)
        for paper in _papers(adherent):
            _publish(adherent, paper)


def _papers(adherent: Adherent) -> Iterator[Paper]:
    yield from _statements(adherent)
    yield _letter(adherent)
    people = Employee.objects.filter(adherent=adherent).order_by("pk")[:2]
    yield from (_certificate(person, rank) for rank, person in enumerate(people))
    yield _reimbursement()


def _statements(adherent: Adherent) -> Iterator[Paper]:
    """Of the latest months declared: what was called, paid, and is left."""
    periods = DeclarativePeriod.objects.filter(adherent=adherent, establishment=None, owed__gt=0)
    for period in periods.order_by("-month")[:_MONTHS_OF_STATEMENTS]:
        last = period.month + relativedelta(months=1) - timedelta(days=1)
        called = (
            ("Cotisation congés payés", period.leave_contribution),
            ("Cotisation intempéries", period.weather_contribution),
            ("Cotisation prévention (OPPBTP)", period.prevention_contribution),
        )
        yield Paper(
            ShippedKind.STATEMENT,
            f"Relevé de compte, {_month(period.month)}",
            min(last + timedelta(days=12), timezone.localdate()),
            f"Valant appel de cotisations, exigible le {french_date(period.due_on)}",
            (f"Reste à régler : {_written(period.balance)} pour {_month(period.month)}.",),
            "À régler par prélèvement, par virement ou par chèque, en rappelant la référence de ce relevé.",
            reference=f"RC-{period.month:%Y%m}-{adherent.cibtp_id}",
            head=("Cotisation", "Montant"),
            rows=(*((name, _written(amount)) for name, amount in called), ("Déjà réglé", _written(period.paid))),
            period=(period.month, last),
        )


def _letter(adherent: Adherent) -> Paper:
    return Paper(
        ShippedKind.LETTER,
        "Votre mandat de prélèvement SEPA",
        timezone.localdate() - timedelta(days=3),
        "À retourner signé",
        (
            "Madame, Monsieur,",
            "Nous n’avons pas reçu le mandat de prélèvement SEPA interentreprises que nous vous avons adressé. Sans ce "
            "mandat, vos cotisations ne peuvent pas être prélevées à leur échéance.",
            "Vous pouvez nous l’envoyer, signé, depuis la rubrique Documents de votre Espace sécurisé.",
        ),
        f"Votre conseiller vous répond au numéro indiqué en tête. Identifiant CIBTP : {adherent.cibtp_id}.",
        reference=f"COUR-{timezone.localdate().year}-0418",
    )


def _certificate(person: Employee, rank: int) -> Paper:
    today = timezone.localdate()
    first = date(today.year - 1, 4, 1)
    last = date(today.year, 3, 31)
    wage = Decimal("14.85") + rank
    return Paper(
        ShippedKind.LEAVE_CERTIFICATE,
        f"Certificat de congé, {person.full_name}",
        today - timedelta(days=9 + 40 * rank),
        f"Exercice du {short_date(first)} au {short_date(last)} · article D. 3141-34 du code du travail",
        (f"{person.full_name} a acquis auprès de notre caisse les droits à congés suivants.",),
        "Deux exemplaires sont à remettre au salarié avant son départ en congé ou à la fin de son contrat.",
        reference=f"CC-{today.year}-{person.pk:05d}",
        head=("Élément", "Valeur"),
        rows=(
            ("Heures de travail", f"{1_607 - 12 * rank:,} h".replace(",", " ")),
            ("Salaire horaire", _written(wage)),
            ("Jours de congé acquis", "30 jours ouvrables"),
        ),
        employee=person,
        period=(first, last),
    )


def _reimbursement() -> Paper:
    on = timezone.localdate() - timedelta(days=21)
    return Paper(
        ShippedKind.REIMBURSEMENT,
        "Notification de remboursement intempéries",
        on,
        "Virement VIR-0417",
        ("Votre demande de remboursement a été acceptée. Le virement a été émis ce jour.",),
        "Le détail par salarié se lit dans la rubrique Arrêts et remboursements.",
        reference="VIR-0417",
        head=("Dossier", "Montant versé"),
        rows=(("Neige, résidence du Fil-à-Plomb", _written(Decimal("1284.06"))),),
    )


def _publish(adherent: Adherent, paper: Paper) -> None:
    kind = DocumentKind.objects.get(caisse=adherent.caisse, code=paper.code)
    file = keep(_set(adherent, paper))
    read_file(file.pk)
    file.refresh_from_db()
    starts_on, ends_on = paper.period or (None, None)
    values = DocumentValues(
        adherent.pk,
        kind.pk,
        paper.title,
        f"{paper.title}.pdf",
        paper.issued_on,
        paper.reference,
        employee_id=paper.employee.pk if paper.employee else None,
        period_starts_on=starts_on,
        period_ends_on=ends_on,
    )
    published_at = datetime.combine(paper.issued_on, _NOON, tzinfo=timezone.get_current_timezone())
    document = add_document(values=values, file=file, published_at=min(published_at, timezone.now()))
    # Nobody is told of what was there before the demonstration began.
    Document.objects.filter(pk=document.pk).update(told_at=document.published_at)


def _set(adherent: Adherent, paper: Paper) -> bytes:
    office = adherent.establishments.get(is_head_office=True)
    return pdf.render(
        "documents/paper.typ",
        {
            "caisse": letterhead_of(adherent.caisse),
            "company": f"{adherent.name}, SIRET {written_siret(office.siret)}",
            "printed_on": french_date(paper.issued_on),
            "title": paper.title,
            "subtitle": paper.subtitle,
            "lines": paper.lines,
            "head": paper.head,
            "rows": paper.rows,
            "foot": paper.foot,
        },
    )


def _written(amount: Decimal) -> str:
    return str(euros(amount))


def _month(day: date) -> str:
    return date_format(day, "F Y")
