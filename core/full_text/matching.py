"""What is asked of PostgreSQL about the words of a row, kept in a column (`lexemes.Words.vector`)."""

from typing import Any

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Expression, F, FloatField, Func, Value
from django.db.models.functions import Cast

# Best first: what it is called, what it is, what it is among, what it says.
NAMED, DESCRIBED, RANGED, WRITTEN = "A", "B", "C", "D"


def searched_by(tsquery: str) -> Cast:
    """The text of a query, as the database takes it."""
    return Cast(Value(tsquery), SearchQueryField())


class Matches(Func):
    """That the words of a row hold what is asked for."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Rank(Func):
    """How well they answer: D, C, B, then A."""

    function = "ts_rank"
    template = "%(function)s('{0.1, 0.2, 0.4, 1}', %(expressions)s)"
    output_field = FloatField()


def ranked_by(column: str, tsquery: Expression) -> Any:
    return Cast(Rank(F(column), tsquery), FloatField())
