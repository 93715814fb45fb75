"""Pages of *Contact et questions-réponses*, one module for each journey."""

from tests.support.places import appointments, contact, guidance, news, questions

__all__ = ["appointments", "contact", "guidance", "news", "questions"]
