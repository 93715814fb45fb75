"""The secret addresses of calendars: programs ask for them, without a session and without a tiers."""

from django.urls import path

from absences.calendars import feed

app_name = "calendars"
urlpatterns = [path("<str:token>.ics", feed.feed, name="feed")]
