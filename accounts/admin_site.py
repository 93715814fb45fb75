"""The door of the back office: password, then second factor, before anything else (SECURITY D13, A33).

`core.admin_site` refuses whoever has not given the second factor; the page where it is given, or first set up, is here.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import devices, interrupted
from accounts.forms import SecondFactorForm
from accounts.models import User
from accounts.person.services import second_factor
from accounts.person.services.account import close_other_sessions
from accounts.sign_in.services import sign_in
from adherents.queries import recently_opened
from core.addresses import page_of
from core.admin_site import AdminSignInForm, PortalAdminSite, is_staff_member, with_admin_policy
from core.staff.scoping import caisse_id_of
from core.throttling import Throttled

_WRONG_CODE = "Ce code n’est pas le bon. Attendez que l’application en affiche un nouveau, puis recopiez-le."


class StaffSignInForm(AdminSignInForm):
    """Also reads when the person last signed in, which signing in overwrites."""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        self.request.previous_sign_in_at = user.last_login  # type: ignore[union-attr]


class StaffAdminSite(PortalAdminSite):
    login_form = StaffSignInForm

    def get_urls(self) -> list[Any]:
        return [path("second-facteur/", self.second_factor, name="second_factor"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        recent = {"recent_companies": recently_opened(request.user, caisse_id_of(request))}
        return super().index(request, {**recent, **(extra_context or {})})

    def way_in(self, request: HttpRequest) -> str | None:
        """A member of staff whose second factor is due goes and gives it; where they were going is kept.

        So is what they were typing, when their session is over or the factor is due.
        """
        if not request.user.is_authenticated and request.method == "POST" and request.path != reverse("admin:login"):
            interrupted.keep_without_session(request)
            return f"{reverse('admin:login')}?{urlencode({REDIRECT_FIELD_NAME: page_of(request) or request.path})}"
        if not is_staff_member(request.user) or self.has_permission(request):
            return None
        page, wanted = reverse("admin:second_factor"), request.get_full_path()
        if request.path == reverse("admin:login"):
            wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        return f"{page}?{urlencode({REDIRECT_FIELD_NAME: wanted})}" if wanted and request.method == "GET" else page

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == 302:  # noqa: PLR2004
            user = person_of(request)
            sign_in.record_staff_sign_in(
                user=user,
                is_known_device=devices.is_known(request, user),
                previous_at=request.previous_sign_in_at,  # type: ignore[attr-defined]
            )
            devices.remember(request, response, user)
        return response

    @method_decorator(never_cache)
    @login_not_required
    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def second_factor(self, request: HttpRequest) -> HttpResponse:
        """Give the code; or, the first time, scan the QR code, give a first code and note the recovery codes."""
        if not is_staff_member(request.user):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if self.has_permission(request):
            return HttpResponseRedirect(wanted_page(request))
        answer = _verify if second_factor.is_on(person_of(request)) else _enrol
        return with_admin_policy(answer(self, request))


def person_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def wanted_page(request: HttpRequest) -> str:
    """Where the person was going, if it is a page of the admin."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    index = reverse("admin:index")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours and wanted.startswith(index) else index


def _verify(site: StaffAdminSite, request: HttpRequest) -> HttpResponse:
    form = SecondFactorForm(request.POST or None)
    device = _checked(form, request, second_factor.verify)
    if device is not None:
        _enter(request, device)
        return HttpResponseRedirect(wanted_page(request))
    return _page(site, request, "verify", {"title": "Double authentification", "form": form})


def _enrol(site: StaffAdminSite, request: HttpRequest) -> HttpResponse:
    """The secret is made by the first POST, not by looking."""
    person = person_of(request)
    if request.method == "POST" and "code" not in request.POST:
        second_factor.start(user=person)
        query = urlencode({REDIRECT_FIELD_NAME: wanted_page(request)})
        return HttpResponseRedirect(f"{reverse('admin:second_factor')}?{query}")
    device = second_factor.waiting(person)
    form = SecondFactorForm(request.POST or None)
    codes = _checked(form, request, second_factor.confirm) if device is not None else None
    if device is not None and codes is not None:
        _enter(request, device)
        close_other_sessions(user=person, kept_key=request.session.session_key)
        return _page(site, request, "recovery_codes", {"title": "Codes de secours", "codes": codes})
    context: dict[str, Any] = {"title": "Double authentification", "form": form, "device": device}
    if device is not None:
        context |= {"qr": second_factor.qr_code(device), "secret": second_factor.secret_of(device)}
    return _page(site, request, "enrol", context)


def _checked(form: SecondFactorForm, request: HttpRequest, check: Callable[..., Any]) -> Any:
    """What the service answers to the code typed; None when it is not the right one, and the form says so."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        device = check(user=person_of(request), code=form.cleaned_data["code"])
    except Throttled as throttled:
        minutes = throttled.verdict.minutes
        form.add_error(
            "code", ValidationError(f"Trop d’essais\u00a0: réessayez dans {minutes}\u00a0min.", code="throttled")
        )
        form.retry_after = throttled.verdict.retry_after  # type: ignore[attr-defined]
        return None
    if device is None:
        form.add_error("code", ValidationError(_WRONG_CODE, code="wrong"))
    return device


def _enter(request: HttpRequest, device: TOTPDevice) -> None:
    """The session opens everything from now on: under a fresh key (SECURITY S1)."""
    request.session.cycle_key()
    otp_login(request, device)


def _page(site: StaffAdminSite, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """In the admin's skin, without its menus: nothing is open yet."""
    form = context.get("form")
    retry_after = getattr(form, "retry_after", None)
    refused = 429 if retry_after else 422
    status = refused if form is not None and form.is_bound and form.errors else 200
    shell = {**site.each_context(request), "is_nav_sidebar_enabled": False, "available_apps": [], "is_popup": False}
    response = TemplateResponse(
        request,
        f"admin/second_factor/{template}.html",
        {**shell, "next": wanted_page(request), REDIRECT_FIELD_NAME: wanted_page(request), **context},
        status=status,
    )
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response.render()
