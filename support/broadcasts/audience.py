"""Whom a broadcast is for: which companies, who in them, and by which channel each may be written to.

The same three functions count, show and send: what was counted is what leaves.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.choices import wanting
from accounts.enums import MembershipRole, Topic
from accounts.models import Membership, MessageChoice, User
from adherents.declarations.queries import missing_declarations
from adherents.departements import departement_at
from adherents.models import Adherent, Establishment
from core.access import Access
from core.rights import Right
from delegations.reaching import accesses_into
from employees.enums import Presence
from employees.models import Employment
from support.broadcasts.values import Channel
from support.enums import LeftOut, Receivers
from support.models import Broadcast


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody by one channel: an address, or why there is none."""

    person: User
    channel: Channel
    address: str = ""
    left_out: str = ""


def audience(broadcast: Broadcast) -> QuerySet[Adherent]:
    """The companies that meet every condition set: one query, without an order. Those without an open site left."""
    open_there = Exists(_sites(broadcast))
    rows: QuerySet[Adherent] = Adherent.objects.filter(open_there, caisse=broadcast.caisse_id).order_by()
    if broadcast.listed is not None:
        rows = rows.filter(pk__in=broadcast.listed)
    if broadcast.has_missing_month:
        rows = rows.filter(Exists(missing_declarations().order_by().filter(adherent=OuterRef("pk"))))
    if broadcast.workforce_from is not None or broadcast.workforce_to is not None:
        rows = _of_workforce(rows, broadcast.workforce_from, broadcast.workforce_to)
    return rows


def people_of(broadcast: Broadcast, companies: Collection[int], now: datetime) -> list[User]:
    """Of these companies of the audience, who is to receive it: each once, in the order of their accounts."""
    holders = _holders(companies)
    sites = _sites_in(broadcast, companies)
    reached = {
        access.user
        for access in accesses_into(companies, now)
        if _is_for(broadcast, access, holders) and (sites is None or _is_there(access, sites))
    }
    return sorted(reached, key=lambda person: person.pk)


def judged(broadcast: Broadcast, people: Iterable[User]) -> list[Reached]:
    """By each channel of the broadcast, where these people are written to or why they are not."""
    everybody = list(people)
    by_email = _by_email(broadcast, everybody) if broadcast.by_email else []
    return by_email + (_by_sms(broadcast, everybody) if broadcast.by_sms else [])


def _sites(broadcast: Broadcast) -> QuerySet[Establishment]:
    """The open sites of a company that the broadcast speaks to."""
    return _there(broadcast, Establishment.objects.open().order_by().filter(adherent=OuterRef("pk")))


def _there(broadcast: Broadcast, sites: QuerySet[Establishment]) -> QuerySet[Establishment]:
    if not broadcast.departements:
        return sites
    return sites.annotate(departement=departement_at("address")).filter(departement__in=broadcast.departements)


def _sites_in(broadcast: Broadcast, companies: Collection[int]) -> set[int] | None:
    """Those of the départements asked; None when every site is meant."""
    if not broadcast.departements:
        return None
    sites = Establishment.objects.open().order_by().filter(adherent__in=companies)
    return set(_there(broadcast, sites).values_list("pk", flat=True))


def _of_workforce(rows: QuerySet[Adherent], least: int | None, most: int | None) -> QuerySet[Adherent]:
    """As the caisse knows it; where it does not, the salariés present today."""
    present = Employment.objects.standing(Presence.PRESENT, timezone.localdate()).filter(adherent=OuterRef("pk"))
    counted = present.order_by().values("adherent").annotate(number=Count("employee", distinct=True)).values("number")
    sized = rows.annotate(size=Coalesce("workforce", Subquery(counted), 0))
    bounds = Q() if least is None else Q(size__gte=least)
    return sized.filter(bounds if most is None else bounds & Q(size__lte=most))


def _holders(companies: Collection[int]) -> set[tuple[int, int]]:
    """Of the companies and of their sites: person and company."""
    rows = Membership.objects.in_force().filter(role=MembershipRole.HOLDER, adherent__in=companies)
    return set(rows.values_list("user_id", "adherent_id"))


def _is_for(broadcast: Broadcast, access: Access, holders: set[tuple[int, int]]) -> bool:
    if access.via.kind == "delegation":
        return broadcast.to_firms and access.has(Right(broadcast.right))
    if broadcast.receivers == Receivers.HOLDERS:
        return (access.user.pk, access.tiers.adherent_id) in holders
    return access.has(Right(broadcast.right))


def _is_there(access: Access, sites: set[int]) -> bool:
    return access.tiers.establishment_id is None or access.tiers.establishment_id in sites


def _by_email(broadcast: Broadcast, people: list[User]) -> list[Reached]:
    wanted = {person.pk for person in wanting(people, Topic(broadcast.topic))}
    return [
        Reached(person, Channel.EMAIL, address=person.email)
        if person.pk in wanted
        else Reached(person, Channel.EMAIL, left_out=LeftOut.CHOICE)
        for person in people
    ]


def _by_sms(broadcast: Broadcast, people: list[User]) -> list[Reached]:
    topic = Topic(broadcast.topic)
    wanted = {person.pk for person in wanting(people, topic, by_sms=True)}
    chose = set(
        MessageChoice.objects.filter(user__in=people, topic=topic, by_sms=True).values_list("user_id", flat=True)
    )
    return [
        Reached(person, Channel.SMS, address=person.mobile)
        if person.pk in wanted
        else Reached(person, Channel.SMS, left_out=_why_no_sms(person, has_chosen=person.pk in chose))
        for person in people
    ]


def _why_no_sms(person: User, *, has_chosen: bool) -> LeftOut:
    """Whoever chose it, on a number that works, and is not written to all the same, answered STOP."""
    if not person.has_certified_mobile:
        return LeftOut.NO_MOBILE
    if person.mobile_failing_since is not None:
        return LeftOut.UNREACHABLE
    return LeftOut.STOPPED if has_chosen else LeftOut.CHOICE
