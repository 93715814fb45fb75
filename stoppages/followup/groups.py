"""The states of a case, as the list groups them."""

from django.db.models import Q, TextChoices

from stoppages.enums import OF_THE_CAISSE, OF_THE_COMPANY, OVER, CaseState

_DECIDED = (CaseState.RECORDED, CaseState.ACCEPTED, CaseState.PARTLY, CaseState.REFUSED)


class Group(TextChoices):
    """In the address of the list."""

    TO_COMPLETE = "a-completer", "À compléter"
    WITH_CAISSE = "chez-la-caisse", "Chez la caisse"
    DECIDED = "decides", "Décidés ou enregistrés"
    REIMBURSED = "rembourses", "Remboursés"
    OVER = "clos", "Clos"


# To complete holds what has a deadline of the company too, wherever it stands: a letter due, what is to be amended.
ROWS = {
    Group.TO_COMPLETE: (Q(state__in=OF_THE_COMPANY) | Q(to_amend=True) | Q(due_at__isnull=False)) & ~Q(state__in=OVER),
    Group.WITH_CAISSE: Q(state__in=OF_THE_CAISSE),
    Group.DECIDED: Q(state__in=_DECIDED),
    Group.REIMBURSED: Q(state=CaseState.REIMBURSED),
    Group.OVER: Q(state__in=OVER),
}
