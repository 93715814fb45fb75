"""Columns and facts of the back office, written as the portal writes them: spaced numbers, telephones that dial."""

from typing import Any

from django.contrib import admin

from core.templatetags import portal


@admin.display(description="SIRET", ordering="siret")
def spaced_siret(row: Any) -> str:
    return portal.siret(row.siret)


@admin.display(description="SIREN", ordering="siren")
def spaced_siren(row: Any) -> str:
    return portal.siren(row.siren)


@admin.display(description="téléphone", ordering="phone")
def linked_phone(row: Any) -> str:
    return portal.tel(row.phone) if row.phone else "–"
