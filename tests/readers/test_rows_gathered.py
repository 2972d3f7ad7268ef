"""Rows of several files as one table: who is answered, and the account by file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import discourse as ds
from discourse.readers.rows.assemble import Answered


@pytest.mark.parametrize(
    "places",
    [
        np.ma.masked_array([0, 0, 1], [True, False, False]),
        np.ma.masked_array(np.array([None, 0, 1], dtype=object), False),
    ],
)
def test_the_text_that_is_answered_is_looked_up(places: Any) -> None:
    assert list(Answered(["a", "b", "c"], places)) == [None, "a", "b"]


def page(number: int, bodies: list[str]) -> str:
    rows = [
        f'{{"id": "k{number}{i}", "link_id": "t3_x", "parent_id": "t3_x", "author": "Ada_{i}", '
        f'"body": "{body}", "created_utc": {1_600_000_000 + i}}}'
        for i, body in enumerate(bodies)
    ]
    return "\n".join(rows) + "\n"


def test_what_is_kept_is_counted_by_file(tmp_path: Path) -> None:
    for number, bodies in enumerate((["one", "[deleted]", "two"], ["[removed]"], ["three", "four"])):
        (tmp_path / f"p{number}.ndjson").write_text(page(number, bodies), encoding="utf-8")
    audit = ds.read(tmp_path, format="reddit").audit
    kept = audit[audit["action"] == "kept"]
    assert kept[["file", "reason", "rows", "line", "example"]].to_numpy().tolist() == [
        ["p0.ndjson", "comments", 2, 1, "k00"],
        ["p0.ndjson", "deleted comments, as placeholders", 1, 2, "k01"],
        ["p1.ndjson", "deleted comments, as placeholders", 1, 1, "k10"],
        ["p2.ndjson", "comments", 2, 1, "k20"],
    ]
    assert "numpy" not in {type(v).__module__ for v in kept["rows"].tolist()}


def test_documents_of_the_same_name_are_kept_apart_with_all_that_names_them(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "talk.csv").write_text(
            "id,parent,author,text\ntalk:1,,,Who is there\ntalk:2,talk:1,Ada,Me\n", encoding="utf-8"
        )
    comments = ds.read(tmp_path).comments
    assert comments["document_id"].tolist() == ["talk", "talk", "talk-2", "talk-2"]
    assert comments["comment_id"].tolist() == ["talk:1", "talk:2", "talk-2:1", "talk-2:2"]
    assert comments["parent_id"].dropna().tolist() == ["talk:1", "talk-2:1"]
    assert comments["author_id"].tolist() == ["unknown:talk:1", "Ada", "unknown:talk-2:1", "Ada"]
