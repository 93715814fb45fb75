"""The journal of the company acted for; included by the project under the tiers."""

from django.urls import path

from accounts.journal import views as journal

app_name = "journal"
urlpatterns = [
    path("", journal.index, name="index"),
    path("export/", journal.export, name="export"),
]
