"""Which documents are to announce, and to whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from adherents.models import Caisse
from core.access import Access
from core.rights import Right
from delegations.reaching import by_company
from documents.models import Document, DocumentKind


@dataclass(frozen=True, slots=True)
class Published:
    """Documents alike, for whoever is told of them: however many, they are announced as one."""

    adherent_id: int
    establishment_id: int | None
    kind: DocumentKind
    created_by_id: int | None
    told_at: datetime

    def is_for(self, access: Access) -> bool:
        """Read by this person from there (`Document.objects.for_access`), and not made by them."""
        is_seen = access.tiers.establishment_id in (None, self.establishment_id)
        return is_seen and self.kind.shows_to(access) and self.created_by_id != access.user.pk


@dataclass(frozen=True, slots=True)
class Announcement:
    """To one person, of one company. `ref`: the tiers from which they read it; `kinds`: their names."""

    person: User
    ref: str
    company: str
    caisse: Caisse
    kinds: tuple[str, ...]


def next_companies(now: datetime, limit: int) -> list[int]:
    """Some of those that have something to be told, the longest waiting first."""
    rows = Document.objects.to_tell(now).order_by("published_at", "pk").values_list("adherent_id", flat=True)
    return list(dict.fromkeys(rows[:limit]))


def published(rows: Any) -> list[Published]:
    """Those that are not withdrawn, put together."""
    columns = ("adherent_id", "establishment_id", "kind_id", "created_by_id", "told_at")
    alike = list(rows.filter(withdrawn_at__isnull=True).order_by().values_list(*columns).distinct())
    kinds = DocumentKind.objects.in_bulk({kind_id for _, _, kind_id, _, _ in alike})
    return [
        Published(company, site, kinds[kind_id], author, told_at) for company, site, kind_id, author, told_at in alike
    ]


def announcements(accesses: Collection[Access], papers: Iterable[Published]) -> list[Announcement]:
    """One for each person and company that has something new for them."""
    of_company: dict[int, list[Published]] = {}
    for paper in papers:
        of_company.setdefault(paper.adherent_id, []).append(paper)
    caisses = Caisse.objects.in_bulk({access.tiers.caisse_id for access in accesses})
    made = []
    for (person, adherent_id), doors in by_company(accesses, Right.DOCUMENTS_CONSULT).items():
        seen = [(door, paper) for door in doors for paper in of_company.get(adherent_id, ()) if paper.is_for(door)]
        if seen:
            tiers = seen[0][0].tiers
            kinds = tuple(sorted({paper.kind.name for _, paper in seen}))
            made.append(Announcement(person, tiers.ref, tiers.name, caisses[tiers.caisse_id], kinds))
    return made
