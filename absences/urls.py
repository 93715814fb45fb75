from django.urls import path

from absences.declarations import views as declarations
from absences.planning import views as planning

app_name = "absences"
urlpatterns = [
    path("", planning.planning, name="planning"),
    path("conges/", declarations.leave_to_declare, name="leave_to_declare"),
    path("conges/declarer/", declarations.declare, name="declare"),
    path("conges/<str:public_id>/", declarations.declaration, name="declaration"),
    path("conges/<str:public_id>/recepisse/", declarations.receipt, name="receipt"),
    path("conges/<str:public_id>/retirer/", declarations.withdraw, name="withdraw"),
]
