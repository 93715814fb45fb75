"""The steps of a final declaration, each with its page."""

from django.urls import reverse

from core.access import Access
from core.steps import Step
from stoppages.models import StoppageCase
from stoppages.policies import sees_wages

_STEPS = (
    ("work_resumed", "Reprise"),
    ("people", "Salariés"),
    ("hours", "Heures perdues"),
    ("wages", "Salaires"),
    ("certify", "Certification"),
)


def steps_of(access: Access, case: StoppageCase, current: str) -> list[Step]:
    """Each may be opened at any time; wages, by who may read them."""
    names = [name for name, _ in _STEPS]
    at = names.index(current)
    return [
        Step(
            label,
            "current" if name == current else "done" if rank < at else "next",
            _address(access, case, name, current),
        )
        for rank, (name, label) in enumerate(_STEPS)
    ]


def _address(access: Access, case: StoppageCase, name: str, current: str) -> str:
    if name == current or (name == "wages" and not sees_wages(access)):
        return ""
    return reverse(f"stoppages:{name}", args=[access.tiers.ref, case.public_id])
