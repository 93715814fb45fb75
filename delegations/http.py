"""The request of a collaborator, for the views of a cabinet."""

from accounts.http import PersonRequest
from delegations.models import FirmMember


class FirmRequest(PersonRequest):
    """Views under `of_firm`: `firm_member` is the person in the firm of the address."""

    firm_member: FirmMember
