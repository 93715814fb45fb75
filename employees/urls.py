from django.urls import path

from employees import views

app_name = "employees"
urlpatterns = [
    path("", views.index, name="index"),
    path("declarations/", views.index, name="movements"),
    path("equipes/", views.index, name="crews"),
    path("imports/", views.imports, name="imports"),
    path("imports/envoyer/", views.send_import, name="send_import"),
    path("imports/modele/<str:key>/", views.import_template, name="import_template"),
    path("imports/<str:public_id>/", views.import_file, name="import_file"),
    path("imports/<str:public_id>/erreurs/", views.import_errors, name="import_errors"),
    path("imports/<str:public_id>/enregistrer/", views.apply_import, name="apply_import"),
    path("imports/<str:public_id>/abandonner/", views.abandon_import, name="abandon_import"),
    path("<str:public_id>/", views.employee, name="employee"),
]
