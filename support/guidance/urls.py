"""The help, outside any company: whoever is signed in reads it."""

from django.urls import path

from support.guidance import views

app_name = "help"
urlpatterns = [
    path("", views.index, name="index"),
    path("tutoriels/ne-plus-proposer/", views.put_all_away, name="put_all_away"),
    path("<slug:page>/", views.page, name="page"),
    path("<slug:page>/tutoriel-vu/", views.put_away, name="put_away"),
]
