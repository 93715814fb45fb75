"""Demandes de délégation: a firm asks its clients by a file; each company alone decides.

The firm reads the same answer for every line, and at the same speed: the lines are looked up by a job. Nothing here
tells it whether a SIRET is that of a member company.
"""

from collections.abc import Collection, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from adherents.models import Adherent, Establishment
from core import audit, queue, throttling
from core.rights import DELEGABLE, Right, as_rights, with_consultation
from core.tenancy import all_tenants
from delegations import emails
from delegations.enums import AnswerState
from delegations.models import Delegation, DelegationRequest, FirmMember, RequestBatch
from delegations.queries import managers_of
from delegations.values import AskedClient

audit.declare(
    {
        "delegations.requests_sent": "Demandes de délégation envoyées par un cabinet",
        "delegations.request_received": "Demande de délégation reçue d’un cabinet",
    }
)


def send_requests(*, by: FirmMember, lines: Sequence[AskedClient], rights: Collection[Right]) -> RequestBatch:
    """Ask all these companies, in the background. Raises `Throttled`."""
    throttling.enforce("delegation_requests", str(by.firm_id))
    with transaction.atomic():
        batch = RequestBatch.objects.create(firm=by.firm, asked_by=by.user, line_count=len(lines))
        audit.record(
            "delegations.requests_sent",
            actor=by.user,
            target=f"cabinet {by.firm.public_id} · {by.firm.name}",
            changes={"lignes": len(lines)},
        )
        queue.defer(
            "delegations.jobs.deliver_requests",
            batch_id=batch.pk,
            lines=[[line.identifier, line.email] for line in lines],
            rights=sorted(with_consultation(rights) & DELEGABLE),
        )
    return batch


def deliver_requests(*, batch_id: int, lines: Sequence[Sequence[str]], rights: Sequence[str]) -> int:
    """Write the demande of each line that is a company, and tell its people; return how many. Idempotent."""
    with all_tenants(reason="a firm asks companies that it names"), transaction.atomic():
        batch = RequestBatch.objects.select_for_update(of=("self",)).select_related("firm", "asked_by").get(pk=batch_id)
        companies = _companies([line[0] for line in lines])
        wanted = {
            companies[identifier].pk: (companies[identifier], email)
            for identifier, email in lines
            if identifier in companies
        }
        barred = _not_to_ask(batch, wanted)
        return sum(_ask(batch, company, email, rights) for pk, (company, email) in wanted.items() if pk not in barred)


def _companies(identifiers: Collection[str]) -> dict[str, Adherent]:
    """The company of each identifier; one that two caisses use names nobody."""
    by_siret = Establishment.objects.filter(siret__in=identifiers).select_related("adherent__caisse")
    by_identifier = Adherent.objects.filter(cibtp_id__in=identifiers).select_related("caisse")
    named: dict[str, set[Adherent]] = {}
    for site in by_siret:
        named.setdefault(site.siret, set()).add(site.adherent)
    for company in by_identifier:
        named.setdefault(company.cibtp_id, set()).add(company)
    return {identifier: companies.pop() for identifier, companies in named.items() if len(companies) == 1}


def _not_to_ask(batch: RequestBatch, companies: Collection[int]) -> set[int]:
    """Companies that already gave, that were already asked, or that declined a short time ago."""
    given = Delegation.objects.open().filter(firm=batch.firm, adherent_id__in=companies)
    asked = DelegationRequest.objects.filter(firm=batch.firm, adherent_id__in=companies)
    since = timezone.now() - settings.DELEGATION_REQUEST_PAUSE
    recent = asked.filter(answered_at__gte=since, state=AnswerState.DECLINED)
    waiting = asked.filter(state=AnswerState.PENDING)
    return {pk for rows in (given, recent, waiting) for pk in rows.values_list("adherent_id", flat=True)}


def _ask(batch: RequestBatch, company: Adherent, email: str, rights: Sequence[str]) -> int:
    if batch.asked_by is None:
        return 0
    people = managers_of(company.pk)
    request = DelegationRequest.objects.create(
        adherent=company,
        firm=batch.firm,
        batch=batch,
        asked_by=batch.asked_by,
        email=batch.asked_by.email,
        rights=sorted(as_rights(list(rights)) & DELEGABLE),
    )
    audit.record(
        "delegations.request_received",
        caisse_id=company.caisse_id,
        adherent_id=company.pk,
        tiers_label=company.name,
        target=batch.firm.name,
    )
    # An address typed by the firm chooses among the company's people; it is never written to by itself.
    named = [person for person in people if person.email == email]
    emails.requested(request, named or people)
    return 1
