"""The gate of tables: those that have their form already and those that are brought into it are judged alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import DataError
from discourse.model.tables import Column, check_known, conform, lay_out

COLUMNS = (
    Column("id", "text", required=True, filled=True, unique=True),
    Column("words", "text"),
    Column("n", "integer"),
    Column("share", "number", default=1.0),
    Column("gone", "boolean", default=False),
    Column("at", "time"),
)
TEXTS = st.sampled_from(("a", "é", "日本", "\ud800", "x\udfff", "😀", "", "b"))
ROWS = st.lists(
    st.tuples(
        TEXTS | st.none(),
        TEXTS | st.none(),
        st.integers(-(2**63), 2**63 - 1) | st.none(),
        st.floats(allow_nan=False),
        st.booleans(),
        st.none() | st.just(np.datetime64("2024-01-02T03:04:05", "us")),
    ),
    max_size=6,
)


def judged(frame: pd.DataFrame) -> Any:
    try:
        return conform(frame, COLUMNS, "T")
    except DataError as error:
        return str(error)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(ROWS)
def test_a_table_that_has_its_form_and_one_that_has_not_are_judged_alike(rows: list[Any]) -> None:
    values = {c.name: [row[i] for row in rows] for i, c in enumerate(COLUMNS)}
    ready = lay_out(values, COLUMNS, len(rows))
    loose = ready.astype({"id": "object", "words": "object"})[["at", "gone", "share", "n", "words", "id"]]
    quick, slow = judged(ready), judged(loose.set_axis([f"r{i}" for i in range(len(rows))]))
    if isinstance(quick, str):
        assert quick == slow
    else:
        pd.testing.assert_frame_equal(quick, slow)
        assert not any("\ud800" <= c <= "\udfff" for text in quick["words"].dropna() for c in text)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(ROWS, st.sets(st.sampled_from(COLUMNS[1:])))
def test_tables_are_laid_out_as_the_gate_leaves_them(rows: list[Any], left: set[Column]) -> None:
    named = {c.name: [row[i] for row in rows] for i, c in enumerate(COLUMNS) if c not in left}
    named["id"] = [f"c{i}" for i in range(len(rows))]
    whole = {"n": "Int64", "at": "datetime64[us]", "share": "float64", "gone": "bool"}
    frame = pd.DataFrame({k: pd.Series(v, dtype=whole.get(k, "str")) for k, v in named.items()})
    pd.testing.assert_frame_equal(
        conform(lay_out(named, COLUMNS, len(rows)), COLUMNS, "T"), conform(frame, COLUMNS, "T")
    )


def test_what_is_done_to_a_table_later_does_not_reach_the_one_that_was_judged() -> None:
    given = lay_out({"id": ["a", "b"], "n": [1, 2]}, COLUMNS, 2)
    found = conform(given, COLUMNS, "T")
    given.loc[0, "id"], given.loc[1, "n"] = "z", 9
    assert found["id"].tolist() == ["a", "b"]
    assert found["n"].tolist() == [1, 2]
    found.loc[1, "id"] = "y"
    assert given["id"].tolist() == ["z", "b"]


def test_halves_of_characters_are_found_far_behind_the_first_texts() -> None:
    texts = ["é"] * 2500 + ["half \ud83d"]
    found = conform(
        lay_out({"id": [f"c{i}" for i in range(2501)], "words": texts}, COLUMNS, 2501), COLUMNS, "T"
    )
    assert found["words"].tolist() == ["é"] * 2500 + ["half �"]


@pytest.mark.parametrize("missing", [None, np.nan])
def test_missing_values_are_known_whatever_they_are_written_as(missing: Any) -> None:
    values = pd.Series(["a", missing], dtype="str")
    check_known(values, {"a"}, "T", "c", "words")
    with pytest.raises(DataError, match="'a' in row 0 is not among the words"):
        check_known(values, ["b"], "T", "c", "words")
