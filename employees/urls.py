from django.urls import path

from employees import views

app_name = "employees"
urlpatterns = [
    path("", views.index, name="index"),
    path("declarations/", views.index, name="movements"),
    path("equipes/", views.index, name="crews"),
    path("imports/", views.index, name="imports"),
    path("<str:public_id>/", views.employee, name="employee"),
]
