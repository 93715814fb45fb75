from django.urls import path

from absences.calendars import views as calendars
from absences.planning import views as planning

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("calendriers/", calendars.calendars, name="calendars"),
    path("calendriers/nouveau/", calendars.subscribe, name="subscribe"),
    path("calendriers/<str:public_id>/retirer/", calendars.revoke_calendar, name="revoke_calendar"),
]
