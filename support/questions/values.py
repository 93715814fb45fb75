"""Who reads the questions."""

from dataclasses import dataclass
from typing import Self

from core.access import Access
from support.enums import QuestionAudience


@dataclass(frozen=True, slots=True)
class Reader:
    """The caisse whose answers are read, and the audiences that the person is of."""

    caisse_id: int
    audiences: tuple[QuestionAudience, ...] = (QuestionAudience.PUBLIC,)

    @classmethod
    def of(cls, access: Access) -> Self:
        """A cabinet reads what is written for cabinets besides what everybody signed in reads."""
        own = (QuestionAudience.FIRM,) if access.via.kind == "delegation" else ()
        return cls(access.tiers.caisse_id, (QuestionAudience.PUBLIC, QuestionAudience.SIGNED_IN, *own))
