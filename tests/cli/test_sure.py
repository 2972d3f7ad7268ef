"""``discourse robustness``, ``discourse backbone`` and the report's ``--nulls`` and ``--draws``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

Run = Callable[..., Any]
FEW = ("--times", "9", "--nulls", "9")


@pytest.fixture
def debate(root: Path) -> Path:
    return root / "data" / "debates" / "tidal-barrage.csv"


@pytest.fixture
def ties(tmp_path: Path) -> Path:
    camps = [(a, b) for side in (0, 6) for a in range(side, side + 6) for b in range(a + 1, side + 6)]
    place = tmp_path / "ties.csv"
    place.write_text("source,target\n" + "\n".join(f"n{a},n{b}" for a, b in [*camps, (0, 6), (3, 9)]))
    return place


def test_the_robustness_of_coded_statements(discourse: Run, debate: Path, tmp_path: Path) -> None:
    done = discourse(
        "robustness", debate, "--scores", "modularity, ei,density", *FEW, "--out", tmp_path / "sure"
    )
    assert done.code == 0, done.err
    told = done.out.splitlines()
    assert [line.split(" is ")[0] for line in told] == ["modularity", "ei", "density"]
    assert all("9 draws by organization" in line for line in told)  # those who speak, found by the usual name
    assert all("On 9 random networks projected from random affiliations" in line for line in told)
    assert "written: " in done.err
    assert (tmp_path / "sure" / "robustness.html").is_file()
    table = pd.read_csv(tmp_path / "sure" / "tables" / "scores.csv")
    assert table["network"].unique().tolist() == ["congruence"]
    again = discourse("robustness", debate, *FEW, "--out", tmp_path / "sure")
    assert again.code == 2
    assert "exists and is not empty" in again.err


def test_the_robustness_of_a_network_file(discourse: Run, ties: Path) -> None:
    words = (
        "robustness",
        ties,
        "--cluster",
        "bisection",
        "--scores",
        "ei",
        *FEW,
        "--null",
        "0K",
        "--seed",
        "2",
    )
    done = discourse(*words, "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["parameters"]["seed"] == 2
    assert told["tables"]["scores"][0]["null"] == "0K"
    assert told["tables"]["scores"][0]["value"] == pytest.approx((2 - 30) / 32)
    assert told["tables"]["coalitions"][0]["certainty"] <= 1
    assert discourse(*words, "--json").out == done.out


def test_errors_of_coding_from_a_file(discourse: Run, debate: Path, tmp_path: Path) -> None:
    matrix = tmp_path / "twice.csv"
    matrix.write_text("true,0,1\n0,40,10\n1,5,45\n")
    words = (
        "robustness",
        debate,
        "--scores",
        "ei",
        "--times",
        "9",
        "--nulls",
        "0",
        "--variable",
        "agreement",
    )
    done = discourse(*words, "--confusion", matrix)
    assert done.code == 0, done.err
    assert "With errors of coding once more it would be between" in done.out
    for text, message in (
        ("true,0,1\n0,forty,10\n1,5,45\n", "is not a CSV of counts"),
        ("true,0,1\n0,40,-1\n1,5,45\n", "must hold counts"),
    ):
        matrix.write_text(text)
        wrong = discourse(*words, "--confusion", matrix)
        assert (wrong.code, wrong.out) == (2, "")
        assert message in wrong.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--scores", "modularty"), "Did you mean 'modularity'"),
        (("--times", "-1"), "times must be a whole number from 0"),
        (("--nulls", "-1"), "nulls is a number of random networks"),
        (("--by", "organisation"), "Did you mean 'organization'"),
        (("--set", "normalisation=average"), "normalisation"),
        (("--confusion", "nowhere.csv"), "nowhere.csv"),
    ],
)
def test_bad_words_write_nothing(
    discourse: Run, debate: Path, tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    done = discourse("robustness", debate, *words, "--out", tmp_path / "sure")
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert not (tmp_path / "sure").exists()


def test_a_corpus_has_no_robustness(discourse: Run, thread: Path) -> None:
    done = discourse("robustness", thread)
    assert done.code == 2
    assert "code it first, with discourse code" in done.err


def test_the_backbone_of_a_two_mode_network(discourse: Run, debate: Path, tmp_path: Path) -> None:
    two, out = tmp_path / "two.graphml", tmp_path / "backbone.csv"
    assert discourse("network", debate, "-m", "two_mode", "--set", "aggregation=ignore", "-o", two).code == 0
    done = discourse("backbone", two, "-m", "sdsm", "--alpha", "0.4", "-o", out)
    assert done.code == 0, done.err
    kept = pd.read_csv(out)
    assert len(kept) > 0
    told = json.loads(discourse("backbone", two, "--alpha", "0.4", "--json").out)
    assert len(told["edges"]) == len(kept)
    fewer = json.loads(discourse("backbone", two, "--alpha", "0.4", "--correction", "holm", "--json").out)
    assert len(fewer["edges"]) <= len(kept)
    wrong = discourse("backbone", two, "--alpha", "2")
    assert (wrong.code, wrong.out) == (2, "")
    assert "alpha" in wrong.err


def test_the_report_with_few_nulls_and_draws(discourse: Run, debate: Path, tmp_path: Path) -> None:
    words = ("report", debate, "--studies", "none", "-q")
    assert discourse(*words, "--nulls", "3", "--draws", "5", "-o", tmp_path / "sure").code == 0
    page = (tmp_path / "sure" / "report.html").read_text(encoding="utf-8")
    assert "5 draws by document" in page
    assert "On 3 random networks" in page
    wrong = discourse(*words, "--draws", "-3", "-o", tmp_path / "wrong")
    assert wrong.code == 2
    assert "'draws' is a whole number from 0, not -3" in wrong.err
