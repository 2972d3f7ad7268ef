"""Parquet files of comments that others made."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

import discourse as ds
from discourse.errors import InputError, OptionError
from discourse.readers.detect import detect
from discourse.readers.source import Source


def parquet(folder: Path, query: str) -> Path:
    path = folder / "comments.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def test_every_digit_of_large_ids_is_kept(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        "SELECT (18446744073709551000::UBIGINT + i)::UBIGINT AS id, "
        "CASE WHEN i > 0 THEN 18446744073709551000::UBIGINT END AS "
        "parent_id, 'A' || i AS author, 'text ' || i AS text FROM range(3) t(i)",
    )
    corpus = ds.read(path)
    assert corpus.comments["comment_id"].tolist() == [f"1844674407370955100{n}" for n in range(3)]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", *["18446744073709551000"] * 2]


def test_structs_dates_times_and_bytes(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        "SELECT {'name': 'Ann', 'id': 7} AS user, 'x'::BLOB AS text, DATE '2024-03-03' AS date, [1, 2] AS tags "
        "UNION ALL SELECT NULL, 'y', NULL, NULL",
    )
    corpus = ds.read(path)
    assert corpus.comments["author"].tolist() == ["Ann", "unknown 1"]
    assert corpus.comments["author_id"].tolist()[0] == "7"
    assert corpus.comments["text"].tolist() == ["x", "y"]
    assert str(corpus.comments["created_at"][0]) == "2024-03-03 00:00:00"
    assert corpus.comments["precision"].fillna("").tolist() == ["day", ""]
    assert json.loads(corpus.comments["extra"][0]) == {"tags": [1, 2]}


def test_times_with_a_zone_are_in_utc(tmp_path: Path) -> None:
    path = parquet(
        tmp_path, "SELECT 'Ann' AS author, 'x' AS text, TIMESTAMPTZ '2024-03-03 15:00:00+01' AS created_at"
    )
    assert str(ds.read(path).comments["created_at"][0]) == "2024-03-03 14:00:00"


def test_our_own_table_comes_back(tmp_path: Path, root: Path) -> None:
    corpus = ds.read(root / "data" / "threads" / "river-crossing.txt")
    ds.write_corpus(corpus, tmp_path / "own.parquet")
    assert detect(Source.open(tmp_path / "own.parquet")) == "parquet"
    assert ds.read(tmp_path / "own.parquet").digest == corpus.digest


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1 AS a, 2 AS b", "no column that is known"),
        ("SELECT 'a' AS text WHERE false", "holds no rows"),
    ],
)
def test_tables_without_comments_are_refused(tmp_path: Path, query: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ds.read(parquet(tmp_path, query), format="parquet")


def test_a_wrong_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="Did you mean 'text'"):
        ds.read(parquet(tmp_path, "SELECT 'a' AS text, 'b' AS author"), columns={"text": "txt"})
