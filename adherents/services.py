"""Verbs of the caisse and its companies: the versions of the CGU, and the journal of what staff change."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from adherents.enums import PageKind
from adherents.legal import default_text
from adherents.models import Adherent, Caisse, Establishment, TermsVersion
from adherents.signals import caisse_changed, caisse_completed
from core import audit
from core.access import Access

audit.declare(
    {
        "adherents.terms_published": "Nouvelle version des conditions générales",
        "adherents.added": "Création par la caisse",
        "adherents.changed": "Modification par la caisse",
        "adherents.caisse_changed": "Entreprise rattachée à une autre caisse",
        "adherents.removed": "Suppression par la caisse",
        "adherents.company_opened": "Entreprise ouverte par la caisse",
        "adherents.looked_at": "Espace sécurisé regardé par la caisse",
    }
)
_LONGEST_VALUE = 200


@transaction.atomic
def complete_caisse(caisse: Caisse) -> None:
    """Give a caisse what every caisse has from the start, here and in the apps above."""
    ensure_terms(caisse)
    caisse_completed.send(sender=Caisse, caisse=caisse)


class NumberTaken(Exception):
    """Another company of that caisse has this identifiant."""


@transaction.atomic
def change_caisse(*, company: Adherent, to: Caisse, cibtp_id: str = "", by: audit.Actor | None = None) -> Adherent:
    """The company depends on that caisse from now on, under its identifiant there (empty: the same), and the apps above
    follow. Nothing when it does already. Raises NumberTaken.
    """
    locked = Adherent.objects.select_for_update(no_key=True).get(pk=company.pk)
    before, number = locked.caisse, cibtp_id or locked.cibtp_id
    if before.pk == to.pk:
        return locked
    if Adherent.objects.filter(caisse=to, cibtp_id=number).exists():
        raise NumberTaken
    locked.caisse, locked.cibtp_id = to, number
    caisse_changed.send(sender=Adherent, company=locked, before=before, by=by)
    locked.save(update_fields=["caisse", "cibtp_id"])
    for caisse_id, adherent_id in ((before.pk, None), (to.pk, locked.pk)):
        audit.record(
            "adherents.caisse_changed",
            actor=by,
            caisse_id=caisse_id,
            adherent_id=adherent_id,
            tiers_label=locked.name,
            target=f"entreprise {locked.public_id}",
            changes={"caisse": [str(before), str(to)]},
        )
    return locked


def ensure_terms(caisse: Caisse) -> TermsVersion:
    """The version in force; a caisse that has none gets version 1 from the default text, then."""
    in_force = TermsVersion.objects.in_force(caisse.pk)
    if in_force is not None:
        return in_force
    with transaction.atomic():
        locked = _locked(caisse)
        in_force = TermsVersion.objects.in_force(caisse.pk)
        return in_force or _publish(locked, default_text(PageKind.TERMS, locked), timezone.localdate(), None)


@transaction.atomic
def publish_terms(*, caisse: Caisse, body: str, in_force_on: date, by: audit.Actor) -> TermsVersion:
    """Add the next version. What was published stays as it is: people accepted it.

    Raises ValidationError for a day that is past, or before that of the latest version.
    """
    locked = _locked(caisse)
    check_terms_date(locked, in_force_on)
    if in_force_on > timezone.localdate():
        ensure_terms(locked)  # until that day people accept something
    return _publish(locked, body, in_force_on, by)


def check_terms_date(caisse: Caisse, in_force_on: date) -> None:
    """Versions follow one another in time, and none begins in the past."""
    if in_force_on < timezone.localdate():
        raise ValidationError("Choisissez aujourd’hui ou un jour à venir.", code="past")
    latest = TermsVersion.objects.filter(caisse=caisse).order_by("-in_force_on").first()
    if latest is not None and in_force_on < latest.in_force_on:
        raise ValidationError(
            f"La version {latest.number} entre en vigueur le {latest.in_force_on:%d/%m/%Y} : choisissez ce jour-là "
            "ou un jour suivant.",
            code="before_latest",
        )


def _locked(caisse: Caisse) -> Caisse:
    """The caisse's row, held until the end of the transaction: two versions never take the same number."""
    return Caisse.objects.select_for_update().get(pk=caisse.pk)


def _publish(caisse: Caisse, body: str, in_force_on: date, by: audit.Actor | None) -> TermsVersion:
    latest = TermsVersion.objects.filter(caisse=caisse).order_by("-number").first()
    version = TermsVersion.objects.create(
        caisse=caisse, number=latest.number + 1 if latest else 1, in_force_on=in_force_on, body=body
    )
    audit.record(
        "adherents.terms_published",
        actor=by,
        caisse_id=caisse.pk,
        target=str(version),
        changes={"number": version.number, "in_force_on": in_force_on.isoformat()},
    )
    return version


def record_staff_addition(*, row: Model, by: audit.Actor) -> None:
    _record("adherents.added", row, by, {})


def record_staff_change(*, row: Model, by: audit.Actor, changes: dict[str, tuple[Any, Any]]) -> None:
    """`changes`: what each field was and is."""
    written = {name: [_written(before), _written(after)] for name, (before, after) in changes.items()}
    _record("adherents.changed", row, by, written)


def record_staff_removal(*, row: Model, by: audit.Actor) -> None:
    _record("adherents.removed", row, by, {})


def _record(action: str, row: Model, by: audit.Actor, changes: dict[str, list[str]]) -> None:
    caisse_id, adherent = _owner(row)
    audit.record(
        action,
        actor=by,
        caisse_id=caisse_id,
        adherent_id=adherent.pk if adherent else None,
        tiers_label=adherent.name if adherent else "",
        target=f"{row._meta.verbose_name} {row}",
        changes=changes,
    )


def _owner(row: Model) -> tuple[int | None, Adherent | None]:
    if isinstance(row, Establishment):
        return row.adherent.caisse_id, row.adherent
    if isinstance(row, Adherent):
        return row.caisse_id, row
    if isinstance(row, Caisse):
        return row.pk, None
    # None too for what is of no caisse at all.
    return getattr(row, "caisse_id", None), None


def _written(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def record_opened(*, company: Adherent, by: audit.Actor) -> None:
    """In the caisse's own journal: that of the company says what is done to it, not who prepares an answer."""
    target = f"entreprise {company.public_id}"
    audit.record(
        "adherents.company_opened", actor=by, caisse_id=company.caisse_id, tiers_label=company.name, target=target
    )


def record_looked_at(*, access: Access, page: str) -> None:
    """A page seen in the place of the employer, whose journal says so; `page`: its address under that of the tiers."""
    audit.record("adherents.looked_at", access=access, target=f"page {page or 'd’accueil'}")
