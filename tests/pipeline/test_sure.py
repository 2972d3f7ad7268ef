"""A run says how sure its scores are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import discourse as ds
from discourse.errors import OptionError
from discourse.pipeline import Config, sure


@pytest.fixture(scope="module")
def debate(root: Path) -> ds.Analysis:
    path = root / "data" / "debates" / "tidal-barrage.csv"
    return ds.run({"inputs": [str(path)], "studies": [], "nulls": 5, "draws": 8})


def test_every_score_has_its_n_its_interval_and_chance(debate: ds.Analysis, tmp_path: Path) -> None:
    study = debate.studies["robustness"]
    table = study["scores"].set_index(["network", "score"])
    for name in ("discourse", "coalitions"):
        net = debate.networks[name]
        for score in ("density", "components", "modularity", "ei"):
            row = table.loc[(name, score)]
            assert row["value"] == debate.scores[f"{name}:{score}"].value
            assert (row["nodes"], row["ties"], row["nulls"]) == (net.order, net.size, 5)
            assert row["sample_n"] == 8
            assert row["sample_low"] <= row["sample_high"]
            assert row["null_mean"] == debate.scores[f"{name}:{score}"].null_mean
            assert row["sentence"].startswith(f"{score} is ")
        assert table.loc[(name, "groups"), "value"] == (debate.partitions[name].sizes > 1).sum()
    assert table.loc["coalitions", "null"].dropna().unique().tolist() == ["fdsm"]
    assert table.loc["discourse", "null"].dropna().unique().tolist() == ["1K"]
    assert study.made.parameters["by"] == "document"  # there are 61
    strips = study["strips"]
    assert set(strips.loc[strips["network"] == "coalitions", "option"]) == {
        "threshold",
        "normalization",
        "resolution",
    }
    members = study["coalitions"]
    groups = debate.partitions["coalitions"].table.set_index("node")["group"]
    mine = members[members["network"] == "coalitions"].set_index("node")
    assert (groups.reindex(mine.index) == mine["group"]).all()
    assert set(study["nodes"]["network"]) == {"discourse", "coalitions", "statements"}
    stance = study["nodes"][study["nodes"]["network"] == "statements"].set_index("node")
    told = debate.scores["narratives"].table.set_index("node")["stance"]
    np.testing.assert_allclose(stance["value"], told.reindex(stance.index))
    assert set(stance["label"]) == set(debate.scores["narratives"].table["label"])
    again = ds.open_analysis(debate.save(tmp_path / "run"))
    for name, found in study.tables.items():
        pd.testing.assert_frame_equal(again.studies["robustness"][name], found)


def test_whoever_does_the_work(root: Path, debate: ds.Analysis) -> None:
    path = root / "data" / "debates" / "tidal-barrage.csv"
    with ThreadPoolExecutor(1) as pool:
        again = ds.run({"inputs": [str(path)], "studies": [], "nulls": 5, "draws": 8}, executor=pool)
    for name, found in debate.studies["robustness"].tables.items():
        pd.testing.assert_frame_equal(again.studies["robustness"][name], found)
    assert again.notes == debate.notes


def test_without_draws_and_without_nulls(root: Path) -> None:
    path = str(root / "data" / "threads" / "river-crossing.txt")
    plain = ds.run({"inputs": [path], "codebook": "syria-conflict", "nulls": 0, "draws": 0})
    assert "robustness" not in plain.studies
    assert "discourse:ei" in plain.scores
    some = ds.run({"inputs": [path], "codebook": "syria-conflict", "nulls": 3, "draws": 0})
    table = some.studies["robustness"]["scores"]
    assert "sample_low" not in table
    assert (table.loc[table["network"] == "discourse", "nulls"] == 3).all()
    assert "coalitions" not in some.studies["robustness"].tables
    other = ds.run({"inputs": [path], "codebook": "syria-conflict", "nulls": 0, "draws": 4})
    assert other.studies["robustness"]["scores"]["nulls"].isna().all()
    assert other.studies["robustness"].made.parameters["by"] == "commenter"  # there is one document


def test_what_cannot_be_drawn_is_said_and_the_rest_done() -> None:
    side = np.arange(12) // 6
    ties = (side[:, None] == side) - np.eye(12)
    ties[0, 6] = ties[6, 0] = 1
    net = ds.Network.from_matrix(ties, [f"n{i}" for i in range(12)])
    asked = sure.Question(
        "replies", net, ["density"], {"project": None, "cluster": None, "times": 6, "nulls": 4}
    )
    done = sure.answer(asked)
    assert done.notes == ()
    assert done.found is not None
    table = done.found.table
    assert table["sample_n"].tolist() == [6]
    assert table["sentence"].str.contains("it is the same: what they share settles it").all()
    one = ds.Statements.from_rows([("Ada", "ban", 1), ("Ada", "tax", 1)])
    how = {"project": "two_mode", "cluster": None, "times": 6, "nulls": 0, "over": None}
    done = sure.answer(sure.Question("profile", one, ["density"], how))
    assert done.found is not None
    assert done.found.bootstrap is None
    assert [what for what, _ in done.notes] == ["intervals of the profile network"]
    assert "nothing to draw anew" in done.notes[0][1]


@pytest.mark.parametrize("key", ["nulls", "draws", "seed"])
def test_numbers_from_nought(key: str) -> None:
    for wrong in (-1, True):
        with pytest.raises(OptionError, match=f"'{key}' is a whole number from 0"):
            Config.make({"inputs": ["a.txt"], "codebook": "syria-conflict", key: wrong})
