"""The page, and what tells that the server is up."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from reference_site.models import Note

SHOWN = 10


@login_required
def notes(request: HttpRequest) -> HttpResponse:
    written = Note.objects.filter(author=request.user)
    return render(request, "reference_site/notes.html", {"notes": written[:SHOWN], "count": written.count()})


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("", notes, name="notes"), path("sante/", health, name="health")]
