from django.urls import path

from employees import views

app_name = "employees"
urlpatterns = [
    path("", views.index, name="index"),
    path("declarations/", views.index, name="movements"),
    path("equipes/", views.index, name="crews"),
    path("imports/", views.index, name="imports"),
    path("declarations/<str:public_id>/", views.movement, name="movement"),
    path("declarations/<str:public_id>/recepisse/", views.receipt, name="receipt"),
    path("declarations/<str:public_id>/corriger/", views.correct_hire, name="correct_hire"),
    path("contrats/<str:public_id>/modifier/", views.change_contract, name="change_contract"),
    path("contrats/<str:public_id>/demander-une-modification/", views.request_change, name="request_change"),
    path("contrats/<str:public_id>/sortie/", views.declare_departure, name="declare_departure"),
    path("demandes/<str:public_id>/retirer/", views.withdraw_request, name="withdraw_request"),
    path("sorties/<str:public_id>/corriger/", views.correct_departure, name="correct_departure"),
    path("sorties/<str:public_id>/annuler/", views.cancel_departure, name="cancel_departure"),
    path(
        "sorties/<str:public_id>/demander-une-modification/",
        views.request_departure_change,
        name="request_departure_change",
    ),
    path(
        "sorties/<str:public_id>/demander-une-annulation/",
        views.request_departure_cancellation,
        name="request_departure_cancellation",
    ),
    path("<str:public_id>/", views.employee, name="employee"),
    path("<str:public_id>/historique/", views.history, name="history"),
    path("<str:public_id>/nir/", views.show_nir, name="show_nir"),
    path("<str:public_id>/modifier/", views.change_person, name="change_person"),
    path("<str:public_id>/nouveau-contrat/", views.hire_again, name="hire_again"),
]
