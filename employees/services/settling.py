"""What a contract shows of its movements, computed in one place after each of them."""

from collections.abc import Collection

from django.db import connection

# The latest hire and the live departure decide; what asks something of the company comes first.
_STATES = """
    UPDATE employees_employment AS contract SET caisse_state = found.state
    FROM (
        SELECT one.id,
            CASE
                WHEN hire.state = 'refused' THEN 'hire_refused'
                WHEN hire.state = 'cancelled' THEN 'hire_cancelled'
                WHEN hire.state = 'to_correct' THEN 'hire_to_correct'
                WHEN departure.state = 'to_correct' THEN 'departure_to_correct'
                WHEN departure.state = 'sent' THEN 'departure_sent'
                WHEN departure.state = 'accepted' THEN 'departure_recorded'
                WHEN hire.state = 'sent' THEN 'hire_sent'
                ELSE 'recorded'
            END AS state
        FROM employees_employment AS one
        LEFT JOIN LATERAL (
            SELECT state FROM employees_movement WHERE employment_id = one.id AND kind = 'hire'
            ORDER BY sent_at DESC, id DESC LIMIT 1
        ) AS hire ON true
        LEFT JOIN LATERAL (
            SELECT state FROM employees_movement
            WHERE employment_id = one.id AND kind = 'departure' AND state IN ('sent', 'to_correct', 'accepted')
            LIMIT 1
        ) AS departure ON true
        WHERE one.id = ANY(%(ids)s)
    ) AS found
    WHERE contract.id = found.id AND contract.caisse_state <> found.state
"""
# Two statements: at no moment has a person two current contracts. Each is whole: no query is made up from pieces.
_NO_LONGER_CURRENT = """
    UPDATE employees_employment AS contract SET is_current = false
    WHERE contract.is_current AND contract.employee_id = ANY(%(people)s) AND contract.id <> (
        SELECT other.id FROM employees_employment AS other WHERE other.employee_id = contract.employee_id
        ORDER BY other.caisse_state IN ('hire_refused', 'hire_cancelled'), other.starts_on DESC, other.id DESC LIMIT 1
    )
"""
_CURRENT = """
    UPDATE employees_employment AS contract SET is_current = true
    WHERE NOT contract.is_current AND contract.employee_id = ANY(%(people)s) AND contract.id = (
        SELECT other.id FROM employees_employment AS other WHERE other.employee_id = contract.employee_id
        ORDER BY other.caisse_state IN ('hire_refused', 'hire_cancelled'), other.starts_on DESC, other.id DESC LIMIT 1
    )
"""


def settle(*, employment_ids: Collection[int], employee_ids: Collection[int]) -> None:
    """Write the state of these contracts, then which contract each of these people is listed by."""
    with connection.cursor() as cursor:
        cursor.execute(_STATES, {"ids": list(employment_ids)})
        for statement in (_NO_LONGER_CURRENT, _CURRENT):
            cursor.execute(statement, {"people": list(employee_ids)})
