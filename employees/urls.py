from django.urls import path

from employees import views

app_name = "employees"
urlpatterns = [
    path("", views.index, name="index"),
    path("exporter/", views.choose_export, name="choose_export"),
    path("export/", views.export, name="export"),
    path("export-avec-nir/", views.export_with_nir, name="export_with_nir"),
    path("embauches/nouvelle/", views.start_hire, name="start_hire"),
    path("declarations/", views.index, name="movements"),
    path("equipes/", views.crews, name="crews"),
    path("equipes/nouvelle/", views.create_crew, name="create_crew"),
    path("equipes/<str:public_id>/", views.crew, name="crew"),
    path("equipes/<str:public_id>/renommer/", views.rename_crew, name="rename_crew"),
    path("equipes/<str:public_id>/supprimer/", views.delete_crew, name="delete_crew"),
    path("equipes/<str:public_id>/ajouter/", views.add_members, name="add_members"),
    path("equipes/<str:public_id>/retirer/", views.remove_members, name="remove_members"),
    path("imports/", views.index, name="imports"),
    path("<str:public_id>/", views.employee, name="employee"),
]
