from django.urls import path

from support.appointments.views import appointments, booking, moving
from support.contact import views as contact
from support.questions import views as questions

app_name = "support"
urlpatterns = [
    path("", contact.index, name="index"),
    path("ecrire/", contact.write, name="write"),
    path("ecrire/salarie/", contact.choose_person, name="choose_person"),
    path("messages/fichiers/<str:ref>/", contact.file, name="file"),
    path("messages/<str:ref>/", contact.conversation, name="conversation"),
    path("messages/<str:ref>/repondre/", contact.answer, name="answer"),
    path("messages/<str:ref>/lu/", contact.read, name="read"),
    path("messages/<str:ref>/ecriture/", contact.writing, name="writing"),
    path("rendez-vous/", appointments.appointments, name="appointments"),
    path("rendez-vous/prendre/", booking.choose_kind, name="choose_kind"),
    path("rendez-vous/prendre/<slug:key>/", booking.choose_slot, name="choose_slot"),
    path("rendez-vous/prendre/<slug:key>/<slug:slot>/", booking.book, name="book"),
    path("rendez-vous/<str:ref>/", appointments.appointment, name="appointment"),
    path("rendez-vous/<str:ref>/rendez-vous.ics", appointments.appointment_event, name="appointment_event"),
    path("rendez-vous/<str:ref>/annuler/", appointments.cancel_appointment, name="cancel_appointment"),
    path("rendez-vous/<str:ref>/deplacer/", moving.choose_other_slot, name="choose_other_slot"),
    path("rendez-vous/<str:ref>/deplacer/<slug:slot>/", moving.move, name="move"),
    path("questions-reponses/", questions.questions, name="questions"),
    path("questions-reponses/suggestions/", questions.suggest, name="suggest"),
    path("questions-reponses/<str:ref>/", questions.question, name="question"),
    path("questions-reponses/<str:ref>/avis/", questions.vote, name="vote"),
    path("questions-reponses/<str:ref>/lue/", questions.read, name="read_question"),
]
