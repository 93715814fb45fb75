"""The agenda of a caisse: its hours, its closures; the appointments of each day, moved or cancelled with a reason."""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet, TimeField
from django.forms import ModelForm, TextInput
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from adherents.admin.companies import JournalledAdmin
from adherents.enums import TimeZone
from adherents.models import Caisse
from adherents.queries import of_company
from adherents.time_zones import local, time_zone_at, today_in, written_day, written_hour
from core.clock import HourField
from core.french import counted
from core.search import Way
from core.staff.company_panels import CompanyPanel
from core.staff.deciding import DecidingAdmin
from core.staff.finding import Finder
from core.staff.rows import OfCompanyAdmin
from core.staff.scoping import caisse_id_of
from core.templatetags.portal import nbsp_punctuation, tel
from employees.decisions.queries import by_reference
from support.admin.agenda_decisions import DECISIONS
from support.admin.agenda_forms import AgendaForm, HoursFormSet
from support.appointments.queries import DayOfSlots, first_days, free_by_day
from support.enums import AppointmentState
from support.models import Agenda, Appointment, Closure, OpeningHours

_BESIDE = ("adherent__caisse", "agenda__caisse", "subject", "establishment")


def _coming_first(rows: Any) -> Any:
    return rows.coming_first(timezone.now())


class HoursInline(admin.StackedInline):
    """Not a table: there, Django gives no name to its controls."""

    model = OpeningHours
    fields = [("weekday", "opens_at", "closes_at")]
    formset = HoursFormSet
    formfield_overrides = {TimeField: {"form_class": HourField, "widget": TextInput(attrs={"size": 6})}}
    extra = 0


@admin.register(Agenda)
class AgendaAdmin(JournalledAdmin):
    """One a kind. Never removed once something was taken in it: it is offered no more."""

    caisse_path = "caisse_id"
    foreign_caisse_paths = {"caisse": "pk"}
    form = AgendaForm
    list_display = ["kind", "is_open", "length_minutes", "capacity", "time_zone", "caisse"]
    list_select_related = ["caisse"]
    list_filter = ["caisse"]
    inlines = [HoursInline]
    fieldsets = [
        (None, {"fields": [("caisse", "kind"), "is_open", ("length_minutes", "capacity"), "time_zone"]}),
        ("Prise de rendez-vous", {"fields": [("notice_hours", "furthest_days"), "directions"]}),
        ("Ce que voient les entreprises", {"fields": ["preview"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What appointments were taken for does not become something else, nor their hour that of another clock."""
        if obj is None:
            return ["preview"]
        is_promised = obj.appointments.coming(timezone.now()).exists()
        return ["preview", "caisse", "kind", *(["time_zone"] if is_promised else [])]

    @admin.display(description="les sept premiers jours")
    def preview(self, agenda: Agenda) -> SafeString | str:
        if agenda.pk is None:
            return "Enregistrez l’agenda sans le proposer : ses créneaux se voient ici, puis proposez-le."
        now = timezone.now()
        days = free_by_day(agenda, *first_days(agenda, now), now)
        lines = ((f"{written_day(one.day)}, {agenda.clock}", _hours(agenda, one)) for one in days)
        return format_html_join("", "<p>{}<br>{}</p>", lines) or "Aucun créneau libre."

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        caisse_id = caisse_id_of(request)
        zone = TimeZone.PARIS if caisse_id is None else time_zone_at(Caisse.objects.get(pk=caisse_id).address)
        return {"time_zone": zone, **super().get_changeform_initial_data(request)}


@admin.register(Closure)
class ClosureAdmin(JournalledAdmin):
    caisse_path = "caisse_id"
    foreign_caisse_paths = {"caisse": "pk", "agenda": "caisse_id"}
    list_display = ["name", "starts_on", "ends_on", "agenda", "caisse"]
    list_select_related = ["caisse", "agenda"]
    list_filter = ["caisse"]
    fields = ["caisse", "agenda", ("starts_on", "ends_on"), "name"]

    def save_model(self, request: HttpRequest, obj: Closure, form: ModelForm, change: bool) -> None:  # type: ignore[override]
        super().save_model(request, obj, form, change)
        _tell_of_those_taken(request, obj)


class DayFilter(admin.SimpleListFilter):
    """By the clock of the caisse, whose today may not be that of Paris."""

    title = "jour"
    parameter_name = "jour"
    _days = {"aujourdhui": ("Aujourd’hui", 0, 0), "demain": ("Demain", 1, 1), "semaine": ("Les sept prochains", 0, 6)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _, _) in self._days.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appointment]) -> QuerySet[Appointment]:
        if self.value() not in self._days:
            return queryset
        _, first, last = self._days[str(self.value())]
        today = _today_of(request)
        days = (today + timedelta(days=first), today + timedelta(days=last))
        return queryset.filter(day__range=days, state=AppointmentState.BOOKED)


@admin.register(Appointment)
class AppointmentAdmin(DecidingAdmin, OfCompanyAdmin):
    """What comes first, the next one on top; then what is over or cancelled, the latest first."""

    caisse_path = "agenda__caisse_id"
    ways: tuple[Way, ...] = (by_reference, of_company())
    search_help_text = "Référence d’un rendez-vous, ou entreprise."
    decisions = DECISIONS
    decisions_help = "L’entreprise est avertie par courriel ; chaque décision est inscrite au journal avec votre nom."
    finder = Finder(
        "Rendez-vous",
        52,
        lambda one: (f"{one.reference} · {one.get_state_display()}", f"{one.agenda}, {one.when}, {one.adherent}"),
        exact=by_reference,
    )
    company_panel = CompanyPanel(
        "Rendez-vous",
        78,
        ("Quand", "Rendez-vous", "Objet", "État"),
        lambda one: (one.when, str(one.agenda), str(one.subject), one.get_state_display()),
        among=_coming_first,
    )
    list_display = ["when_said", "agenda", "adherent", "about", "called", "state"]
    list_select_related = list(_BESIDE)
    list_filter = [DayFilter, "state", "agenda__kind"]
    fields = [
        ("company", "state"),
        ("when_said", "agenda"),
        ("about", "called"),
        ("booked_by_label", "booked_at"),
        "note",
        "reason",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        return super().get_queryset(request).select_related(*_BESIDE)

    def get_ordering(self, request: HttpRequest) -> Any:
        return _coming_first(Appointment.objects).query.order_by

    def is_of_its_caisse(self, row: Appointment) -> bool:
        return row.agenda.caisse_id == row.adherent.caisse_id

    @admin.display(description="quand", ordering="starts_at")
    def when_said(self, one: Appointment) -> str:
        return nbsp_punctuation(one.when)

    @admin.display(description="objet")
    def about(self, one: Appointment) -> str:
        return f"{one.subject}, {one.linked_label}" if one.linked_label else str(one.subject)

    @admin.display(description="à rappeler au")
    def called(self, one: Appointment) -> str:
        return tel(one.phone) if one.phone else "–"

    def facts(self, request: HttpRequest, row: Appointment) -> dict[str, Any]:
        return {"seen": str(row.version)}


def _hours(agenda: Agenda, day: DayOfSlots) -> str:
    hours = (written_hour(local(slot.starts_at, agenda.time_zone).time()) for slot in day.slots)
    return nbsp_punctuation(" · ".join(hours))


def _today_of(request: HttpRequest) -> date:
    caisse_id = caisse_id_of(request)
    zones = Agenda.objects.filter(caisse_id=caisse_id or 0).values_list("time_zone", flat=True)
    return today_in(zones.first() or TimeZone.PARIS)


def _tell_of_those_taken(request: HttpRequest, closure: Closure) -> None:
    """What was taken on these days stays until somebody moves or cancels it: nobody is forgotten."""
    filters = {
        "day__gte": closure.starts_on.isoformat(),
        "day__lte": closure.ends_on.isoformat(),
        "state__exact": AppointmentState.BOOKED.value,
    }
    if closure.agenda_id is not None:
        filters["agenda__id__exact"] = str(closure.agenda_id)
    rows = Appointment.objects.filter(agenda__caisse_id=closure.caisse_id, **filters)
    if count := rows.count():
        page: Any = admin.site.get_model_admin(Appointment)
        said = counted(count, "rendez-vous est déjà pris,rendez-vous sont déjà pris")
        link = format_html('<a href="{}">les déplacer ou les annuler</a>', page.rows_url(**filters))
        messages.warning(request, format_html("{} sur ces jours : {}.", said, link))
