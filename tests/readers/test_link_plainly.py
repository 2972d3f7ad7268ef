"""Linking by dictionaries gives what linking by queries gives, wherever it gives anything."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.readers.rows.plainly import link_plainly
from discourse.readers.rows.query import item_table, linked_by_query

PARENTS = (
    "",
    "c0",
    "c1",
    "c2",
    "c3",
    "t1_c0",
    "t1_c2",
    "x",
    "d",
    "t3_d",
    "t3_e",
    "e",
    "t3_q",
    "0",
    "NONE",
    "t1_z",
)
row = st.tuples(
    st.sampled_from(("d", "e", "t3_d")),
    st.sampled_from(PARENTS),
    st.sampled_from(("Ada", "Ben", "")),
    st.booleans(),
    st.sampled_from(("", "words", "other words")),
    st.integers(0, 2),
)


def plain(values: Any) -> list[Any]:
    """Return the values of a column, None where there is none."""
    found = np.ma.asarray(values)
    return [
        None if hidden or v is None or v != v else v
        for v, hidden in zip(found.data.tolist(), np.ma.getmaskarray(found).tolist(), strict=True)
    ]


def both(ids: list[str], rows: list[Any]) -> tuple[Any, Any]:
    documents, parents, who, gone, texts, files = map(list, zip(*rows, strict=True))
    numbers, taken = np.array(sorted(files)), np.array(gone)
    blank = np.array([not t for t in texts])
    at = np.full(len(ids), np.datetime64("2024-01-01", "us"))
    item = item_table(ids, documents, parents, who, at, numbers, texts, taken, blank)
    asked = linked_by_query(item, [], [], mentions=False)
    return asked, link_plainly(ids, documents, parents, who, numbers, taken, blank)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(row, min_size=1, max_size=9), st.booleans())
def test_both_ways_of_linking_agree(rows: list[Any], prefixed: bool) -> None:
    ids = [f"c{i}" for i in range(len(rows))]
    if prefixed:
        ids[-1] = "t1_c0"
    (events, table), found = both(ids, rows)
    assert found is not None
    assert found[0] == events
    for name, values in table.items():
        assert plain(found[1][name]) == plain(values), name


@pytest.mark.parametrize("last", ["c0", ""])
def test_repeated_and_missing_ids_are_left_to_the_queries(last: str) -> None:
    one = ("d", "", "Ada", False, "words", 0)
    assert both(["c0", last], [one, one])[1] is None
