"""Runs and reports on statements that were coded before they were read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import discourse as ds
from discourse.errors import InputError, OptionError
from discourse.model.statements import Statements, Variable
from discourse.pipeline import Config


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of story elements: narrators, heroes, villains and victims, and no qualifier."""
    rng = np.random.default_rng(3)
    names = {
        "narrator": ["Ada", "Ben", "Cy", "Di", "Ed"], "hero": ["the mayor", "the fishers"],
        "villain": ["the port", "the state"], "victim": ["the birds", "the town"],
        "policy solution": ["a levy", "a ban"], "plot": ["decline", "rescue", "betrayal"],
    }  # fmt: skip
    size = 60
    table = pd.DataFrame({n: rng.choice(values, size) for n, values in names.items()})
    table["statement_id"] = [str(i + 1) for i in range(size)]
    table["document_id"] = [str(i // 2 + 1) for i in range(size)]
    table["created_at"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.arange(size) // 2, "D")
    table["coder"] = "hand"
    table["start"], table["stop"] = (np.arange(size) % 2) * 12, (np.arange(size) % 2) * 12 + 11
    pages = table.drop_duplicates("document_id")
    documents = pd.DataFrame(
        {
            "document_id": pages["document_id"],
            "title": "Page " + pages["document_id"],
            "date": pages["created_at"],
            "text": "Secret talk. Hidden word. And so on.",
        }
    )
    st = Statements(table, tuple(Variable(n) for n in names), documents=documents)
    path = tmp_path_factory.mktemp("npf") / "stories.dna"
    ds.write_dna(st, path, statement_type="NPF Story Element")
    return path


@pytest.fixture(scope="module")
def analysis(stories: Path) -> ds.Analysis:
    return ds.run({"inputs": [str(stories)]})


def test_heroes_villains_and_victims_are_scored(analysis: ds.Analysis) -> None:
    assert analysis.codebook is None
    assert (analysis.config["rows"], analysis.config["cols"]) == ("narrator", "plot")
    assert set(analysis.config["others"]) == {"hero", "villain", "victim", "policy solution"}
    for name, number in {"codes:hero": 2, "codes:villain": 2, "codes:victim": 2, "narratives": 3}.items():
        assert analysis.scores[name].table["statements"].sum() == 60
        assert len(analysis.scores[name]) == number
    kinds = set(analysis.networks["discourse"].nodes["kind"])
    assert kinds == {"narrator", "hero", "villain", "victim", "policy solution", "plot"}


def test_what_does_not_suit_is_noted_and_not_a_failure(analysis: ds.Analysis, stories: Path) -> None:
    told = dict(analysis.notes)
    assert "needs a qualifier" in told["the study “polarization”"]
    assert {"barplot", "backbone"} <= set(analysis.studies)
    with pytest.raises(OptionError, match="needs a qualifier"):
        ds.run({"inputs": [str(stories)], "studies": ["polarization"]})


def test_the_report_is_whole_and_opens_again(analysis: ds.Analysis, tmp_path: Path) -> None:
    place = ds.report(analysis, tmp_path / "report")
    page = (place / "report.html").read_text(encoding="utf-8")
    for words in ("Narrators", "Heroes", "Villains", "Victims", "Policy solutions", "Secret talk", "Studies"):
        assert words in page, words
    assert "Commenters" not in page
    assert (place / "tables" / "narrators.csv").is_file()
    assert (place / "figures" / "agreement-hero.pdf").is_file()
    again = ds.open_analysis(place)
    assert again.statements.table.equals(analysis.statements.table)
    assert again.statements.documents.equals(analysis.statements.documents)
    assert list(again.studies) == list(analysis.studies)
    for name, study in analysis.studies.items():
        assert again.studies[name].made == study.made or name  # tuples become lists in JSON
        for part, table in study.tables.items():
            assert again.studies[name][part].shape == table.shape


def test_without_quotes_no_word_is_left(analysis: ds.Analysis, tmp_path: Path) -> None:
    place = ds.report(analysis, tmp_path / "mute", quotes=False)
    import duckdb

    for path in place.rglob("*"):
        if path.suffix == ".parquet":
            frame = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").df()
            text = frame.astype(str).to_csv()
        elif path.is_file():
            text = path.read_bytes().decode("utf-8", "ignore")
        else:
            continue
        assert "Secret talk" not in text, path
        assert "Hidden word" not in text, path


def test_another_type_has_the_statements(stories: Path) -> None:
    with pytest.raises((InputError, OptionError), match="NPF Story Element"):
        ds.run({"inputs": [str(stories)], "read": {"statement_type": "DNA Statement"}})


def test_pseudonyms_are_refused_with_the_reason(stories: Path) -> None:
    with pytest.raises(OptionError, match="coded statements, without comments"):
        ds.run({"inputs": [str(stories)], "pseudonyms": True})


def test_a_configuration_without_inputs_takes_those_of_the_caller(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('seed = 4\nstudies = ["barplot"]\n')
    assert Config.raw(tmp_path / "c.toml") == {"seed": 4, "studies": ["barplot"]}


def test_boolean_agreement_gives_the_stance(root: Path) -> None:
    analysis = ds.run({"inputs": [str(root / "data/debates/tidal-barrage.dna")], "studies": []})
    table = analysis.statements.table
    assert set(table["stance"]) == {-1, 1}
    assert ((table["stance"] == 1) == (table["agreement"] == 1)).all()
    assert analysis.scores["narratives"].table["supports"].sum() == (table["agreement"] == 1).sum()
    direct = ds.score(ds.read(root / "data/debates/tidal-barrage.dna"), "narratives", variable="concept",
                      speaker="organization")  # fmt: skip
    assert direct.table.equals(analysis.scores["narratives"].table)
