"""The printed ones, and what the journal says of what left."""

from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from adherents.letterhead import letterhead_of
from adherents.models import Adherent
from core import audit, pdf
from core.access import Access
from core.french import counted
from core.templatetags.portal import euros, french_date, short_date
from employees.models import Employee
from stoppages.arithmetic.sentences import hours_label
from stoppages.exports.certificate import Certificate, certificate_of
from stoppages.exports.payments import payment_rows
from stoppages.reimbursements.queries import payments_of, total_of
from stoppages.values import WantedPayments
from stoppages.words import campaign_label

audit.declare(
    {
        "stoppages.reimbursements_exported": "Remboursements exportés",
        "stoppages.campaign_exported": "Campagne d’arrêts exportée",
        "stoppages.payroll_exported": "Arrêts du mois exportés pour la paie",
        "stoppages.certificate_made": "Attestation des heures indemnisées établie",
    }
)


class NotPrinted(Exception):
    """`str()` says why, and what to choose."""


def record_export(action: str, *, access: Access, count: int, **said: object) -> None:
    """Once the file is whole; it has not left."""
    audit.record(f"stoppages.{action}_exported", access=access, changes={"count": count, **said})


def print_payments(*, access: Access, wanted: WantedPayments) -> bytes:
    """Raises NotPrinted."""
    payments = payments_of(access, wanted)
    count = payments.count()
    _check_size(count)
    lines = [_printed(row) for row in payment_rows(access, wanted)]
    total = euros(total_of(payments))
    record_export("reimbursements", access=access, count=count, format="pdf")
    said = {"asked": _asked(wanted), "lines": lines, "total": total}
    return pdf.render("stoppages/payments.typ", {**_heading(access), **said})


def print_certificate(*, access: Access, employee: Employee, year: int) -> bytes:
    """Of somebody whom this access sees; recorded once it is whole, before it leaves."""
    certificate = certificate_of(access, employee, year)
    content = pdf.render("stoppages/certificate.typ", {**_heading(access), **_certified(certificate)})
    audit.record(
        "stoppages.certificate_made", access=access, target=f"salarié {employee.public_id}", changes={"year": year}
    )
    return content


def _certified(certificate: Certificate) -> dict[str, Any]:
    return {
        "name": certificate.employee.full_name,
        "year": str(certificate.year),
        "until": french_date(min(timezone.localdate(), date(certificate.year, 12, 31))),
        "total": certificate.in_words,
        "stated": counted(certificate.stated, "jour") if certificate.stated else "",
        "periods": [
            [short_date(one.first), short_date(one.last), one.worksite, one.cause, hours_label(one.hours)]
            for one in certificate.periods
        ],
    }


def _printed(row: list[object]) -> list[str]:
    paid_on, transfer, kind, reference, title, _, _, amount = row
    return [short_date(paid_on), str(transfer), str(kind), str(reference), str(title), euros(amount)]  # type: ignore[arg-type]


def _asked(wanted: WantedPayments) -> str:
    said = [
        f"recherche « {wanted.typed} »" if wanted.typed else "",
        f"versés en {wanted.year}" if wanted.year else "",
        f"campagne {campaign_label(wanted.campaign)}" if wanted.campaign else "",
    ]
    return ", ".join(filter(None, said))


def _heading(access: Access) -> dict[str, Any]:
    adherent = Adherent.objects.select_related("caisse").get(pk=access.tiers.adherent_id)
    return {
        "caisse": letterhead_of(adherent.caisse),
        "company": access.tiers.label,
        "printed_on": short_date(timezone.localdate()),
    }


def _check_size(count: int) -> None:
    most = settings.STOPPAGE_PRINT_MAX_LINES
    if not count:
        raise NotPrinted("Aucun remboursement à imprimer : choisissez une autre année, ou une autre recherche.")
    if count > most:
        raise NotPrinted(
            f"Cette impression aurait {counted(count, 'ligne')}, et {counted(most, 'ligne')} au plus s’impriment à la "
            "fois : choisissez une année ou une campagne, ou prenez le classeur."
        )
