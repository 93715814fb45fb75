"""Rights to leave as the caisse gave them, and the dated rules of the estimate."""

from django.contrib import admin

from core.staff.scoping import OfTheNetworkAdmin, SharedByTheNetworkAdmin
from employees.admin.searching import OfPeopleAdmin
from employees.decisions.queries import of_person
from employees.models import LeaveRight, LeaveRule, SeniorityStep


@admin.register(LeaveRight)
class LeaveRightAdmin(OfPeopleAdmin):
    ways = (of_person("employee"),)
    list_display = ["employee", "adherent", "starts_on", "ends_on", "acquired", "taken", "stated_on"]
    list_select_related = ["employee", "adherent"]
    list_filter = ["starts_on"]
    fields = [
        ("employee", "adherent"),
        ("starts_on", "ends_on"),
        ("acquired", "fifth_week"),
        ("split_bonus_days", "seniority_days"),
        "taken",
        ("stated_on", "received_at"),
    ]


@admin.register(LeaveRule)
class LeaveRuleAdmin(SharedByTheNetworkAdmin):
    list_display = ["starts_on", "ends_on", "caisse", "days_per_month", "max_days", "sickness_days_per_month"]
    list_select_related = ["caisse"]
    fieldsets = [
        (None, {"fields": [("starts_on", "ends_on"), "caisse", "source"]}),
        ("Acquisition", {"fields": [("days_per_month", "max_days"), ("main_leave_days", "fifth_week_days")]}),
        ("Maladie", {"fields": [("sickness_days_per_month", "sickness_max_days")]}),
        ("Accident du travail", {"fields": [("accident_days_per_month", "accident_max_days")]}),
        ("Périodes", {"fields": [("accrual_month", "taking_month", "split_window_last_month")]}),
        (
            "Fractionnement",
            {
                "fields": [
                    ("split_first_days", "split_first_bonus", "split_first_acquired"),
                    ("split_second_days", "split_second_bonus", "split_second_acquired"),
                    ("split_unbroken_days", "split_unbroken_holidays", "split_unbroken_anywhere"),
                    "split_counts_days_due",
                ]
            },
        ),
    ]


@admin.register(SeniorityStep)
class SeniorityStepAdmin(OfTheNetworkAdmin):
    list_display = ["starts_on", "ends_on", "company_years", "btp_years", "extra_days"]
    fields = [("starts_on", "ends_on"), ("company_years", "btp_years"), "extra_days", "source"]
