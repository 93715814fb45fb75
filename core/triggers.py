"""Triggers of the database that several tables bear."""

from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.db.models import F, Model, Q, QuerySet


def append_only() -> list[pgtrigger.Trigger]:
    """What is written is never rewritten nor removed, whoever asks: neither row by row, nor all at once."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        # TRUNCATE reads no row: the trigger above does not see it.
        pgtrigger.Trigger(
            name="never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate table %', TG_TABLE_NAME;",
        ),
    ]


class StaysInItsCompany(pgtrigger.Trigger):
    """What a row points at is of the company of the row: `pointed`, the names of its keys, each with its table."""

    def __init__(self, pointed: Mapping[str, type[Model]]) -> None:
        self.pointed = pointed
        strangers = " OR ".join(_is_of_another(f"{name}_id", model._meta.db_table) for name, model in pointed.items())
        super().__init__(
            name="stays_in_its_company",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("adherent_id", *(f"{name}_id" for name in pointed)),  # type: ignore[no-untyped-call]
            func=f"""
            IF {strangers} THEN
                RAISE EXCEPTION 'what a row of % points at is of its company', TG_TABLE_NAME
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'stays_in_its_company';
            END IF;
            RETURN NEW;
        """,
        )

    def strangers_in(self, model: type[Model]) -> QuerySet[Any]:
        """The rows of a table which it would refuse, were they written now: asked of all at once."""
        refused = Q()
        for name in self.pointed:
            refused |= Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}__adherent": F("adherent")})
        return model._base_manager.filter(refused)


def stays_in_its_company(**pointed: type[Model]) -> StaysInItsCompany:
    return StaysInItsCompany(pointed)


def _is_of_another(column: str, table: str) -> str:
    company = f"(SELECT adherent_id FROM {table} WHERE id = NEW.{column})"  # noqa: S608  names of our own
    return f"NEW.{column} IS NOT NULL AND NEW.adherent_id <> {company}"
