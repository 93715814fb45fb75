from django.urls import path

from employees import views

app_name = "employees"
urlpatterns = [
    path("", views.index, name="index"),
    path("exporter/", views.choose_export, name="choose_export"),
    path("export/", views.export, name="export"),
    path("export-avec-nir/", views.export_with_nir, name="export_with_nir"),
    path("embauches/nouvelle/", views.start_hire, name="start_hire"),
    path("embauches/<str:public_id>/doublon/", views.hire_duplicate, name="hire_duplicate"),
    path("embauches/<str:public_id>/verifier/", views.review_hire, name="review_hire"),
    path("embauches/<str:public_id>/supprimer/", views.discard_hire, name="discard_hire"),
    path("embauches/<str:public_id>/<slug:key>/", views.hire_step, name="hire_step"),
    path("declarations/", views.movements, name="movements"),
    path("declarations/<str:public_id>/", views.movement, name="movement"),
    path("declarations/<str:public_id>/recepisse/", views.receipt, name="receipt"),
    path("declarations/<str:public_id>/corriger/", views.correct_hire, name="correct_hire"),
    path("declarations/<str:public_id>/annuler/", views.cancel_hire, name="cancel_hire"),
    path("equipes/", views.crews, name="crews"),
    path("equipes/nouvelle/", views.create_crew, name="create_crew"),
    path("equipes/<str:public_id>/", views.crew, name="crew"),
    path("equipes/<str:public_id>/renommer/", views.rename_crew, name="rename_crew"),
    path("equipes/<str:public_id>/supprimer/", views.delete_crew, name="delete_crew"),
    path("equipes/<str:public_id>/ajouter/", views.add_members, name="add_members"),
    path("equipes/<str:public_id>/retirer/", views.remove_members, name="remove_members"),
    path("imports/", views.index, name="imports"),
    path("<str:public_id>/", views.employee, name="employee"),
    path("<str:public_id>/nouveau-contrat/", views.hire_again, name="hire_again"),
]
