"""Loads the contact and help of the demonstration: messages, appointments, what its caisses answer
and announce."""

from cibtp_portal.development import demo_appointments, demo_broadcasts, demo_conversations, demo_news


def load() -> None:
    demo_conversations.load()
    demo_appointments.load()
    demo_news.load()
    demo_broadcasts.load()
