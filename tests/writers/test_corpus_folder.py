"""The folder of a corpus, written from a corpus in memory or from another folder."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from discourse.errors import OutputError
from discourse.model.corpus import Corpus
from discourse.writers.corpus_folder import write_corpus_folder

CORPUS = Corpus.from_comments([("Ada", "one"), ("Ben", "two"), ("Ada", "😀\x00")], title="T")


def test_a_corpus_comes_back(tmp_path: Path) -> None:
    found = write_corpus_folder(CORPUS, tmp_path / "a" / "b")
    again = Corpus.open(tmp_path / "a" / "b")
    assert found.digest == again.digest == CORPUS.digest
    pd.testing.assert_frame_equal(again.comments, CORPUS.comments)
    pd.testing.assert_frame_equal(again.documents, CORPUS.documents)


def test_a_stored_corpus_is_written_without_being_loaded(tmp_path: Path) -> None:
    first = write_corpus_folder(CORPUS, tmp_path / "first")
    second = write_corpus_folder(first, tmp_path / "second")
    assert "comments" not in first.__dict__
    for path in sorted(p for p in (tmp_path / "first").rglob("*") if p.is_file()):
        assert path.read_bytes() == (tmp_path / "second" / path.relative_to(tmp_path / "first")).read_bytes()
    assert second.digest == CORPUS.digest


def test_a_corpus_may_replace_itself(tmp_path: Path) -> None:
    first = write_corpus_folder(CORPUS, tmp_path / "t")
    second = write_corpus_folder(first, tmp_path / "t", force=True)
    pd.testing.assert_frame_equal(second.comments, CORPUS.comments)


def test_force(tmp_path: Path) -> None:
    write_corpus_folder(CORPUS, tmp_path / "t")
    with pytest.raises(OutputError, match="exists and is not empty"):
        write_corpus_folder(CORPUS, tmp_path / "t")
    other = Corpus.from_comments([("Eve", "x")])
    assert write_corpus_folder(other, tmp_path / "t", force=True).digest == other.digest
    assert [p.name for p in tmp_path.iterdir()] == ["t"]


def test_what_corpus_json_says(tmp_path: Path) -> None:
    write_corpus_folder(CORPUS, tmp_path / "t")
    found = json.loads((tmp_path / "t/corpus.json").read_text())
    assert list(found) == [
        *("format", "version", "documents", "comments", "commenters", "sources", "digest", "parts", "tables"),
        "versions",
    ]
    assert (found["format"], found["version"]) == ("discourse corpus", 1)
    assert (found["documents"], found["comments"], found["commenters"]) == (1, 3, 2)
    assert [(p["name"], p["rows"]) for p in found["parts"]] == [("comments/part-00000.parquet", 3)]
    assert [p["name"] for p in found["tables"]] == ["documents.parquet", "audit.parquet"]
    assert found["digest"] == CORPUS.digest
    assert "duckdb" in found["versions"]
