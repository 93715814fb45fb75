"""Invented declarations, contacts, accounts and requests of change. Amounts follow from ranks: nothing is random."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdfium2
from django.utils import timezone

from accounts.models import User
from adherents.calendar import due_date, first_of, months_later
from adherents.enums import ChangeKind, ChangeState, ContactKind, PeriodState
from adherents.iban import mask
from adherents.models import Adherent, BankAccount, ChangeProof, ChangeRequest, Contact, DeclarativePeriod
from cibtp_portal.development.trade import Company
from core import files
from core.pdf import pdfium_lock
from core.sealing import seal

DEMO_MONTHS = 18
_RATES = {"leave_contribution": Decimal("0.2010"), "weather_contribution": Decimal("0.0068")}
_PREVENTION = Decimal("0.0011")
_CENT = Decimal("0.01")
_LESS_THAN_YEARLY = 7
_MONTHLY_WAGE = Decimal(2_310)
AMOUNTS = ("leave_base", "weather_base", "leave_contribution", "weather_contribution", "prevention_contribution")


def amounts(rank: int, month: date) -> dict[str, Decimal]:
    """Bases and contributions of a company of that rank: a wage bill of its own, which the month makes vary."""
    base = Decimal(9_000 + rank * 1_700 % 60_000 + month.month * 137 % 900)
    return {
        "leave_base": base,
        "weather_base": base,
        "leave_contribution": (base * _RATES["leave_contribution"]).quantize(_CENT),
        "weather_contribution": (base * _RATES["weather_contribution"]).quantize(_CENT),
        "prevention_contribution": (base * _PREVENTION).quantize(_CENT),
    }


def past_months(today: date, count: int) -> Iterator[date]:
    """The last `count` months that have ended, the oldest first."""
    for back in range(count, 0, -1):
        yield months_later(first_of(today), -back)


def declare(adherent: Adherent, rank: int) -> None:
    """Eighteen months: paid once due, but for the companies that a demonstration wants late or wrong."""
    today = timezone.localdate()
    rows = [_period(adherent, rank, month, today) for month in past_months(today, DEMO_MONTHS)]
    if rank % 3 == 1:
        _forget(rows[-4])
    if rank % 3 == 0:
        rows[-2].state = PeriodState.ANOMALY
        rows[-5].paid = (rows[-5].paid / 2).quantize(_CENT)
        rows[-2].message = "Deux salariés déclarés sans date d’embauche : rectifiez la DSN du mois suivant."
    DeclarativePeriod.objects.bulk_create(rows)


def _period(adherent: Adherent, rank: int, month: date, today: date) -> DeclarativePeriod:
    known = amounts(rank, month)
    owed = known["leave_contribution"] + known["weather_contribution"] + known["prevention_contribution"]
    due_on = due_date(month)
    return DeclarativePeriod(
        adherent=adherent,
        month=month,
        state=PeriodState.DECLARED,
        due_on=due_on,
        paid=owed if due_on < today else Decimal(0),
        **known,
    )


def _forget(row: DeclarativePeriod) -> None:
    row.state, row.paid = PeriodState.MISSING, Decimal(0)
    for name in AMOUNTS:
        setattr(row, name, Decimal(0))


def identify(adherent: Adherent, company: Company, rank: int) -> None:
    """What the caisse knows of the company beside its name: activity, agreement, people, account."""
    adherent.naf, adherent.collective_agreement = "4399C", "IDCC 1597 · Ouvriers du bâtiment (plus de dix salariés)"
    adherent.save(update_fields=["naf", "collective_agreement"])
    first_name, last_name = company.holder
    domain = f"{company.key}.example"
    Contact.objects.create(
        adherent=adherent,
        kind=ContactKind.LEGAL,
        name=f"{first_name} {last_name}",
        email=f"direction@{domain}",
        phone="+33199001430",
    )
    Contact.objects.create(adherent=adherent, kind=ContactKind.PAYROLL, name="Service paie", email=f"paie@{domain}")
    iban = iban_of(rank)
    BankAccount.objects.create(adherent=adherent, holder=adherent.name, sealed=seal(iban), masked_iban=mask(iban))


def agree(adherent: Adherent, present: int) -> None:
    """The company has as many people as it shows, and declares their wages."""
    adherent.workforce = present
    adherent.save(update_fields=["workforce"])
    rows = list(DeclarativePeriod.objects.filter(adherent=adherent).exclude(state=PeriodState.MISSING))
    for row in rows:
        _raise(row, _MONTHLY_WAGE * present / row.leave_base)
    DeclarativePeriod.objects.bulk_update(rows, [*AMOUNTS, "paid"])


def _raise(row: DeclarativePeriod, factor: Decimal) -> None:
    """What was paid whole, in part or not at all stays so."""
    paid_part = row.paid / _owed(row)
    for name in AMOUNTS:
        setattr(row, name, (getattr(row, name) * factor).quantize(_CENT))
    row.paid = (_owed(row) * paid_part).quantize(_CENT)


def _owed(row: DeclarativePeriod) -> Decimal:
    return row.leave_contribution + row.weather_contribution + row.prevention_contribution


def iban_of(rank: int) -> str:
    """A French IBAN of a bank that does not exist (99999), with its keys."""
    bank, branch, account = 99_999, 1, rank
    key = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    bban = f"{bank:05d}{branch:05d}{account:011d}{key:02d}"
    return f"FR{98 - int(bban + '152700') % 97:02d}{bban}"


def ask_changes(adherent: Adherent, by: User) -> None:
    """One request that awaits the caisse, with its proof, and one that it refused."""
    site = adherent.establishments.order_by("-pk")[0]
    change = ChangeRequest.objects.create(
        adherent=adherent,
        kind=ChangeKind.ADDRESS,
        establishment=site,
        before={"address": site.address},
        asked={"address": "12 rue de la Bétonnière\n93170 Bagnolet"},
        asked_by=by,
        asked_by_label=str(by),
    )
    content = _sample_proof()
    name = f"justificatifs/demonstration-{change.public_id}"
    files.write(name, content)
    ChangeProof.objects.create(
        adherent=adherent,
        change=change,
        stored_name=name,
        name="avis-de-situation.pdf",
        content_type="application/pdf",
        size=len(content),
    )
    ChangeRequest.objects.create(
        adherent=adherent,
        kind=ChangeKind.BANK,
        before={"holder": adherent.name, "iban": mask(iban_of(1))},
        asked={"holder": "Alice Moreau", "iban": mask(iban_of(999))},
        state=ChangeState.REFUSED,
        reason="Le relevé joint est au nom d’une personne : envoyez celui de l’entreprise.",
        asked_by=by,
        asked_by_label=str(by),
        treated_at=timezone.now(),
    )


def copied_months(today: date, rank: int) -> Iterator[tuple[Any, ...]]:
    """Twelve months of a company for COPY, without their own id: one company in seven owes the last but two."""
    now = timezone.now()
    for position, month in enumerate(past_months(today, 12)):
        known, due_on = amounts(rank, month), due_date(month)
        owed = known["leave_contribution"] + known["weather_contribution"] + known["prevention_contribution"]
        is_late = rank % _LESS_THAN_YEARLY == 0 and position == 9  # noqa: PLR2004
        paid = Decimal(0) if is_late or due_on >= today else owed
        yield rank, month, PeriodState.DECLARED.value, "", due_on, *known.values(), paid, now


PERIOD_COLUMNS = ("id", "adherent_id", "month", "state", "message", "due_on", *AMOUNTS, "paid", "received_at")


def _sample_proof() -> bytes:
    """One blank page: nobody's document."""
    output = BytesIO()
    with pdfium_lock:
        document = pypdfium2.PdfDocument.new()
        document.new_page(595, 842)
        document.save(output)
        document.close()
    return output.getvalue()
