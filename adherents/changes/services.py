"""What a company asks its caisse to change: asked, withdrawn, accepted, refused."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from adherents import emails
from adherents.changes.queries import ChangeTarget, Present, Values, open_change_on, present_of, target_of
from adherents.enums import CHANGES_OF_A_SITE, ChangeKind, ChangeState, GoodFriday
from adherents.iban import mask
from adherents.models import Adherent, BankAccount, ChangeProof, ChangeRequest, Contact, Establishment
from adherents.policies import can_show_iban, can_treat_change, can_withdraw_change
from adherents.signals import bank_change_moved
from core import audit
from core.access import Access
from core.sealing import seal, unseal
from core.upload_field import keep, no_file_left_behind
from core.uploads import Upload

audit.declare(
    {
        "adherents.change_requested": "Demande de modification envoyée",
        "adherents.change_withdrawn": "Demande de modification retirée",
        "adherents.change_accepted": "Demande de modification acceptée",
        "adherents.change_refused": "Demande de modification refusée",
        "adherents.proof_read": "Justificatif téléchargé",
        "adherents.iban_shown": "IBAN affiché en entier",
    }
)


class ChangeRefused(Exception):
    """The request cannot go further; `str()` says why, in words."""


class AlreadyAsked(ChangeRefused):
    """A request about the same object is open."""

    def __init__(self, change: ChangeRequest) -> None:
        super().__init__("Une demande sur le même objet est déjà en cours d’examen.")
        self.change = change


class InformationChangedMeanwhile(ChangeRefused):
    """The object is no longer what the form showed: nothing is overwritten."""

    def __init__(self, present: Present) -> None:
        super().__init__("Ces informations ont changé depuis l’affichage de la page : rien n’a été enregistré.")
        self.present = present


class AlreadyTreated(ChangeRefused):
    """Somebody else was quicker."""

    def __init__(self, change: ChangeRequest) -> None:
        words = {
            ChangeState.ACCEPTED: "déjà été acceptée",
            ChangeState.REFUSED: "déjà été refusée",
            ChangeState.WITHDRAWN: "été retirée par l’entreprise",
        }
        super().__init__(f"Cette demande a {words[ChangeState(change.state)]} : rien n’a été changé.")


class NoGoodFridayThere(ChangeRefused):
    """The site left Alsace-Moselle after its company asked."""

    def __init__(self) -> None:
        super().__init__("Ce site n’est plus en Alsace-Moselle : refusez la demande, rien n’a été changé.")


class NothingChanges(ChangeRefused):
    def __init__(self) -> None:
        super().__init__("Ce sont déjà les informations enregistrées : rien n’est à changer.")


def request_change(
    *, access: Access, target: ChangeTarget, asked: Values, seen: str, proofs: Sequence[Upload]
) -> ChangeRequest:
    """Send the request to the caisse. `asked["iban"]`, when there is one, is whole: it is kept sealed.

    Raises AlreadyAsked, InformationChangedMeanwhile, NothingChanges.
    """
    with no_file_left_behind() as stored, transaction.atomic():
        adherent = _locked(access.tiers.adherent_id)
        if target.establishment is not None:
            target.establishment.refresh_from_db(fields=["address", "keeps_good_friday"])
        present = present_of(adherent.pk, target)
        _refuse_when_open(adherent, target)
        if present.mark != seen:
            raise InformationChangedMeanwhile(present)
        if _is_in_force(adherent, present, asked):
            raise NothingChanges
        iban = asked.get("iban", "")
        change = ChangeRequest.objects.create(
            adherent=adherent,
            kind=target.kind,
            establishment=target.establishment,
            contact_kind=target.contact_kind,
            before=present.values,
            asked={**asked, "iban": mask(iban)} if iban else asked,
            sealed=seal(iban) if iban else None,
            asked_by=access.user,
            asked_by_label=f"{access.user} ({access.via.firm_name})" if access.via.firm_name else str(access.user),
        )
        _keep_proofs(change, proofs, stored)
        audit.record("adherents.change_requested", access=access, target=change.subject, changes=change.asked)
        emails.change_received(change)
        emails.change_to_treat(change)
        _tell_above(change)
    return change


@transaction.atomic
def withdraw_change(*, access: Access, change: ChangeRequest) -> None:
    """Raises AlreadyTreated."""
    locked = _still_open(change)
    if not can_withdraw_change(access, locked):
        raise PermissionDenied
    _close(locked, ChangeState.WITHDRAWN)
    audit.record("adherents.change_withdrawn", access=access, target=locked.subject)


@transaction.atomic
def accept_change(*, change: ChangeRequest, by: Any, seen: str) -> None:
    """Write what was asked in the company's data. `seen`: the mark of the values in force that the page showed.

    Raises AlreadyTreated, InformationChangedMeanwhile, NoGoodFridayThere.
    """
    adherent = _locked(change.adherent_id)
    locked = _to_treat(change, by)
    if locked.kind == ChangeKind.GOOD_FRIDAY and not _may_keep_good_friday(locked.establishment):
        raise NoGoodFridayThere
    present = present_of(adherent.pk, target_of(locked))
    if present.mark != seen:
        raise InformationChangedMeanwhile(present)
    _apply(locked)
    _close(locked, ChangeState.ACCEPTED, by)
    _record(locked, "adherents.change_accepted", by, {"before": locked.before, "after": locked.asked})
    emails.change_accepted(locked)
    _tell_above(locked)


@transaction.atomic
def refuse_change(*, change: ChangeRequest, by: Any, reason: str) -> None:
    """Raises AlreadyTreated."""
    locked = _to_treat(change, by)
    _close(locked, ChangeState.REFUSED, by, reason)
    _record(locked, "adherents.change_refused", by, {"reason": reason})
    emails.change_refused(locked)


def read_asked_iban(*, change: ChangeRequest, by: Any) -> str:
    """The IBAN asked for, whole, for the manager who compares it with the proof. Raises AlreadyTreated."""
    if not can_show_iban(by, change.adherent.caisse_id):
        raise PermissionDenied
    if change.sealed is None:
        raise AlreadyTreated(change)
    _record(change, "adherents.iban_shown", by, {})
    return unseal(bytes(change.sealed))


def read_bank_account(*, account: BankAccount, by: Any) -> str:
    """The IBAN in force, whole, for a manager."""
    adherent = account.adherent
    if not can_show_iban(by, adherent.caisse_id):
        raise PermissionDenied
    audit.record(
        "adherents.iban_shown",
        actor=by,
        caisse_id=adherent.caisse_id,
        adherent_id=adherent.pk,
        tiers_label=adherent.name,
        target=f"Compte bancaire {account.masked_iban}",
    )
    return unseal(bytes(account.sealed))


def record_proof_reading(*, proof: ChangeProof, by: Any) -> None:
    """Staff opened a file that a company joined."""
    _record(proof.change, "adherents.proof_read", by, {"file": proof.name})


def _locked(adherent_id: int) -> Adherent:
    """The company's row, held to the end of the transaction: requests and decisions about it come one by one."""
    rows = Adherent.objects.select_for_update(of=("self",), no_key=True).select_related("caisse")
    return rows.get(pk=adherent_id)


def _still_open(change: ChangeRequest) -> ChangeRequest:
    rows = ChangeRequest.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.select_related("adherent__caisse", "establishment", "asked_by").get(pk=change.pk)
    if not locked.is_open:
        raise AlreadyTreated(locked)
    return locked


def _to_treat(change: ChangeRequest, by: Any) -> ChangeRequest:
    locked = _still_open(change)
    if not can_treat_change(by, locked):
        raise PermissionDenied
    return locked


def _refuse_when_open(adherent: Adherent, target: ChangeTarget) -> None:
    present = open_change_on(adherent.pk, target)
    if present is not None:
        raise AlreadyAsked(present)


def _is_in_force(adherent: Adherent, present: Present, asked: Values) -> bool:
    if "iban" not in asked:
        return asked == present.values
    account = BankAccount.objects.filter(adherent=adherent, holder=asked["holder"]).first()
    return account is not None and unseal(bytes(account.sealed)) == asked["iban"]


def _apply(change: ChangeRequest) -> None:
    now = timezone.now()
    if change.kind in CHANGES_OF_A_SITE and change.establishment is not None:
        _apply_to_site(change.establishment, change.asked)
    elif change.kind == ChangeKind.CONTACT:
        Contact.objects.update_or_create(
            adherent=change.adherent,
            establishment=change.establishment,
            kind=change.contact_kind,
            defaults={**change.asked, "updated_at": now},
        )
    else:
        values = {"holder": change.asked["holder"], "masked_iban": change.asked["iban"], "sealed": change.sealed}
        BankAccount.objects.update_or_create(adherent=change.adherent, defaults={**values, "updated_at": now})


def _may_keep_good_friday(site: Establishment | None) -> bool:
    return site is not None and site.may_keep_good_friday


def _apply_to_site(site: Establishment, asked: Values) -> None:
    """A site that leaves Alsace-Moselle leaves its Good Friday there."""
    site.address = asked.get("address", site.address)
    wanted = asked.get("good_friday", site.good_friday)
    site.keeps_good_friday = wanted == GoodFriday.KEPT and site.may_keep_good_friday
    site.save(update_fields=["keeps_good_friday", *asked.keys() & {"address"}])


def _close(change: ChangeRequest, state: ChangeState, by: Any = None, reason: str = "") -> None:
    change.state, change.reason, change.treated_by = state, reason, by
    change.treated_at, change.sealed = timezone.now(), None
    change.save(update_fields=["state", "reason", "treated_by", "treated_at", "sealed"])


def _tell_above(change: ChangeRequest) -> None:
    """The holders of the account are known above, and are told of what touches the bank account."""
    if change.kind == ChangeKind.BANK:
        bank_change_moved.send(sender=ChangeRequest, change=change)


def _record(change: ChangeRequest, action: str, by: Any, changes: dict[str, Any]) -> None:
    audit.record(
        action,
        actor=by,
        caisse_id=change.adherent.caisse_id,
        adherent_id=change.adherent_id,
        tiers_label=change.adherent.name,
        target=change.subject,
        changes=changes,
    )


def _keep_proofs(change: ChangeRequest, proofs: Sequence[Upload], stored: list[str]) -> None:
    for proof in proofs:
        name = keep(proof, "justificatifs", stored)
        ChangeProof.objects.create(
            adherent=change.adherent,
            change=change,
            stored_name=name,
            name=proof.name,
            content_type=proof.content_type,
            size=len(proof.content),
        )
