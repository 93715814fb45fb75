"""Who asks for the pages: a holder of the demonstration, one of a company of thousands, and an accountant."""

from dataclasses import dataclass

from bench_pages import Form, Visitor
from django.urls import reverse

from accounts.models import User
from adherents.models import Adherent
from cibtp_portal.development import trade, volume_employees
from delegations.models import Firm, FirmMember


@dataclass(frozen=True, slots=True)
class Place:
    """A person, and what they act for."""

    user: User
    adherent: Adherent

    @property
    def visitor(self) -> Visitor:
        return signed_in(self.user)

    def path(self, name: str, *references: str) -> str:
        return reverse(name, args=[self.adherent.public_id, *references])


def signed_in(user: User) -> Visitor:
    form = Form(reverse("accounts:sign_in"), {"username": user.email, "password": trade.PASSWORD})
    return Visitor(user.email, [form])


def holder() -> Place:
    """Alice, of a company of the demonstration."""
    return _holder(Adherent.objects.get(memberships__user__email=trade.PEOPLE[0].email))


def holder_of_thousands() -> Place:
    company = volume_employees.crowded_company()
    if company is None:
        raise LookupError("no company of thousands: load one first")
    return _holder(company)


def _holder(adherent: Adherent) -> Place:
    member = adherent.memberships.select_related("user").order_by("pk")[0]
    return Place(member.user, adherent)


def accountant() -> tuple[Firm, Place]:
    """Of the cabinet of 500 clients, and the first of these."""
    member = FirmMember.objects.filter(user__email__endswith="@cabinets.example", firm__delegations__isnull=False)
    member = member.select_related("firm", "user").order_by("-pk").first()
    return member.firm, Place(member.user, member.firm.delegations.order_by("pk")[0].adherent)
