"""A cabinet, under its opaque reference."""

from django.urls import path

from delegations.collaborators import views as collaborators
from delegations.portfolio import views as firm
from delegations.requests import views as requests

app_name = "firm"

urlpatterns = [
    path("", firm.portfolio, name="portfolio"),
    path("export/", firm.export, name="export"),
    path("suivi/", firm.assign, name="assign"),
    path("clients/<str:public_id>/", firm.client, name="client"),
    path("clients/<str:public_id>/mettre-fin/", firm.renounce, name="renounce"),
    path("collaborateurs/", collaborators.collaborators, name="collaborators"),
    path("collaborateurs/inviter/", collaborators.invite_collaborator, name="invite_collaborator"),
    path("collaborateurs/<str:public_id>/nommer/", collaborators.appoint_administrator, name="appoint"),
    path("collaborateurs/<str:public_id>/decharger/", collaborators.dismiss_administrator, name="dismiss"),
    path("collaborateurs/<str:public_id>/retirer/", collaborators.remove_collaborator, name="remove"),
    path("invitations/<str:public_id>/annuler/", collaborators.withdraw_invitation, name="withdraw_invitation"),
    path("arrivees/<str:public_id>/confirmer/", collaborators.confirm_newcomer, name="confirm_newcomer"),
    path("arrivees/<str:public_id>/refuser/", collaborators.decline_newcomer, name="decline_newcomer"),
    path("demandes/", requests.requests, name="requests"),
    path("demandes/envoyer/", requests.send_requests, name="send_requests"),
]
