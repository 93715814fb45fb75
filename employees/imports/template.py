"""The file to start from: the headings, and somebody who does not exist."""

from employees.imports.columns import BY_NAME, COLUMNS
from employees.nir import read_nir
from employees.places import Places

HEADINGS = [column.heading for column in COLUMNS]
EXAMPLE_NIR = read_nir(BY_NAME["nir"].example)


def example(places: Places) -> list[str]:
    """A line as one may be filled in; refused if it is left in the file."""
    site = places.sites[0].siret if places.sites else ""
    return [site if column.name == "establishment" else column.example for column in COLUMNS]
