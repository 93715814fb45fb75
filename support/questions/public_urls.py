"""The questions of a caisse, for anybody."""

from django.urls import path

from support.questions import public

app_name = "support_public"
urlpatterns = [
    path("", public.questions, name="questions"),
    path("<str:ref>/", public.question, name="question"),
]
