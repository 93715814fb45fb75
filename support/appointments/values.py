"""What a company says when it takes an appointment."""

from dataclasses import dataclass

from core.linked import Linked
from support.models import Subject


@dataclass(frozen=True, slots=True)
class AppointmentValues:
    """`phone`: in E.164, empty unless the caisse calls; `about`: what it is about, if anything."""

    subject: Subject
    phone: str = ""
    note: str = ""
    about: Linked | None = None
