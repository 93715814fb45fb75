"""The site of the back office: who enters it, by which door, and its home page. Its pages: `core.staff`."""

from collections.abc import Iterator
from typing import Any

from csp.constants import SELF
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from core import audit, throttling
from core.staff.finding import search_page
from core.staff.scoping import caisse_id_of
from core.staff.work_queues import queues_for
from core.tenancy import all_tenants
from core.throttling import Throttled

# The scripts of Django's admin are our own files, loaded without a nonce.
ADMIN_POLICY = {"script-src": [SELF]}

audit.declare(
    {
        "core.staff_signed_in": "Connexion à l’espace de la caisse",
        "core.staff_sign_in_refused": "Connexion à l’espace de la caisse refusée",
        "core.staff_signed_out": "Déconnexion de l’espace de la caisse",
        "core.staff_password_changed": "Mot de passe du personnel changé",
    }
)


class AdminSignInForm(AdminAuthenticationForm):
    """Django's, which also says when too many attempts were made."""

    def get_invalid_login_error(self) -> ValidationError:
        throttled = throttled_by(self.request)
        if throttled is None:
            return ValidationError(
                "Adresse électronique ou mot de passe incorrect, ou compte sans accès à l’Espace de la caisse.",
                code="invalid_login",
            )
        minutes = throttled.verdict.minutes
        return ValidationError(
            "Trop d’essais de connexion. Attendez %(minutes)d\u00a0min avant de réessayer.",
            code="throttled",
            params={"minutes": minutes},
        )


def throttled_by(request: HttpRequest | None) -> Throttled | None:
    """Why the authentication backend refused even to try, if it did."""
    return getattr(request, "throttled", None)


class PortalAdminSite(admin.AdminSite):
    site_header = "Espace de la caisse"
    site_title = "Espace de la caisse"
    index_title = "Gestion"
    site_url = "/"
    # Every list is on the home page, and the search of the header is on each page.
    enable_nav_sidebar = False
    login_form = AdminSignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        """A member of staff who gave the second factor in this session (SECURITY D13, A33)."""
        user: Any = request.user
        return bool(is_staff_member(user) and user.is_verified())

    def way_in(self, request: HttpRequest) -> str | None:
        """Where whoever may not enter yet is led; None: to the sign-in page. Accounts answer for the second factor."""
        return None

    def get_urls(self) -> list[Any]:
        """Whoever is not signed in goes to this site's own sign-in page, not to the employers'."""
        search = path("rechercher/", self.admin_view(require_safe(self.search)), name="search")
        urls = [search, *super().get_urls()]
        for pattern in _flat(urls):
            if getattr(pattern.callback, "login_required", True):
                pattern.callback.login_url = reverse_lazy(f"{self.name}:login")  # type: ignore[attr-defined]
        return urls

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        # One may always leave, even before having fully entered.
        guarded = csrf_protect(view) if view == self.logout else super().admin_view(view, cacheable)

        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if view != self.logout and not self.has_permission(request) and (way := self.way_in(request)):
                return with_admin_policy(HttpResponseRedirect(way))
            with all_tenants(reason="the admin restricts rows to the staff member's caisse"):
                try:
                    response = guarded(request, *args, **kwargs)
                except (PermissionDenied, Http404):
                    # Here, outside the view's own transaction, which is rolled back.
                    record_refusal(request)
                    raise
                # Rendered here, or the template would read its rows after the block has ended.
                if hasattr(response, "render") and not response.is_rendered:
                    response.render()
                return with_admin_policy(response)

        # The admin has its own sign-in page.
        return login_not_required(entered)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        way = self.way_in(request)
        if request.method != "POST" and way is not None:
            return HttpResponseRedirect(way)
        response = super().login(request, extra_context)
        throttled = throttled_by(request)
        if throttled is not None:
            response.status_code = 429
            response.headers["Retry-After"] = str(throttled.verdict.retry_after)
        elif request.method == "POST":
            _record_sign_in(request, accepted=response.status_code == 302)  # noqa: PLR2004
        return with_admin_policy(response)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The queues first: what waits for the person's caisse."""
        queues = {"work_queues": queues_for(request, self._registry.values())}
        return super().index(request, {**queues, **(extra_context or {})})

    def search(self, request: HttpRequest) -> HttpResponse:
        return search_page(self, request)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(reverse_lazy(f"{self.name}:login"))
        if request.method == "POST":
            audit.record("core.staff_signed_out", actor=request.user, caisse_id=caisse_id_of(request))
        response = super().logout(request, extra_context)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """One's own password, the current one being asked; the attempts are counted."""
        if request.method == "POST":
            throttling.enforce("change_password", str(request.user.pk))
        response = super().password_change(request, extra_context)
        if response.status_code == 302:  # noqa: PLR2004
            audit.record("core.staff_password_changed", actor=request.user, caisse_id=caisse_id_of(request))
        return response


def is_staff_member(user: Any) -> bool:
    """Whether this person works for a caisse, or for the network."""
    return bool(user.is_active and user.is_staff and (user.is_superuser or user.staff_caisse_id))


def _flat(patterns: list[Any]) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _flat(entry.url_patterns)


def with_admin_policy(response: HttpResponse) -> HttpResponse:
    """Replace the sources of scripts in the portal's Content-Security-Policy; the rest of it stands."""
    response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
    return response


def _record_sign_in(request: HttpRequest, *, accepted: bool) -> None:
    if accepted:
        audit.record("core.staff_signed_in", actor=request.user, caisse_id=caisse_id_of(request))
    else:
        audit.record("core.staff_sign_in_refused", refused=True)


def record_refusal(request: HttpRequest) -> None:
    """What a member of staff was refused: a row of another caisse, or an action beyond their role."""
    user: Any = request.user
    if user.is_authenticated:
        audit.record(
            "core.access_refused", actor=user, caisse_id=caisse_id_of(request), target=request.path, refused=True
        )
