"""How the list of people says what the database holds; by its values, for fifty lines ask."""

from datetime import date

from core.french import counted
from employees.enums import CaisseState, Category, ContractKind

SOON_DAYS = 30
_SHORT = {ContractKind.APPRENTICESHIP: "Apprentissage", ContractKind.PROFESSIONAL: "Professionnalisation"}
CONTRACTS = {kind.value: _SHORT.get(kind, str(kind.label)) for kind in ContractKind}
CATEGORIES = {category.value: str(category.label) for category in Category}
STATES = {state.value: str(state.label) for state in CaisseState}


def ends_soon(ends_on: date, today: date) -> str:
    """In how many days a contract ends, while it is near."""
    days = (ends_on - today).days
    if not 0 <= days <= SOON_DAYS:
        return ""
    in_days = counted(days, "jour").replace(" ", "\N{NO-BREAK SPACE}")
    return f"dans {in_days}" if days else "aujourd’hui"
