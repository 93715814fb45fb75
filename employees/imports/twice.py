"""Two lines of one file about one person."""

from employees import nir as nirs
from employees.imports.known import LineVerdict, names_of
from employees.imports.lines import Problem, ReadLine, problem


class Twice:
    """Remembers the lines seen; the second about somebody names the first."""

    def __init__(self) -> None:
        self._people: dict[int, int] = {}
        self._nirs: dict[str, int] = {}
        self._names: dict[object, list[tuple[int, str]]] = {}

    def problems(self, line: ReadLine, verdict: LineVerdict) -> list[Problem]:
        """None the first time. Two numbers are two people, whatever their names."""
        if line.person is None:
            return []
        digest = nirs.digest(line.nir) if line.nir else ""
        namesakes = self._names.setdefault(names_of(line.person), [])
        earlier = next((number for number, other in namesakes if not (digest and other) or digest == other), None)
        if digest:
            earlier = self._nirs.setdefault(digest, line.number) if earlier is None else earlier
        if verdict.known is not None:
            person = self._people.setdefault(verdict.known.employee.pk, line.number)
            earlier = person if earlier is None else earlier
        namesakes.append((line.number, digest))
        if earlier in (None, line.number):
            return []
        return [problem("", f"Cette personne est déjà à la ligne {earlier} : retirez l’une des deux.")]
