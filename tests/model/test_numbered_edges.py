"""The quick way through the gate of edges says and lets through what the whole gate does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DataError
from discourse.model import numbered
from discourse.model.edge_checks import checked_edges
from discourse.model.network import Network
from discourse.model.numbered import numbered_edges

NODES = pd.DataFrame({"id": pd.array(list("abcde"), dtype="str")})
PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=9)
WEIGHTS = st.sampled_from([1.0, -2.5, 0.0, float("nan"), float("inf")])


@given(PAIRS, st.data(), st.booleans())
def test_both_ways_agree(pairs: list[tuple[int, int]], data: st.DataObject, directed: bool) -> None:
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    bad = data.draw(st.booleans())
    weight = np.array([data.draw(WEIGHTS) if bad else 1.0 for _ in pairs])
    columns = {"weight": weight, "sign": np.sign(np.nan_to_num(weight)).astype(np.int64)}
    named = {name: NODES["id"].to_numpy()[end] for name, end in zip(("source", "target"), ends, strict=True)}
    try:
        whole = checked_edges(pd.DataFrame({**named, **columns}), NODES, directed)
    except DataError as error:
        with pytest.raises(DataError) as told:
            numbered_edges(NODES, *ends, columns, directed)
        assert str(told.value) == str(error)
        return
    pd.testing.assert_frame_equal(numbered_edges(NODES, *ends, columns, directed), whole)


@pytest.mark.parametrize("few", [0, 500])
def test_what_no_table_can_name(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbered, "_FEW", few)
    one = np.array([0])
    with pytest.raises(DataError, match="an edge has no source or no target"):
        numbered_edges(NODES, np.array([-1]), one, {"weight": np.ones(1)}, False)
    with pytest.raises(DataError, match="has no column 'weight'"):
        numbered_edges(NODES, one, one, {"heavy": np.ones(1)}, False)
    with pytest.raises(DataError, match="weights must be numbers"):
        numbered_edges(NODES, one, one, {"weight": np.array(["x"], dtype=object)}, False)
    whole = numbered_edges(NODES, one, one + 1, {"n": np.array([3]), "weight": np.array([2])}, False)
    assert whole.columns.tolist() == ["source", "target", "weight", "n"]
    assert whole["weight"].dtype == "float64"
    assert not len(numbered_edges(NODES[:0], one[:0], one[:0], {"weight": np.zeros(0)}, True))


def test_ends_are_not_to_be_written_to() -> None:
    source, _ = Network.from_matrix([[0, 1], [1, 0]], ["a", "b"]).ends
    with pytest.raises(ValueError, match="read-only"):
        source[0] = 1
