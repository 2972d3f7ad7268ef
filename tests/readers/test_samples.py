"""The samples in data/threads are read as the README says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from discourse.model.corpus import Corpus
from discourse.readers import TABLE
from discourse.readers.detect import detect
from discourse.readers.source import Source

FORMATS = {
    "river-crossing.txt": "thread",
    "school-vaccines.txt": "thread",
    "ceasefire-dated.txt": "thread",
    "clinic-table.csv": "csv",
}


def sample(root: Path, name: str) -> Corpus:
    source = Source.open(root / "data" / "threads" / name)
    assert detect(source) == FORMATS[name]
    return TABLE.load(FORMATS[name])(source)


def parents(corpus: Corpus) -> list[int | None]:
    number = {name: i for i, name in enumerate(corpus.comments["comment_id"], 1)}
    return [number[p] if isinstance(p, str) else None for p in corpus.comments["parent_id"]]


def rows(corpus: Corpus, action: str) -> int:
    return int(corpus.audit.loc[corpus.audit["action"] == action, "rows"].sum())


def test_river_crossing(root: Path) -> None:
    corpus = sample(root, "river-crossing.txt")
    comments = corpus.comments
    assert len(comments) == 15
    assert comments["author_id"].nunique() == 11
    assert comments["author"].tolist()[:4] == ["Quiet Observer", "Marta Kessling", "Dusty Boots", "unknown 1"]
    assert comments["author"].tolist()[9] == "unknown 2"
    assert corpus.documents["text"][0].count("\n\n") == 2
    assert comments["quoted"].notna().tolist().index(True) == 5
    assert comments["text"][5].startswith("A “local mediator”, sure.")
    assert comments["parent_id"].isna().all()
    assert rows(corpus, "flagged") == 0


def test_school_vaccines(root: Path) -> None:
    corpus = sample(root, "school-vaccines.txt")
    assert len(corpus) == 14
    assert corpus.comments["author_id"].nunique() == 9
    assert parents(corpus) == [None, None, 2, None, 4, None, 6, None, None, 3, None, 11, None, 13]
    assert corpus.comments["likes"].tolist() == [42, 31, 27, 18, 55, 12, 38, 21, 16, 14, 47, 19, 9, 61]
    assert json.loads(corpus.comments["extra"][13]) == {"when": "35 minutes ago"}
    assert corpus.documents["text"][0].endswith("an attack on their freedom.")
    assert not corpus.comments["text"].str.contains("Reply|Share|likes|Show more").any()
    assert corpus.comments["text"][4].count("\n\n") == 1


def test_ceasefire_dated(root: Path) -> None:
    corpus = sample(root, "ceasefire-dated.txt")
    assert len(corpus) == 18
    assert corpus.comments["author_id"].nunique() == 10
    assert parents(corpus) == [
        None,
        1,
        2,
        1,
        None,
        None,
        6,
        None,
        None,
        9,
        None,
        11,
        12,
        None,
        14,
        None,
        16,
        None,
    ]
    assert corpus.comments["created_at"].is_monotonic_increasing
    assert corpus.comments["created_at"].dt.day.unique().tolist() == [1, 2, 3]
    assert corpus.comments["quoted"][11] == "Sanctions for everyone and not one observer in the valley."
    assert corpus.comments["extra"].isna().all()
    assert rows(corpus, "repaired") == 18  # times without a zone


def test_clinic_table(root: Path) -> None:
    corpus = sample(root, "clinic-table.csv")
    assert len(corpus) == 16
    assert parents(corpus) == [None, 1, 2, 2, None, 5, 6, None, 8, 8, None, 11, 11, 12, None, 15]
    assert corpus.comments["author"].tolist()[8::5] == ["unknown 1", "unknown 2"]
    assert corpus.comments["deleted"].tolist().index(True) == 13
    assert "hospital:\nfewer" in corpus.comments["text"][5]
    assert corpus.comments["likes"].sum() == 294
    assert rows(corpus, "dropped") == 0


@pytest.mark.parametrize("name", list(FORMATS))
def test_samples_are_small_and_listed(root: Path, name: str) -> None:
    assert 2000 <= (root / "data" / "threads" / name).stat().st_size <= 5000
    assert f"threads/{name}" in (root / "data" / "README.md").read_text(encoding="utf-8")
