"""What the pages of a hire share: where one is, whom it is about."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from core.access import Access
from core.french import de
from core.http import PortalRequest
from core.steps import Step
from employees.enums import HireStep
from employees.hire.asked import asked_in
from employees.hire.forms import Reading
from employees.hire.queries import sees
from employees.models import HireDraft
from employees.page import section_page
from employees.rules import is_declared_late

_STEPS = list(HireStep)
REVIEW = "Vérifier et envoyer"


def previous_of(step: HireStep) -> HireStep:
    return _STEPS[max(_STEPS.index(step) - 1, 0)]


def next_of(ref: str, draft: HireDraft, step: HireStep) -> str:
    """The address of the step that follows; after the last, what is read again."""
    rank = _STEPS.index(step) + 1
    if rank == len(_STEPS):
        return reverse("employees:review_hire", args=[ref, draft.public_id])
    return reverse("employees:hire_step", args=[ref, draft.public_id, _STEPS[rank]])


def hire_page(
    request: PortalRequest,
    draft: HireDraft | None,
    step: HireStep | None,
    form: Any,
    reading: Reading | None = None,
    *,
    extra: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """One step, or what is read again before sending (`step` None)."""
    access, asked = request.access, asked_in(draft)
    start = reading.values.get("starts_on") if reading is not None else None
    context = {
        "draft": draft,
        "title": _title(draft),
        "about": _about(access, draft),
        "asked": asked,
        "steps": _steps(access, draft, step, reading),
        "name": draft.name if draft is not None else "",
        "tells_dpae": step in {HireStep.IDENTITY, None} and (draft is None or draft.corrects_id is None),
        "number": _STEPS.index(step) + 1 if step is not None else len(_STEPS) + 1,
        "label": step.label if step is not None else REVIEW,
        "is_late": start is not None and is_declared_late(start, timezone.localdate()),
        **(extra or {}),
    }
    if step is None:
        return section_page(request, "movements", "hire/review", context, status=status)
    if asked is not None and asked.field in form.fields:
        form.fields[asked.field].asked = asked.message
    context |= {
        "form": form,
        "fields_template": f"employees/hire/{step.value}.html",
        "form_url": _url(access, draft, step),
    }
    return section_page(request, "movements", "hire/step", context, status=status)


def _title(draft: HireDraft | None) -> str:
    if draft is not None and draft.corrects is not None:
        return "Corriger l’embauche"
    return "Nouveau contrat" if draft is not None and draft.employee is not None else "Embaucher"


def _about(access: Access, draft: HireDraft | None) -> str:
    """Whom the draft is about, when the company knows them: named to whoever sees them."""
    if draft is None:
        return ""
    if draft.corrects is not None:
        return f"Vous corrigez l’embauche {draft.corrects.reference}."
    if draft.employee is None:
        return ""
    if not sees(access, draft.employee):
        return "Vous déclarez un nouveau contrat d’une personne déjà connue de votre entreprise sur un autre site."
    person = draft.employee
    return f"Vous déclarez un nouveau contrat {de(person.full_name)}, {person.born} le {person.birth_on:%d/%m/%Y}."


def _steps(access: Access, draft: HireDraft | None, current: HireStep | None, reading: Reading | None) -> list[Step]:
    steps = []
    for step in _STEPS:
        is_done = step != current and reading is not None and reading.is_sound(step)
        url = _url(access, draft, step) if is_done else ""
        steps.append(Step(step.label, "current" if step == current else "done" if is_done else "next", url))
    return [*steps, Step(REVIEW, "current" if current is None else "next")]


def _url(access: Access, draft: HireDraft | None, step: HireStep) -> str:
    if draft is None:
        return reverse("employees:start_hire", args=[access.tiers.ref])
    return reverse("employees:hire_step", args=[access.tiers.ref, draft.public_id, step])
