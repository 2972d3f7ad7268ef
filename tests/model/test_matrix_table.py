"""Networks of somebody's matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from discourse.errors import DataError, OptionError
from discourse.model.network import Network

VOTES = np.array([[1, 0, -1], [0, 1, 1]])


def test_two_modes_by_labels_of_columns():
    net = Network.from_matrix(VOTES, ["Ada", "Ben"], columns=["x", "y", "z"], kind=("commenter", "narrative"))
    assert net.nodes["kind"].tolist() == ["commenter"] * 2 + ["narrative"] * 3
    np.testing.assert_array_equal(net.matrix("commenter", "narrative").toarray(), VOTES)
    assert Network.from_matrix(VOTES, ["a", "b"], columns=["x", "y", "z"]).nodes["id"].tolist() == [
        "row:a", "row:b", "column:x", "column:y", "column:z",
    ]  # fmt: skip


def test_the_same_name_in_both_modes_is_two_nodes():
    net = Network.from_matrix([[2.0]], ["Iran"], columns=["Iran"], kind=("commenter", "actor"))
    assert net.nodes["id"].tolist() == ["commenter:Iran", "actor:Iran"]


def test_a_frame_brings_its_labels():
    frame = pd.DataFrame([[0, 3], [3, 0]], index=[1, 2], columns=[1, 2])
    assert Network.from_matrix(frame).nodes["id"].tolist() == ["1", "2"]
    assert Network.from_matrix(sparse.csr_array(frame.to_numpy()), ["a", "b"]).size == 1


def test_what_does_not_fit_is_said():
    with pytest.raises(DataError, match=r"2 x 3, but there are 2 labels; if its columns .* columns="):
        Network.from_matrix(VOTES, ["a", "b"])
    with pytest.raises(DataError, match="2 x 3, but there are 2 labels of rows and 2 of columns"):
        Network.from_matrix(VOTES, ["a", "b"], columns=["x", "y"])
    with pytest.raises(DataError, match="give labels="):
        Network.from_matrix(VOTES)
    with pytest.raises(DataError, match="give columns="):
        Network.from_matrix(VOTES, ["a", "b"], kind=("a", "b"))
    with pytest.raises(OptionError, match="two kinds"):
        Network.from_matrix(VOTES, ["a", "b"], columns=["x", "y", "z"], kind="actor")
    with pytest.raises(DataError, match="not symmetric"):
        Network.from_matrix([[0, 1], [2, 0]], ["a", "b"])
    with pytest.raises(DataError, match="table of numbers"):
        Network.from_matrix([["x", "y"], ["z", "w"]], ["a", "b"])
    with pytest.raises(DataError, match="not a finite number"):
        Network.from_matrix([[0, np.nan], [np.nan, 0]], ["a", "b"])
