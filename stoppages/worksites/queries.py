"""The worksites of a company: those of the register, those that a stoppage may be of."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from core.access import Access
from core.search import search, words_in
from stoppages.models import Worksite

_OFFERED = 50


def worksites_of(access: Access, *, typed: str = "", is_closed: bool = False) -> QuerySet[Worksite]:
    """Of the register, with how many stoppages each has had; the open ones, or the closed ones."""
    rows = search(Worksite.objects.for_access(access), typed, words_in("searched"))
    shown = rows.filter(closed_on__isnull=not is_closed).select_related("establishment")
    return shown.annotate(count=Count("stoppages")).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Offered:
    """`has_more`: there are others, which one searches for in the register."""

    worksites: list[Worksite]
    has_more: bool

    def of(self, public_id: str) -> Worksite | None:
        return next((site for site in self.worksites if site.public_id == public_id), None)


def offered_worksites(access: Access, *chosen: str) -> Offered:
    """The open ones, the last added first; the one that is `chosen` too, wherever it stands."""
    rows = Worksite.objects.for_access(access).select_related("establishment__adherent__caisse")
    first = list(rows.filter(closed_on__isnull=True).order_by("-created_at", "-pk")[: _OFFERED + 1])
    shown = sorted(first[:_OFFERED], key=lambda site: site.searched)
    missing = [ref for ref in chosen if ref and ref not in {site.public_id for site in shown}]
    more = list(rows.filter(public_id__in=missing)) if missing else []
    return Offered([*more, *shown], len(first) > _OFFERED)
