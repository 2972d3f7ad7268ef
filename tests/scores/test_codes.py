"""Scores of narratives and actors, and their course over time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements
from discourse.scores.codes import actors, narratives, wilson
from discourse.scores.frequency import frequency

ROWS = [("Ada", "ban", 1), ("Ada", "ban", 1), ("Ben", "ban", -1), ("Ben", "tax", 0), ("Cy", "tax", 0)]


def coded(rows: list[tuple[str, str, int]], comments: list[str]) -> Statements:
    made = Statements.from_rows(rows)
    return made.select(made.table.assign(comment_id=comments))


def test_narratives_by_hand() -> None:
    found = narratives(coded(ROWS, ["1", "1", "2", "2", "3"])).set_index("node")
    ban = found.loc["narrative:ban"]
    assert (ban["statements"], ban["comments"], ban["commenters"]) == (3, 2, 2)
    assert ban["value"] == ban["prevalence"] == pytest.approx(2 / 3)
    assert ban["reach"] == pytest.approx(2 / 3)
    assert (ban["supports"], ban["neutral"], ban["rejects"], ban["n"]) == (2, 0, 1, 3)
    assert ban["stance"] == pytest.approx(1 / 3)
    assert ban["support"] == pytest.approx(2 / 3)
    tax = found.loc["narrative:tax"]
    assert (tax["supports"], tax["neutral"], tax["rejects"]) == (0, 2, 0)
    assert np.isnan(tax["support"])
    assert np.isnan(tax["support_low"])


def test_wilson_has_the_published_values() -> None:
    """Newcombe (1998), doi 10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I, method 3."""
    share, low, high = wilson(np.array([81, 15, 0, 1]), np.array([263, 148, 20, 29]))
    np.testing.assert_allclose(low, [0.2553, 0.0624, 0.0, 0.0061], atol=5e-5)
    np.testing.assert_allclose(high, [0.3662, 0.1605, 0.1611, 0.1718], atol=5e-5)
    assert share[0] == 81 / 263


def test_actors_count_mentions() -> None:
    made = Statements.from_rows(ROWS)
    table = made.table.assign(actor=made.table["narrative"], narrative=None)
    assert actors(made.select(table))["value"].tolist() == [3.0, 2.0]
    with pytest.raises(NotComputable):
        narratives(made.select(table))


def test_an_article_speaks_for_nobody() -> None:
    made = Statements.from_rows([*ROWS, ("x", "ban", -1)])
    table = made.table.copy()
    table.loc[5, "commenter"] = None
    assert narratives(made.select(table)).equals(narratives(Statements.from_rows(ROWS)))


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(-1, 1)), min_size=1, max_size=30
    )
)
def test_counts_add_up_and_order_does_not_matter(rows: list[tuple[str, str, int]]) -> None:
    found = narratives(Statements.from_rows(rows))
    assert found["n"].sum() == len(rows)
    assert (found["supports"] + found["neutral"] + found["rejects"] == found["n"]).all()
    assert found["reach"].between(0, 1).all()
    other = narratives(Statements.from_rows(rows[::-1]))
    pd.testing.assert_frame_equal(found, other)


def dated(times: list[str | None]) -> Statements:
    made = Statements.from_rows([("Ada", "ban" if i % 3 else "tax", 1) for i in range(len(times))])
    return made.select(made.table.assign(created_at=pd.to_datetime(pd.Series(times, dtype="object"))))


@given(st.lists(st.integers(0, 4_000_000), min_size=2, max_size=60, unique=True))
def test_the_course_holds_every_dated_statement_once(seconds: list[int]) -> None:
    start = pd.Timestamp("2024-01-31 22:00")
    found_for = dated([str(start + pd.Timedelta(seconds=s)) for s in seconds])
    for every in ("auto", "hour", "day", "week", "month"):
        try:
            found = frequency(found_for, every=every)
        except NotComputable:
            continue
        bins = found.columns[3:]
        assert found.loc[0, "value"] == len(seconds) == found.loc[0, bins].sum()
        assert (found.loc[1:, bins].sum() == found.loc[0, bins]).all()
        assert pd.to_datetime(bins).is_monotonic_increasing


def test_weeks_start_on_monday_and_gaps_are_kept() -> None:
    found = frequency(dated(["2024-03-03", "2024-03-04", "2024-03-20"]), every="week")
    assert found.columns[3:].tolist() == ["2024-02-26", "2024-03-04", "2024-03-11", "2024-03-18"]
    assert found.iloc[0, 3:].tolist() == [1, 1, 0, 1]


def test_undated_and_single_periods_are_said() -> None:
    with pytest.raises(NotComputable, match="has a date"):
        frequency(dated([None, None]))
    with pytest.raises(NotComputable, match="one period"):
        frequency(dated(["2024-03-03", "2024-03-03"]), every="day")
    with pytest.raises(OptionError, match="no period"):
        frequency(dated(["2024-03-03", "2024-03-04"]), every="fortnight")
