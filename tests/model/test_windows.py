"""Windows of time: by the clock, by events, with kernels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements
from discourse.model.windows import KERNELS, distance, moved, parse_width


def dated(times: list[str]) -> Statements:
    made = Statements.from_rows([("a", "x", 1)] * len(times))
    return made.select(made.table.assign(created_at=pd.to_datetime(pd.Series(times), format="ISO8601")))


DAYS = st.lists(st.integers(0, 60), min_size=1, max_size=30).map(
    lambda days: dated([(pd.Timestamp("2024-02-20") + pd.Timedelta(d, "D")).isoformat() for d in days])
)


@given(statements=DAYS, width=st.integers(1, 20), step=st.integers(1, 5))
def test_clock_windows_hold_what_lies_between_their_ends(
    statements: Statements, width: int, step: int
) -> None:
    times = statements.times
    previous = None
    for part in statements.windows(f"{width}D", step=step):
        window = part.window
        assert window is not None
        inside = (times >= window.start.to_datetime64()) & (times <= window.stop.to_datetime64())
        assert sorted(part.table["statement_id"]) == sorted(statements.table["statement_id"][inside])
        assert (part.times[:-1] <= part.times[1:]).all()
        half = pd.Timedelta(width // 2, "D")
        assert (window.middle - window.start, window.stop - window.middle) == (half, half)
        assert times.min() <= window.start.to_datetime64()
        assert window.stop.to_datetime64() <= times.max()
        if previous is not None:
            assert window.middle - previous.middle == pd.Timedelta(step, "D")
            assert window.number == previous.number + 1
        previous = window


@given(statements=DAYS, width=st.integers(1, 35), step=st.integers(1, 4))
def test_event_windows_hold_as_many_as_they_say_and_none_twice(
    statements: Statements, width: int, step: int
) -> None:
    cut = list(statements.windows(f"{width} events", step=step))
    assert len(cut) == max(0, (len(statements) - width) // step + 1)
    order = statements.table.sort_values("created_at", kind="stable")["statement_id"].tolist()
    for i, part in enumerate(cut):
        assert part.table["statement_id"].tolist() == order[i * step : i * step + width]
        assert part.window is not None
        assert part.window.start == part.table["created_at"].min()
        assert part.window.stop == part.table["created_at"].max()


def test_events_at_one_time_keep_the_order_they_were_given_in() -> None:
    cut = [part.table["statement_id"].tolist() for part in dated(["2024-01-01"] * 4).windows("2 events")]
    assert cut == [["s1", "s2"], ["s2", "s3"], ["s3", "s4"]]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("width", ["6D", "7D", "4 weeks", "6 months", "2Y", "48h"])
def test_kernels_are_symmetric_about_the_middle(kernel: str, width: str) -> None:
    middle = pd.Timestamp("2024-06-15")
    number, unit = parse_width(width)
    away = [moved(middle, k, unit) for k in range(-number, number + 1)]
    statements = dated([t.isoformat() for t in away])
    part = next(
        p
        for p in statements.windows(width, kernel=kernel, complete=False)
        if p.window is not None and p.window.middle == middle
    )
    assert part.weights is not None
    weight = dict(zip(part.times.astype("datetime64[s]").tolist(), part.weights.tolist(), strict=True))
    for before, after in zip(away[: number + 1], away[: number - 1 : -1], strict=True):
        assert weight.get(before.to_pydatetime()) == weight.get(after.to_pydatetime()), (before, after)
    assert max(weight.values()) == weight[middle.to_pydatetime()]


def test_the_kernels_are_the_textbook_ones() -> None:
    """Values at 0, .5, 1 and beyond; e.g. Wand and Jones (1995), Kernel Smoothing, table 2.1."""
    u = np.array([0.0, 0.5, 1.0, 1.5])
    assert KERNELS["uniform"](u).tolist() == [0.5, 0.5, 0.5, 0.0]
    assert KERNELS["triangular"](u).tolist() == [1.0, 0.5, 0.0, 0.0]
    assert KERNELS["epanechnikov"](u).tolist() == [0.75, 0.5625, 0.0, 0.0]
    assert KERNELS["gaussian"](u) == pytest.approx([0.39894228, 0.35206533, 0.24197072, 0.12951760])
    for kernel in KERNELS.values():
        grid = np.linspace(-8, 8, 160_001)
        assert kernel(grid).sum() * (grid[1] - grid[0]) == pytest.approx(1, abs=1e-4)


def test_months_do_not_drift() -> None:
    """From the 31st, windows a month apart end on the last day of short months, and come back to the 31st."""
    times = pd.date_range("2024-01-31", "2024-07-31", freq="D").astype(str).tolist()
    middles = [p.window.middle.strftime("%m-%d") for p in dated(times).windows("1M") if p.window]
    assert middles == ["01-31", "02-29", "03-31", "04-30", "05-31", "06-30", "07-31"]


def test_whole_units_and_exact_distances() -> None:
    times = np.array(["2024-01-01", "2024-01-31T12:00", "2024-03-02"], dtype="datetime64[us]")
    middle = pd.Timestamp("2024-02-01T12:00")
    assert distance(times, middle, "months").tolist() == [-1.0, 0.0, 1.0]
    assert distance(times, middle, "days").tolist() == [-31.0, -1.0, 29.0]
    assert distance(times, middle, "days", exact=True).tolist() == [-31.5, -1.0, 29.5]
    assert distance(times, pd.Timestamp("2024-12-01"), "years").tolist() == [0.0, 0.0, 0.0]
    assert distance(times, pd.Timestamp("2025-01-01"), "years").tolist() == [-1.0, 0.0, 0.0]


def test_incomplete_windows_end_with_the_range() -> None:
    statements = dated(["2024-01-01", "2024-01-03", "2024-01-05"])
    whole = [p.window for p in statements.windows("5D")]
    assert [(w.start.day, w.middle.day, w.stop.day) for w in whole if w] == [(1, 3, 5)]
    clipped = [p.window for p in statements.windows("5D", complete=False)]
    assert [(w.start.day, w.middle.day, w.stop.day) for w in clipped if w] == [
        (1, 1, 3), (1, 2, 4), (1, 3, 5), (2, 4, 5), (3, 5, 5)
    ]  # fmt: skip


def test_a_given_range_is_the_range() -> None:
    statements = dated(["2024-01-03", "2024-01-04"])
    cut = list(statements.windows("1D", start="2024-01-01", stop="2024-01-05"))
    assert [len(p) for p in cut] == [0, 0, 1, 1, 0]


def test_windows_nest_and_weights_multiply() -> None:
    statements = dated(["2024-01-01", "2024-01-02", "2024-01-03"])
    once = next(iter(statements.windows("2D", kernel="triangular", start="2023-12-31", stop="2024-01-05")))
    assert once.weights is not None
    again = once.rows(np.arange(len(once)), weights=np.full(len(once), 0.5))
    assert again.weights is not None
    assert again.weights.tolist() == (once.weights / 2).tolist()
    assert again.table["weight"].tolist() == again.weights.tolist()


@pytest.mark.parametrize(
    ("width", "reason"),
    [
        ("", "no width and unit"), ("30", "no width and unit"), ("-3D", "no width and unit"), ("0D", "at least 1"),
        ("3 fortnights", "unknown unit 'fortnights'"), ("5m", "'min' for minutes or 'M' for months"),
        ("999999999Y", "beyond the calendar"),
    ],
)  # fmt: skip
def test_widths_that_make_no_sense(width: str, reason: str) -> None:
    with pytest.raises(OptionError, match=reason):
        list(dated(["2024-01-01", "2024-03-01"]).windows(width))


def test_options_that_make_no_sense() -> None:
    statements = dated(["2024-01-01", "2024-03-01"])
    with pytest.raises(OptionError, match="whole number of units"):
        statements.windows("3D", step=0)
    with pytest.raises(OptionError, match="Did you mean 'gaussian'"):
        statements.windows("3D", kernel="gausian")
    with pytest.raises(OptionError, match="events have no distance"):
        statements.windows("3 events", kernel="gaussian")
    with pytest.raises(NotComputable, match="no statement has a date"):
        Statements.from_rows([("a", "x", 1)]).windows("3D")
    with pytest.raises(OptionError, match="is no date"):
        statements.windows("3D", start="soon")


def test_undated_statements_are_in_no_window() -> None:
    made = dated(["2024-01-01", "2024-01-02"])
    mixed = made.select(
        pd.concat([made.table, made.table.assign(statement_id=["u1", "u2"], created_at=None)])
    )
    assert {i for p in mixed.windows("1D") for i in p.table["statement_id"]} == {"s1", "s2"}


def test_rows_are_statements_like_any() -> None:
    import pickle

    statements = dated(["2024-01-01", "2024-01-02", "2024-01-04"])
    part = next(iter(statements.windows("2D", kernel="uniform")))
    checked = part.select(part.table)
    assert checked.table.equals(part.table)
    assert (checked.digest, len(checked)) == (part.digest, len(part))
    again = pickle.loads(pickle.dumps(part))
    assert again.table.equals(part.table)
    assert again.window == part.window
    assert part.weights is not None
    assert again.weights is not None
    assert again.weights.tolist() == part.weights.tolist()
