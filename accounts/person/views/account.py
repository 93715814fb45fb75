"""Mon compte: who I am here, the companies attached, attaching and leaving one, my data, closing."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.colleagues import queries as members
from accounts.forms import LETTERS_REFUSED, LettersForm
from accounts.http import PersonRequest
from accounts.opening import services as opening_services
from accounts.page import account_page, has_right_password
from accounts.panels import first_without_company, panels_for
from accounts.person import personal_data, queries
from accounts.person.forms import ClosingForm
from accounts.person.services import account as account_services
from accounts.policies import can_close_account
from core.addresses import client_ip

# A reader that took the file for a page would find no element in it.
_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@require_safe
def account(request: PersonRequest) -> HttpResponse:
    person = request.user
    panels = panels_for(person)
    context = {
        "attachments": queries.attachments(person),
        "email_change": queries.email_change_under_way(person),
        "invitation_count": members.invitation_count(person),
        "panels": panels,
        "without_company": first_without_company(panels),
    }
    return account_page(request, "account", "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: PersonRequest) -> HttpResponse:
    """*Rattacher un adhérent ou un site*: the same three fields as étape 1/2."""
    form = LettersForm(request.POST or None)
    status = 200
    if request.method == "POST":
        name = _attach(request, form) if form.is_valid() else None
        if name is not None:
            messages.success(request, f"{name} est rattachée à votre compte.")
            return redirect("accounts:account")
        status = 422
    return render(request, "accounts/attach.html", {"form": form}, status=status)


def _attach(request: PersonRequest, form: LettersForm) -> str | None:
    """The company's name once attached; otherwise the form says why not."""
    opening = opening_services.prove_letters(**form.cleaned_data, ip=client_ip(request))
    if opening is not None:
        try:
            opening_services.attach(user=request.user, opening=opening)
        except opening_services.OpeningClosed:
            opening = None
    if opening is None:
        form.add_error(None, ValidationError(LETTERS_REFUSED, code="refused"))
        return None
    return opening.adherent.name


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PersonRequest, ref: str) -> HttpResponse:
    """Leave one company or site, after a page that says what it means."""
    membership = queries.membership_of(request.user, ref)
    if membership is None:
        raise Http404
    name = membership.adherent.name
    if request.method == "POST":
        account_services.leave(user=request.user, membership=membership)
        messages.success(request, f"{name} n’est plus rattachée à votre compte.")
        return redirect("accounts:account")
    context = {
        "company": name,
        "role": membership.get_role_display(),
        "is_last_holder": queries.is_last_holder(membership),
    }
    return account_page(request, "account", "leave", context)


@require_safe
def data(request: PersonRequest) -> HttpResponse:
    """What the portal knows of the person, readable."""
    content = personal_data.personal_data(request.user)
    return account_page(request, "data", "data", {"sections": personal_data.sections(content), **_retention()})


@require_safe
def data_json(request: PersonRequest) -> HttpResponse:
    """The same as a file."""
    account_services.record_download(user=request.user)
    content = personal_data.personal_data(request.user)
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(text.translate(_ESCAPED), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: PersonRequest) -> HttpResponse:
    """Close the account for good, after a page that says what stays and why."""
    person = request.user
    form = ClosingForm(request.POST or None)
    if request.method == "POST":
        if not can_close_account(person):
            raise PermissionDenied
        if form.is_valid() and has_right_password(request, form):
            account_services.close(user=person)
            logout(request)
            response = render(request, "accounts/closed.html", _retention())
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
            return response
    context = {"form": form, "may_close": can_close_account(person), **_retention()}
    return account_page(request, "data", "close", context)


def _retention() -> dict[str, int]:
    return {"journal_days": settings.AUDIT_RETENTION.days, "message_days": settings.MESSAGE_RETENTION.days}
