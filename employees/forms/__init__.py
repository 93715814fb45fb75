"""Forms of the people of a company; everything is imported from here."""

from employees.forms.changes import (
    ContractChangeForm,
    HireChangeForm,
    PersonForm,
)
from employees.forms.departure import (
    DepartureForm,
)
from employees.forms.drafts import (
    Problem,
    Reading,
    add_disagreements,
    step_form,
    typed_in,
)
from employees.forms.hire import (
    AddressForm,
    ContractForm,
    IdentityForm,
    WorkForm,
    contract_of,
    person_of,
)
from employees.forms.imports import (
    ListFileForm,
)
from employees.forms.movements import (
    MovementsForm,
)
from employees.forms.recap import (
    Section,
    recap,
)
from employees.forms.staff import (
    MessageForm,
)

__all__ = [
    "AddressForm",
    "ContractChangeForm",
    "ContractForm",
    "DepartureForm",
    "HireChangeForm",
    "IdentityForm",
    "ListFileForm",
    "MessageForm",
    "MovementsForm",
    "PersonForm",
    "Problem",
    "Reading",
    "Section",
    "WorkForm",
    "add_disagreements",
    "contract_of",
    "person_of",
    "recap",
    "step_form",
    "typed_in",
]
