from django.urls import path

from absences.planning import views as planning

app_name = "absences"
urlpatterns = [path("", planning.planning, name="planning")]
