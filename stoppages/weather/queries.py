"""What the pages of a weather stoppage read."""

from core.access import Access
from stoppages.enums import CaseState, DeclarationKind
from stoppages.models import StoppageCase, StoppageDeclaration

_SHOWN_DRAFTS = 3


def drafts_of(access: Access) -> list[StoppageCase]:
    """The last ones that this person began and did not send, to be taken up again."""
    rows = StoppageCase.objects.for_access(access).weather().filter(state=CaseState.DRAFT, created_by=access.user)
    return list(rows.select_related("weather__worksite").order_by("-created_at", "-pk")[:_SHOWN_DRAFTS])


def provisional_of(case: StoppageCase) -> StoppageDeclaration | None:
    """The one that stands."""
    row: StoppageDeclaration | None = case.stoppagedeclarations.filter(
        kind=DeclarationKind.PROVISIONAL, is_current=True
    ).first()
    return row
