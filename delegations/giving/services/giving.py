"""What a company does with its delegations: give, change, invite again, decline what a firm asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from adherents.models import Establishment
from core import audit, throttling
from core.access import Access
from core.rights import Right, in_words
from core.templatetags.portal import french_date
from delegations import emails, history, links
from delegations.asked import answer_requests
from delegations.enums import AnswerState, DelegationState, EventKind, Side
from delegations.history import Changes
from delegations.models import Delegation, DelegationEvent, DelegationRequest, DelegationSite, Firm, JoinRequest
from delegations.values import Grant
from delegations.words import sites_in_words

audit.declare({"delegations.request_declined": "Demande de délégation déclinée"})


class AlreadyGiven(Exception):
    """This firm already has a delegation of this company, which waits for its answer or was accepted."""


class NotOpen(Exception):
    """The delegation ended, or was answered, since the page was read."""


@dataclass(frozen=True, slots=True)
class DelegationChange:
    """What somebody changed, in words."""

    by: str
    at: Any
    what: str
    changes: Changes


class DelegationChangedMeanwhile(Exception):
    """Somebody else changed the delegation since the page was read; nothing was overwritten."""

    def __init__(self, current: Delegation, changes: list[DelegationChange]) -> None:
        super().__init__("changed meanwhile")
        self.current = current
        self.changes = changes


def give_delegation(*, access: Access, siret: str, email: str, grant: Grant) -> Delegation:
    """Make a pending delegation and invite the firm; what the firm asks for is thereby answered.

    When it asks while an invitation waits for it already, that one becomes what is given now, and is sent again.
    Raises `AlreadyGiven`, or `Throttled`.
    """
    throttling.enforce("delegation_invitations", str(access.tiers.adherent_id))
    try:
        with transaction.atomic():
            if (waiting := _invitation_of_who_asks(access, siret)) is not None:
                return _give_again(access, waiting, email, grant)
            delegation = Delegation.objects.create(
                adherent_id=access.tiers.adherent_id,
                firm=Firm.objects.filter(siret=siret).first(),
                firm_siret=siret,
                invited_email=email,
                all_sites=grant.all_sites,
                rights=grant.values,
                starts_on=grant.starts_on,
                ends_on=grant.ends_on,
                given_by=access.user,
            )
            _set_sites(delegation, grant.sites)
            _invite(delegation)
            history.note(delegation, EventKind.GIVEN, side=Side.COMPANY, access=access, changes=_first(grant, email))
            answer_requests(delegation)
            emails.granted(delegation)
    except IntegrityError as error:
        raise AlreadyGiven from error
    return delegation


def change_delegation(*, access: Access, delegation: Delegation, version: int, grant: Grant) -> Delegation:
    """Change rights, sites and dates of an open delegation, at once.

    `version` is the one that was read. Raises `DelegationChangedMeanwhile` or `NotOpen`.
    """
    with transaction.atomic():
        current = _lock_open(access, delegation)
        if current.version != version:
            raise DelegationChangedMeanwhile(current, changes_since(current, version))
        _change(access, current, grant)
    return current


def resend_invitation(*, access: Access, delegation: Delegation, email: str) -> Delegation:
    """Send a new link, to the same address or to another; the former link dies. Raises `NotOpen`, `Throttled`."""
    throttling.enforce("delegation_invitations", str(access.tiers.adherent_id))
    with transaction.atomic():
        current = _lock_open(access, delegation)
        if current.state != DelegationState.PENDING:
            raise NotOpen
        _invite_again(access, current, email)
    return current


def decline_request(*, access: Access, request: DelegationRequest) -> None:
    """Say no; the firm is told nothing, as it is told nothing of a company that does not exist."""
    with transaction.atomic():
        waiting = DelegationRequest.objects.for_access(access).filter(pk=request.pk, state=AnswerState.PENDING)
        if waiting.update(state=AnswerState.DECLINED, answered_at=timezone.now()):
            audit.record("delegations.request_declined", access=access, target=str(request.firm))


def changes_since(delegation: Delegation, version: int) -> list[DelegationChange]:
    """What happened to the delegation after that version, oldest first."""
    events = DelegationEvent.objects.filter(delegation=delegation, version__gt=version).order_by("at", "pk")
    return [DelegationChange(event.actor_label, event.at, event.get_kind_display(), event.changes) for event in events]


def _lock_open(access: Access, delegation: Delegation) -> Delegation:
    rows = Delegation.objects.for_access(access).select_for_update(of=("self",)).select_related("adherent", "firm")
    current: Delegation = rows.get(pk=delegation.pk)
    if not current.is_open:
        raise NotOpen
    return current


def _invitation_of_who_asks(access: Access, siret: str) -> Delegation | None:
    """What the firm of that SIRET was invited to and has not answered, when it asks; locked."""
    asked = DelegationRequest.objects.for_access(access).filter(firm__siret=siret, state=AnswerState.PENDING)
    rows = Delegation.objects.for_access(access).filter(firm_siret=siret, state=DelegationState.PENDING)
    waiting: Delegation | None = rows.select_for_update(of=("self",)).select_related("adherent", "firm").first()
    return waiting if waiting is not None and asked.exists() else None


def _give_again(access: Access, current: Delegation, email: str, grant: Grant) -> Delegation:
    _change(access, current, grant)
    _invite_again(access, current, email)
    answer_requests(current)
    return current


def _change(access: Access, current: Delegation, grant: Grant) -> None:
    changes = _difference(current, grant)
    if not changes:
        return
    current.all_sites, current.rights = grant.all_sites, grant.values
    current.starts_on, current.ends_on = grant.starts_on, grant.ends_on
    current.version += 1
    current.save(update_fields=["all_sites", "rights", "starts_on", "ends_on", "version"])
    current.sites.all().delete()
    _set_sites(current, grant.sites)
    history.note(current, EventKind.CHANGED, side=Side.COMPANY, access=access, changes=changes)
    emails.changed(current, changes)


def _invite_again(access: Access, current: Delegation, email: str) -> None:
    changes = {"Adresse invitée": [current.invited_email, email]} if email != current.invited_email else {}
    if changes:
        # Whoever answered from the former address answered for nobody.
        JoinRequest.objects.filter(delegation=current, state=AnswerState.PENDING).update(
            state=AnswerState.DECLINED, decided_at=timezone.now()
        )
    current.invited_email, current.version = email, current.version + 1
    current.save(update_fields=["invited_email", "version"])
    _invite(current)
    history.note(current, EventKind.RESENT, side=Side.COMPANY, access=access, changes=changes)


def _invite(delegation: Delegation) -> None:
    token = links.new_token()
    delegation.token_digest = links.digest(token, purpose=links.DELEGATION)
    delegation.invitation_expires_at = timezone.now() + settings.DELEGATION_INVITATION_LIFETIME
    delegation.save(update_fields=["token_digest", "invitation_expires_at"])
    emails.invitation(delegation, token)


def _set_sites(delegation: Delegation, sites: Sequence[Establishment]) -> None:
    DelegationSite.objects.bulk_create(
        DelegationSite(delegation=delegation, adherent_id=delegation.adherent_id, establishment=site) for site in sites
    )


def _described(rights: Sequence[str], sites: str, starts_on: date, ends_on: date | None) -> dict[str, str]:
    return {
        "Droits": " ; ".join(in_words(Right(value) for value in rights if value in set(Right.values))) or "Aucun",
        "Sites": sites,
        "À partir du": french_date(starts_on),
        "Jusqu’au": french_date(ends_on) if ends_on else "Sans fin prévue",
    }


def _described_grant(grant: Grant) -> dict[str, str]:
    sites = sites_in_words(grant.all_sites, sorted(site.name for site in grant.sites))
    return _described(grant.values, sites, grant.starts_on, grant.ends_on)


def _first(grant: Grant, email: str) -> Changes:
    return {name: ["", text] for name, text in {**_described_grant(grant), "Adresse invitée": email}.items()}


def _difference(current: Delegation, grant: Grant) -> Changes:
    names = current.sites.order_by("establishment__name").values_list("establishment__name", flat=True)
    sites = sites_in_words(current.all_sites, names)
    before = _described(current.rights, sites, current.starts_on, current.ends_on)
    after = _described_grant(grant)
    return {name: [before[name], after[name]] for name in before if before[name] != after[name]}
