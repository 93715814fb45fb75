"""Requests of change, and the values in force that they are about."""

import hashlib
import json
from dataclasses import dataclass

from django.db.models import F, QuerySet

from adherents.enums import ChangeKind, GoodFriday
from adherents.models import BankAccount, ChangeRequest, Contact, Establishment
from core.access import Access
from core.phone_numbers import written_phone

Values = dict[str, str]
LABELS = {
    "address": "Adresse",
    "name": "Prénom et nom",
    "email": "Adresse électronique",
    "phone": "Téléphone",
    "holder": "Titulaire du compte",
    "iban": "IBAN",
    "good_friday": "Vendredi saint",
}


@dataclass(frozen=True, slots=True)
class ChangeTarget:
    """The object of a request: the address or the Good Friday of a site, a contact of the company or of a site, the
    bank account.
    """

    kind: ChangeKind
    establishment: Establishment | None = None
    contact_kind: str = ""


@dataclass(frozen=True, slots=True)
class Present:
    """The values in force, and the mark by which a form proves that these are what its reader saw."""

    values: Values
    mark: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value as a page compares it."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


def changes_of(access: Access) -> QuerySet[ChangeRequest]:
    """Open ones first, then the latest."""
    rows = ChangeRequest.objects.for_access(access).select_related("establishment")
    return rows.order_by(F("treated_at").desc(nulls_first=True), "-asked_at", "-pk")


def open_change_on(adherent_id: int, target: ChangeTarget) -> ChangeRequest | None:
    return (
        ChangeRequest.objects.open()
        .filter(
            adherent_id=adherent_id,
            kind=target.kind,
            establishment=target.establishment,
            contact_kind=target.contact_kind,
        )
        .first()
    )


def target_of(change: ChangeRequest) -> ChangeTarget:
    return ChangeTarget(ChangeKind(change.kind), change.establishment, change.contact_kind)


def present_of(adherent_id: int, target: ChangeTarget) -> Present:
    """What is in force today."""
    values, revision = _READ[target.kind](adherent_id, target)
    written = json.dumps([adherent_id, target.contact_kind, values, revision], sort_keys=True)
    return Present(values, hashlib.sha256(written.encode()).hexdigest()[:16])


def rows_of(before: Values, after: Values) -> list[ValueRow]:
    """In the order of the labels: the database keeps none."""
    shown = {name: label for name, label in LABELS.items() if name in after}
    return [ValueRow(label, _written(name, before), _written(name, after)) for name, label in shown.items()]


def _written(name: str, values: Values) -> str:
    value = values.get(name, "")
    return _WORDS[name](value) if name in _WORDS and value else value


def _good_friday_in_words(value: str) -> str:
    return str(GoodFriday(value).label)


_WORDS = {"phone": written_phone, "good_friday": _good_friday_in_words}


def _address(adherent_id: int, target: ChangeTarget) -> tuple[Values, str]:
    if target.establishment is None:
        raise ValueError("an address is that of a site")
    return {"address": target.establishment.address}, ""


def _contact(adherent_id: int, target: ChangeTarget) -> tuple[Values, str]:
    rows = Contact.objects.filter(adherent_id=adherent_id, establishment=target.establishment)
    contact = rows.filter(kind=target.contact_kind).first()
    if contact is None:
        return {"name": "", "email": "", "phone": ""}, ""
    return {"name": contact.name, "email": contact.email, "phone": contact.phone}, ""


def _bank_account(adherent_id: int, target: ChangeTarget) -> tuple[Values, str]:
    account = BankAccount.objects.filter(adherent_id=adherent_id).first()
    if account is None:
        return {"holder": "", "iban": ""}, ""
    # Two IBANs may look the same once masked.
    return {"holder": account.holder, "iban": account.masked_iban}, account.updated_at.isoformat()


def _good_friday(adherent_id: int, target: ChangeTarget) -> tuple[Values, str]:
    if target.establishment is None:
        raise ValueError("Good Friday is kept by a site")
    return {"good_friday": target.establishment.good_friday.value}, ""


_READ = {
    ChangeKind.ADDRESS: _address,
    ChangeKind.CONTACT: _contact,
    ChangeKind.BANK: _bank_account,
    ChangeKind.GOOD_FRIDAY: _good_friday,
}
