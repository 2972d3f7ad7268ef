"""What tables leave unsaid: the order of day and month, dates as numbers, zones, levels, tables by columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from discourse import read
from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers import csv, jsonl
from discourse.readers.rows.spool import assemble_stored
from discourse.readers.source import Source
from discourse.readers.tables import dates
from discourse.readers.tables.dates import SERIAL, SETTLED, Dates, judge
from discourse.readers.tables.levels import DOUBT, LEAP, NONE
from discourse.readers.times import parse_cell
from discourse.writers.corpus_table import write_corpus_csv

AMBIGUOUS = "a date that may be day/month or month/day, kept as written in extra"


def of(text: str, name: str = "d.csv", columns: Mapping[str, str | None] | None = None) -> Corpus:
    reader = jsonl if name.endswith("json") else csv
    return reader.read(Source.from_text(text, name), columns=columns)


def reasons(corpus: Corpus, action: str = "repaired") -> dict[str, int]:
    found = corpus.audit[corpus.audit["action"] == action]
    return dict(zip(found["reason"], found["rows"].tolist(), strict=True))


def dated(*cells: str) -> Corpus:
    rows = "".join(f'Ada,"text {i}","{cell}"\n' for i, cell in enumerate(cells))
    return of(f"author,text,date\n{rows}")


def days(corpus: Corpus) -> list[str]:
    return [str(at)[:10] for at in corpus.comments["created_at"]]


@pytest.mark.parametrize(
    ("other", "order", "day"),
    [("25/04/2024", "day/month", "2024-04-03"), ("04/25/2024 9:30 PM", "month/day", "2024-03-04")],
)
def test_the_rest_of_a_column_settles_the_order_of_day_and_month(other: str, order: str, day: str) -> None:
    corpus = dated("03/04/2024", other, "03/04/2024", "5/5/2024")
    assert days(corpus) == [day, "2024-04-25", day, "2024-05-05"]
    assert reasons(corpus)[SETTLED.format(order)] == 2


@pytest.mark.parametrize("other", ["03/04/2024", "25/04/2024,04/25/2024", "", "soon"])
def test_where_nothing_settles_it_or_the_dates_disagree_they_stay_as_written(other: str) -> None:
    corpus = dated("03/04/2024", *other.split(","))
    assert days(corpus)[0] == "NaT"
    assert reasons(corpus)[AMBIGUOUS] >= 1
    assert json.loads(corpus.comments["extra"].iloc[0]) == {"created_at": "03/04/2024"}


def test_hyphens_and_days_that_are_not_there() -> None:
    corpus = dated("03-04-2024 14:05:06", "25-04-2024", "31-02-2024", "2024-05-06")
    assert days(corpus) == ["2024-04-03", "2024-04-25", "NaT", "2024-05-06"]
    assert json.loads(corpus.comments["extra"].iloc[2]) == {"created_at": "31-02-2024"}


def test_numbers_of_days_are_dates_in_a_table() -> None:
    corpus = dated("45321", "45321.5", "", "36526")
    assert [str(at) for at in corpus.comments["created_at"]] == [
        "2024-01-30 00:00:00", "2024-01-30 12:00:00", "NaT", "2000-01-01 00:00:00",
    ]  # fmt: skip
    assert corpus.comments["precision"].fillna("").tolist() == ["day", "second", "", "day"]
    assert reasons(corpus)[SERIAL] == 3


@pytest.mark.parametrize(
    "cells", [("45321", "1709474700"), ("45321", "soon"), ("45321", "99999"), ("12345",)]
)
def test_numbers_that_may_be_something_else_are_not(cells: tuple[str, ...]) -> None:
    assert SERIAL not in reasons(dated(*cells))


def test_numbers_of_days_are_not_looked_for_in_json() -> None:
    corpus = of('{"author": "Ada", "text": "x", "time": 45321}', "d.json")
    assert SERIAL not in reasons(corpus)
    assert corpus.comments["created_at"].isna().all()


def test_odd_cells_settle_nothing() -> None:
    odd: list[Any] = [["03/04/2024"], {"a": 1}, None, float("nan"), True, 3.5]
    assert judge(odd, numbers=True) == Dates()
    assert judge(["03/04/2024", *odd, "25/04/2024"], numbers=True) == Dates(order="day/month")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2024-03-03 14:05 CET", "2024-03-03 13:05"),
        ("2024-03-03T14:05:00 EST", "2024-03-03 19:05"),
        ("03.03.2024 14:05 MESZ", "2024-03-03 12:05"),
        ("3 March 2024 2:05 PM (UTC+2)", "2024-03-03 12:05"),
        ("Sun Mar 03 2024 14:05:00 GMT-0500 (Eastern Standard Time)", "2024-03-03 19:05"),
        ("Sun Mar 03 2024 14:05:00 GMT+0100 (CET)", "2024-03-03 13:05"),
        ("2024-03-03 14:05 UTC+05:30", "2024-03-03 08:35"),
    ],
)
def test_zones_by_name(text: str, at: str) -> None:
    found = parse_cell(text)
    assert found is not None
    assert str(found.at)[:16] == at
    assert found.zoned


@pytest.mark.parametrize(
    "text",
    ["2024-03-03 14:05 CST", "2024-03-03 14:05 BST", "9999-12-31 23:59 EST"],
)
def test_names_that_several_zones_share_are_no_zones(text: str) -> None:
    assert parse_cell(text) is None


LEVELS = "author,depth,text\nAda,0,one\nBen,1,two\nCy,2,three\nDi,1,four\nEd,0,@Ada five\nFay,1,six\n"


def test_levels_make_replies() -> None:
    corpus = of(LEVELS)
    comments = corpus.comments
    texts = dict(zip(comments["comment_id"], comments["text"], strict=True))
    assert [texts.get(p) for p in comments["parent_id"]] == [None, "one", "two", "one", None, "@Ada five"]
    assert comments["parent_by"].fillna("").tolist() == ["", "indent", "indent", "indent", "", "indent"]
    assert corpus.sources[0]["columns"]["level"] == "depth"
    assert json.loads(comments["extra"].iloc[2]) == {"depth": "2"}


def test_levels_count_within_their_document_and_from_one_as_well() -> None:
    corpus = of("thread,id,level,text\na,1,1,one\nb,2,1,two\na,3,2,three\nb,4,2,four\n")
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "", "1", "2"]


def test_a_leap_answers_the_nearest_row_above() -> None:
    rows = "".join(f"0,a{i}\n1,b{i}\n" for i in range(15))
    corpus = of(f"level,text\n{rows}0,last\n2,deep\nx,no level\n", columns={"level": "level"})
    comments = corpus.comments.set_index("text")
    assert comments["parent_id"].to_dict()["deep"] == comments["comment_id"].to_dict()["last"]
    assert reasons(corpus)[LEAP] == reasons(corpus)[NONE] == 1


def test_numbers_that_leap_are_no_levels_unless_it_is_said_so() -> None:
    text = "author,level,text\nAda,5,one\nBen,1,two\nCy,4,three\nDi,2,four\n"
    corpus = of(text)
    assert corpus.comments["parent_id"].isna().all()
    assert DOUBT.format("level") in reasons(corpus)
    assert "level" not in corpus.sources[0]["columns"]
    assert of(text, columns={"level": "level"}).comments["parent_id"].notna().sum() == 2


def test_a_column_of_parents_counts_more_than_levels() -> None:
    corpus = of("id,parent_id,level,text\n1,,0,one\n2,1,1,two\n3,1,2,three\n")
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "1", "1"]
    assert corpus.comments["parent_by"].fillna("").tolist() == ["", "given", "given"]


def test_a_folder_gives_the_same_of_levels_and_dates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        LEVELS.replace("\n", ",03/04/2024\n")
        .replace("text,03/04/2024", "text,date")
        .replace("six,03", "six,25")
    )
    plain = of(text)
    made = csv.prepare(Source.from_text(text, "d.csv"))
    assert made is not None
    stored = assemble_stored(
        made.format, [made.source], tmp_path / "c", facts=made.facts, tallies=[made.tally]
    )
    assert stored.digest == plain.digest
    assert days(plain)[0] == "2024-04-03"
    # Of a table that comes in pieces, as much is looked at ahead.
    monkeypatch.setattr("discourse.readers.jsonl.BATCH", 2)
    lines = [
        json.dumps({"text": t, "date": d})
        for t, d in zip("abcde", ["03/04/2024"] * 4 + ["25/04/2024"], strict=True)
    ]
    assert days(of("\n".join(lines), "d.json")) == ["2024-04-03"] * 4 + ["2024-04-25"]
    monkeypatch.setattr("discourse.readers.tables.records.WINDOW", 2)
    monkeypatch.setattr(dates, "WINDOW", 2)
    assert days(of("\n".join(lines), "d.json")) == ["NaT"] * 4 + ["2024-04-25"]


COLUMNS: list[Any] = [
    {"text": ["a", "b", None], "author": ["Ada", "Ben", "Cy"], "score": [1, None, 3]},
    {
        "text": {"0": "a", "1": "b", "2": None}, "author": {"0": "Ada", "1": "Ben", "2": "Cy"},
        "score": {"0": 1, "1": None, "2": 3},
    },
    {
        "columns": ["text", "author", "score"], "index": [0, 1, 2],
        "data": [["a", "Ada", 1], ["b", "Ben", None], [None, "Cy", 3]],
    },
]  # fmt: skip


@pytest.mark.parametrize("table", COLUMNS)
@pytest.mark.parametrize("indent", [None, 2])
def test_json_by_columns_is_turned_into_rows(table: Any, indent: int | None) -> None:
    corpus = of(json.dumps(table, indent=indent), "d.json")
    assert corpus.comments[["author", "text"]].values.tolist() == [["Ada", "a"], ["Ben", "b"]]
    assert corpus.comments["likes"].fillna(0).tolist() == [1, 0]
    assert reasons(corpus, "dropped") == {"no text": 1}


@pytest.mark.parametrize(
    "table",
    [
        {"text": ["a", "b"], "author": ["Ada"]},
        {"text": {"0": "a"}, "author": {"1": "Ada"}},
        {"text": [], "author": []},
    ],
)
def test_json_whose_columns_do_not_fit_is_no_table(table: Any) -> None:
    try:
        corpus = of(json.dumps(table), "d.json")
    except InputError:
        return
    assert len(corpus) == 1


def test_an_author_called_like_an_unknown_one_is_told_apart() -> None:
    corpus = of("author,text\nunknown 1,a\n,b\nunknown 01,c\n")
    assert corpus.comments["author"].tolist() == ["unknown 1~", "unknown 1", "unknown 01"]
    assert corpus.comments["author_id"].tolist() == ["unknown 1", "unknown:d:1", "unknown 01"]


def test_such_an_author_comes_back_from_our_own_table(tmp_path: Path) -> None:
    corpus = of("author,text\nunknown 1,a\n,b\n")
    write_corpus_csv(corpus, tmp_path / "own.csv")
    again = read(tmp_path / "own.csv").comments
    for name in ("author_id", "author"):
        assert again[name].tolist() == corpus.comments[name].tolist()


def test_headings_in_other_languages_and_days_with_a_comma(tmp_path):
    path = tmp_path / "de.csv"
    path.write_text(
        "Autor;Datum;Kommentar;Ebene\nÅsa;45321,5;Der Iran lächelt;0\nBo;45322;Nein;1\n", encoding="utf-8"
    )
    corpus = read(path)
    wanted = {"text": "Kommentar", "author": "Autor", "created_at": "Datum", "level": "Ebene"}
    assert corpus.sources[0]["columns"] == wanted
    comments = corpus.comments
    assert [str(t) for t in comments["created_at"]] == ["2024-01-30 12:00:00", "2024-01-31 00:00:00"]
    assert comments["precision"].tolist() == ["second", "day"]
    assert comments["parent_id"].tolist()[1] == comments["comment_id"].tolist()[0]


@pytest.mark.parametrize(
    ("head", "text", "author"),
    [("Utilisateur,Commentaire", "Commentaire", "Utilisateur"), ("Usuario,Comentario", "Comentario", "Usuario"),
     ("Utente,Commento", "Commento", "Utente"), ("Kirjoittaja,Kommentti", "Kommentti", "Kirjoittaja")],
)  # fmt: skip
def test_the_text_is_found_in_other_languages(tmp_path, head, text, author):
    path = tmp_path / "t.csv"
    path.write_text(f"{head}\nAda,one two\nBo,three\n", encoding="utf-8")
    columns = read(path).sources[0]["columns"]
    assert (columns["text"], columns["author"]) == (text, author)
