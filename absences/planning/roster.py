"""When people would work and when they are absent, in half days of a window."""

from absences.planning import half_days
from absences.planning.queries.reading import Reading
from employees.models import Employment


class Roster:
    """What people share (the same week, the same public holidays) is worked out once."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._window = reading, reading.window
        self._worked: dict[tuple[tuple[int, ...], int], int] = {}
        self._expected: dict[tuple[int, int | None], int] = {}
        self._away = {
            pk: half_days.absent((one.stretch for one in absences), self._window)
            for pk, absences in reading.absences.items()
        }

    def expected(self, employee_id: int, crew_id: int | None = None) -> int:
        """The half days that the person would work; with a crew, those of their contracts in it."""
        key = (employee_id, crew_id)
        if key not in self._expected:
            self._expected[key] = self._expect(employee_id, crew_id)
        return self._expected[key]

    def _expect(self, employee_id: int, crew_id: int | None) -> int:
        halves = 0
        for contract in self._reading.contracts_of(employee_id):
            if crew_id is None or contract.crew_id == crew_id:
                halves |= self._worked_by(contract) & half_days.halves_between(*self.place_of(contract))
        return halves

    def away(self, employee_id: int) -> int:
        return self._away.get(employee_id, 0)

    def missed_days(self, employee_id: int) -> float:
        """The days on which the person would work and is absent."""
        return (self.expected(employee_id) & self.away(employee_id)).bit_count() / 2

    def place_of(self, contract: Employment) -> tuple[int, int]:
        return half_days.days_between(contract.starts_on, contract.ends_on, self._window)

    def _worked_by(self, contract: Employment) -> int:
        calendar = self._reading.calendar_of(contract.establishment)
        key = (tuple(contract.work_days), id(calendar))
        if key not in self._worked:
            self._worked[key] = half_days.worked(contract.work_days, calendar, self._window)
        return self._worked[key]
