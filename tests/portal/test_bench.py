"""How `make bench` judges: ratios, growth, another run, limits."""

import pytest

from scripts.bench_budgets import (
    MAX_RATIO,
    Figure,
    Kind,
    Measured,
    broken_figures,
    broken_pages,
    gap_percent,
    ratio,
    worse,
)


def _page(
    *, kind: Kind = Kind.ORDINARY, ratio: float = 2.0, small_ratio: float = 2.0, milliseconds: float = 10.0
) -> Measured:
    return Measured("section", "page", kind, ratio, small_ratio, milliseconds)


@pytest.mark.parametrize("kind", Kind)
def test_a_page_is_judged_by_the_ratio_of_its_kind(kind: Kind) -> None:
    allowed = MAX_RATIO[kind]
    assert not list(broken_pages([_page(kind=kind, ratio=allowed, small_ratio=allowed)]))
    dearer = _page(kind=kind, ratio=allowed + 0.1, small_ratio=allowed)
    assert [line.split(":")[0] for line in broken_pages([dearer])] == ["page"]


def test_milliseconds_judge_nothing() -> None:
    assert not list(broken_pages([_page(milliseconds=10_000)]))


def test_a_page_that_grows_with_the_country_is_broken_within_its_budget_too() -> None:
    assert not list(broken_pages([_page(ratio=2.2, small_ratio=2.0)]))
    (line,) = broken_pages([_page(ratio=2.3, small_ratio=2.0)])
    assert "1.15 × what it costs in a small country" in line


def test_a_machine_twice_as_slow_and_a_request_disturbed_leave_the_ratio() -> None:
    reference, page = [3.5, 3.6, 3.4, 3.5, 3.5], [14.0, 14.1, 13.9, 14.0, 90.0]
    assert ratio(page, reference) == pytest.approx(4.0)
    assert ratio([2 * cost for cost in page], [2 * cost for cost in reference]) == pytest.approx(4.0)


def test_another_run_refuses_what_costs_a_tenth_more_and_nothing_else() -> None:
    before = {"page": 2.0, "gone since": 1.0}
    assert not list(worse([_page(ratio=2.19)], before))
    assert list(worse([_page(ratio=2.21)], before)) == ["page: 2.21 × the reference page, 2.00 × before"]
    assert not list(worse([_page(ratio=9.0)], {}))


def test_a_figure_has_a_most_or_a_least() -> None:
    slow, fast = (Figure("letters", rate, "a second", 100, is_least=True) for rate in (99.0, 100.0))
    heavy, light = (Figure("export", size, "MB", 5) for size in (5.1, 5.0))
    assert list(broken_figures([slow, fast, heavy, light])) == [
        "letters: 99.0 a second, less than 100",
        "export: 5.1 MB, more than 5",
    ]


def test_twins_differ_by_as_much_whichever_is_dearer() -> None:
    assert gap_percent([11.0], [10.0]) == pytest.approx(10)
    assert gap_percent([9.0], [10.0]) == pytest.approx(10)
