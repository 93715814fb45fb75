"""What the pages of the section share."""

from core.http import PortalRequest
from core.rights import Right
from core.sections import PageFamily
from support.models import Conversation

# Each journey declares its own page in its place.
SUPPORT = PageFamily(
    "support",
    "Pages de Contact et questions-réponses",
    "support",
    (("index", "Messages"),),
    sheet="support",
    right=Right.SUPPORT_CONSULT,
)
SUPPORT.declare("questions", "Questions-réponses", Right.SUPPORT_CONSULT, rank=2)
section_page = SUPPORT.page_of_tiers


_BESIDE = ("subject", "establishment", "follows", "caisse", "merged_into")


def conversation_or_404(request: PortalRequest, ref: str) -> Conversation:
    """That this person may read, with what every page shows of it; any other looks like a random reference. One
    that was merged is read in the other, which the same people read.
    """
    conversation = request.access.get_or_404(Conversation, ref, *_BESIDE)
    while conversation.merged_into is not None:
        conversation = request.access.get_or_404(Conversation, conversation.merged_into.public_id, *_BESIDE)
    return conversation
