"""The page a person sees when the certification of the address has ended, and the pages its links open."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.gate import CERTIFICATION, passes
from accounts.http import PersonRequest
from accounts.page import wait
from accounts.person.services import certification as services
from core.addresses import client_ip, page_of
from core.french import counted
from core.guards import public
from core.identity import written_email
from core.throttling import Throttled
from core.tokens import BadToken, ExpiredToken


@passes(CERTIFICATION)
@require_safe
def certification(request: PersonRequest) -> HttpResponse:
    """Send the link again, or change the address: the only page while the certification is over."""
    if not CERTIFICATION.is_closed(request, request.user):
        return redirect("accounts:account")
    context = {"person": request.user, "email": "", "certification_days": _days()}
    return render(request, "accounts/certification/due.html", context)


@passes(CERTIFICATION)
@require_POST
def send_certification_link(request: PersonRequest) -> HttpResponse:
    person = request.user
    try:
        services.send_link(user=person, ip=client_ip(request))
    except Throttled as throttled:
        messages.warning(request, wait(throttled))
    else:
        days = counted(settings.EMAIL_CERTIFICATION_LINK_LIFETIME.days, "jour")
        messages.success(
            request,
            f"Un lien vient d’être envoyé à {written_email(person.email)}. Il est valable {days}.",
        )
    return redirect(page_of(request) or "accounts:certification")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def renew_certification(request: PersonRequest, token: str) -> HttpResponse:
    """GET and HEAD change nothing; the button renews."""
    try:
        person, is_done = services.read_renewal(token)
        if request.method == "POST":
            person, state = services.renew(token=token), "done"
        else:
            state = "already" if is_done else "ready"
    except ExpiredToken:
        return _link_page(request, "expired", "", 410)
    except BadToken:
        return _link_page(request, "invalid", "", 410)
    return _link_page(request, state, person.email)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_email(request: PersonRequest, token: str) -> HttpResponse:
    """The link sent to a new address; the button gives it to the account."""
    try:
        change = services.read_change(token)
        if request.method != "POST":
            return _link_page(request, "change_ready", change.email)
        person = services.confirm_change(token=token)
    except ExpiredToken:
        return _link_page(request, "expired", "", 410)
    except BadToken:
        return _link_page(request, "invalid", "", 410)
    except services.AlreadyChanged:
        return _link_page(request, "already", "")
    except services.AddressTaken:
        return _link_page(request, "taken", "", 409)
    return _link_page(request, "change_done", person.email)


def _link_page(request: PersonRequest, state: str, email: str, status: int = 200) -> HttpResponse:
    context = {"email": email, "certification_days": _days()}
    response = render(request, f"accounts/certification/{state}.html", context, status=status)
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _days() -> int:
    return settings.EMAIL_CERTIFICATION_LIFETIME.days
