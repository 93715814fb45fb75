"""The addresses of *Documents*, and who may open them."""

from core.rights import Right
from tests.security.route import Route

TIERS = {
    "documents:index": Route(right=Right.DOCUMENTS_CONSULT),
}
