"""The table for editing: written, edited, read back."""

from __future__ import annotations

import csv as stdlib_csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import InputError, OutputError
from discourse.model.corpus import COMMENT_COLUMNS, DOCUMENT_COLUMNS, Corpus
from discourse.readers.csv import read, sniff
from discourse.readers.source import Source
from discourse.readers.thread import read as read_thread
from discourse.writers.corpus_table import COLUMNS, corpus_table, write_corpus_csv

TEXT = (
    "Bridge At Tal Amra Closed After A Night Of Clashes, They Say\n\nOne paragraph of news.\n\n\n"
    'Ada Byron\n\n=1+1, "they" say\n\n\nwho says so?\n\nBen King\n\n@Ada Byron you do'
)


@pytest.fixture
def corpus() -> Corpus:
    return read_thread(Source.from_text(TEXT, "bridge.txt"))


def trip(
    corpus: Corpus, folder: Path, edit: Callable[[list[dict[str, str]]], list[dict[str, str]]] | None = None
) -> Corpus:
    path = folder / "corpus.csv"
    write_corpus_csv(corpus, path)
    if edit is not None:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = edit(list(stdlib_csv.DictReader(file)))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = stdlib_csv.DictWriter(file, list(dict.fromkeys(k for r in rows for k in r)), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return read(Source.open(path))


def same(one: Corpus, other: Corpus) -> None:
    """Compare documents and comments; an empty optional text counts as missing on both sides."""
    for name, columns in (("documents", DOCUMENT_COLUMNS), ("comments", COMMENT_COLUMNS)):
        tables = []
        for corpus in (one, other):
            table = getattr(corpus, name).copy()
            for column in columns:
                if column.kind == "text" and not column.filled:
                    table[column.name] = table[column.name].replace("", None)
            tables.append(table)
        pd.testing.assert_frame_equal(*tables)


def repaired(corpus: Corpus) -> dict[str, int]:
    found = corpus.audit[corpus.audit["action"] == "repaired"]
    return dict(zip(found["reason"], found["rows"].tolist(), strict=True))


def test_the_table_of_a_corpus(corpus: Corpus) -> None:
    table = corpus_table(corpus)
    assert tuple(table.columns) == COLUMNS
    assert table["kind"].tolist() == ["document", "comment", "comment", "comment"]
    assert table["author_id"].isna().all()
    assert table["text"][0] == "One paragraph of news."


def test_there_and_back(corpus: Corpus, tmp_path: Path) -> None:
    same(trip(corpus, tmp_path), corpus)
    assert sniff(Source.open(tmp_path / "corpus.csv")) == 1.0
    assert repaired(trip(corpus, tmp_path)) == {}


def test_the_file_is_safe_in_a_spreadsheet_and_the_same_each_time(corpus: Corpus, tmp_path: Path) -> None:
    trip(corpus, tmp_path)
    data = (tmp_path / "corpus.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfkind,")
    for row in stdlib_csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    trip(corpus, tmp_path)
    assert (tmp_path / "corpus.csv").read_bytes() == data


def test_a_table_saved_by_a_spreadsheet(corpus: Corpus, tmp_path: Path) -> None:
    trip(corpus, tmp_path)
    rows = list(
        stdlib_csv.reader(io.StringIO((tmp_path / "corpus.csv").read_text(encoding="utf-8-sig"), newline=""))
    )
    out = io.StringIO(newline="")
    stdlib_csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    path = tmp_path / "saved.csv"
    path.write_bytes(out.getvalue().encode("cp1252"))
    same(read(Source.open(path)), corpus)


def test_a_deleted_row_leaves_its_answers_top_level(corpus: Corpus, tmp_path: Path) -> None:
    assert corpus.comments["parent_id"].tolist()[2] == "bridge:1"
    back = trip(corpus, tmp_path, lambda rows: [r for r in rows if r["comment_id"] != "bridge:1"])
    assert back.comments["comment_id"].tolist() == ["bridge:2", "bridge:3"]
    assert back.comments["parent_id"].isna().all()
    assert back.comments["missing_parent"].fillna("").tolist() == ["", "bridge:1"]
    assert repaired(back) == {"answers a comment that is not there; taken as top-level": 1}


def test_an_edited_author_is_another_commenter(corpus: Corpus, tmp_path: Path) -> None:
    def edit(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[2]["author"] = " Ada  Byron "
        rows[3]["author"] = "Cleo Day"
        return rows

    back = trip(corpus, tmp_path, edit)
    assert back.comments["author_id"].tolist() == ["Ada Byron", "Ada Byron", "Cleo Day"]


def test_an_emptied_author_is_a_new_unknown(corpus: Corpus, tmp_path: Path) -> None:
    def edit(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[3]["author"] = ""
        return rows

    back = trip(corpus, tmp_path, edit)
    assert back.comments["author_id"].tolist() == ["Ada Byron", "unknown:bridge:1", "unknown:bridge:2"]
    assert back.comments["author"].tolist()[2] == "unknown 2"


def test_added_rows_get_ids(corpus: Corpus, tmp_path: Path) -> None:
    def edit(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [
            *rows,
            {"kind": "comment", "author": "Dan Moss", "text": "new"},
            {"author": "Eve Lund", "text": "newer"},
        ]

    back = trip(corpus, tmp_path, edit)
    assert back.comments["comment_id"].tolist() == [
        "bridge:1",
        "bridge:2",
        "bridge:3",
        "bridge:4",
        "bridge:5",
    ]
    assert back.comments["document_id"].tolist() == ["bridge"] * 5
    assert back.comments["confidence"].tolist()[3:] == [1.0, 1.0]
    assert repaired(back) == {"a row without its kind, taken for a comment": 1}


def test_added_columns_go_to_extra(corpus: Corpus, tmp_path: Path) -> None:
    def edit(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[1]["my note"] = "check"
        return rows

    back = trip(corpus, tmp_path, edit)
    assert json.loads(back.comments["extra"][0]) == {"my note": "check"}
    assert back.comments["extra"].isna().tolist() == [False, True, True]


def test_a_removed_document_row_is_made_again(corpus: Corpus, tmp_path: Path) -> None:
    back = trip(corpus, tmp_path, lambda rows: rows[1:])
    assert back.documents["document_id"].tolist() == ["bridge"]
    assert back.documents["title"].isna().all()
    assert repaired(back) == {"a comment whose document has no row; one was made": 1}


def test_repeated_rows(corpus: Corpus, tmp_path: Path) -> None:
    back = trip(corpus, tmp_path, lambda rows: [*rows, rows[0], rows[1], {**rows[1], "text": "other"}])
    assert back.comments["comment_id"].tolist() == ["bridge:1", "bridge:2", "bridge:3", "bridge:1~2"]
    dropped = back.audit[back.audit["action"] == "dropped"]
    assert dropped["rows"].tolist() == [2]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("kind", "note", "line 3: kind is"),
        ("created_at", "someday", "line 3: created_at is 'someday'; write it as"),
        ("likes", "many", "line 3: likes is 'many'; expected a whole number"),
        ("likes", "1.5", "line 3: likes is '1.5'"),
        ("confidence", "2", "line 3: confidence is '2'; expected a number from 0 to 1"),
        ("confidence", "nan", "line 3: confidence"),
        ("deleted", "perhaps", "line 3: deleted is 'perhaps'"),
    ],
)
def test_cells_that_cannot_be_read_are_named(
    corpus: Corpus, tmp_path: Path, column: str, value: str, message: str
) -> None:
    def edit(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        rows[1][column] = value
        return rows

    with pytest.raises(InputError, match=f"corpus.csv, {message}"):
        trip(corpus, tmp_path, edit)


def test_two_documents_of_one_id_are_refused(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 6: the document 'bridge' comes twice"):
        trip(corpus, tmp_path, lambda rows: [*rows, {**rows[0], "title": "Another"}])


def test_a_folder_that_is_not_there(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder does not exist"):
        write_corpus_csv(corpus, tmp_path / "none" / "corpus.csv")


def test_carriage_returns_and_mixed_documents(tmp_path: Path) -> None:
    comments = {
        "comment_id": ["a", "b", "c"],
        "document_id": ["y", "x", "y"],
        "author_id": ["1", "Bob", "unknown:y:1"],
        "author": ["Bob", "Bob", "Bob"],
        "text": ["one\rtwo", "a\r\nb", "\r"],
    }
    corpus = Corpus(pd.DataFrame({"document_id": ["x", "y", "z"]}), pd.DataFrame(comments))
    same(trip(corpus, tmp_path), corpus)


characters = st.one_of(
    st.sampled_from(list("=+-@'\"\t\r\n,; |\\<>{}\u200b\u202e\u00a0\ufeffé𝔸")),
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
)
hostile = st.text(characters, max_size=12)
optional = st.one_of(st.none(), hostile)
filled = hostile.filter(bool)
times = st.one_of(
    st.none(),
    st.datetimes(pd.Timestamp("1700-01-01").to_pydatetime(), pd.Timestamp("2200-01-01").to_pydatetime()),
)
labels = st.one_of(
    filled, st.sampled_from(["unknown 1", "unknown 2", "Guest", "Ada", " Ada", "NA", "1.0", "[deleted]", "-"])
)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    documents = draw(st.lists(filled, min_size=1, max_size=3, unique=True))
    ids = draw(
        st.lists(st.one_of(filled, st.sampled_from(["1", "1.0", "NA", "'=x"])), max_size=5, unique=True)
    )
    rows = []
    for i, name in enumerate(ids):
        document = draw(st.sampled_from(documents))
        label = draw(labels)
        rows.append(
            {
                "comment_id": name,
                "document_id": document,
                "parent_id": draw(st.one_of(st.none(), st.sampled_from(ids[:i]))) if i else None,
                "author_id": draw(st.one_of(st.just(label), filled, st.just(f"unknown:{document}:1"))),
                "author": label,
                "created_at": draw(times),
                "text": draw(hostile),
                "quoted": draw(optional),
                "likes": draw(st.one_of(st.none(), st.integers(-(2**62), 2**62))),
                "deleted": draw(st.booleans()),
                "confidence": draw(st.floats(0, 1)),
                "extra": draw(st.one_of(st.none(), st.just('{"when": "3h"}'), hostile)),
            }
        )
    table = pd.DataFrame(rows, columns=[c.name for c in COMMENT_COLUMNS])
    table["created_at"] = pd.Series(table["created_at"].tolist(), dtype="datetime64[us]")
    table["likes"] = pd.array(table["likes"].tolist(), dtype="Int64")
    table["deleted"] = table["deleted"].astype(bool)
    table["confidence"] = table["confidence"].astype("float64")
    frame = pd.DataFrame(
        {
            "document_id": documents,
            **{
                c: pd.Series([draw(optional) for _ in documents], dtype="str")
                for c in ("title", "text", "source", "url")
            },
            "date": pd.Series([draw(times) for _ in documents], dtype="datetime64[us]"),
        }
    )
    return Corpus(frame, table)


@settings(max_examples=200)
@given(corpora())
def test_every_corpus_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, corpus: Corpus) -> None:
    same(trip(corpus, tmp_path_factory.mktemp("trip")), corpus)
