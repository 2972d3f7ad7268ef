"""Databases that are none, incomplete, damaged, in use or full of holes: one sentence, nothing dropped silently."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from discourse.errors import DiscourseError, InputError
from discourse.model.database import Database
from discourse.readers.dna import read, read_database, sniff
from discourse.readers.source import Source

#: The columns of DNA 3, without any of its rules, so that rules can be broken.
COLUMNS = {
    "SETTINGS": "Property, Value",
    "CODERS": "ID INTEGER PRIMARY KEY, Name, Red, Green, Blue, Password",
    "DOCUMENTS": "ID INTEGER PRIMARY KEY, Title, Text, Coder, Author, Source, Section, Notes, Type, Date",
    "STATEMENTTYPES": "ID INTEGER PRIMARY KEY, Label, Red, Green, Blue",
    "VARIABLES": "ID INTEGER PRIMARY KEY, Variable, DataType, StatementTypeId",
    "STATEMENTS": "ID INTEGER PRIMARY KEY, StatementTypeId, DocumentId, Start, Stop, Coder",
    "DATABOOLEAN": "ID INTEGER PRIMARY KEY, StatementId, VariableId, Value",
    "DATAINTEGER": "ID INTEGER PRIMARY KEY, StatementId, VariableId, Value",
    "DATASHORTTEXT": "ID INTEGER PRIMARY KEY, StatementId, VariableId, Entity",
    "DATALONGTEXT": "ID INTEGER PRIMARY KEY, StatementId, VariableId, Value",
    "ENTITIES": "ID INTEGER PRIMARY KEY, VariableId, Value, Red, Green, Blue, ChildOf",
    "ATTRIBUTEVARIABLES": "ID INTEGER PRIMARY KEY, VariableId, AttributeVariable",
    "ATTRIBUTEVALUES": "ID INTEGER PRIMARY KEY, EntityId, AttributeVariableId, AttributeValue",
}
SOUND: dict[str, list[tuple[Any, ...]]] = {
    "SETTINGS": [("version", "3.0.7")],
    "CODERS": [(1, "Admin", 0, 0, 0, "secret"), (2, "Zoe", 1, 2, 3, "secret")],
    "DOCUMENTS": [(5, "News", "Ada wants a ban.", 2, "Paper", "", "", "", "", 86400),
                  (6, "More", "Ben: no.", 2, "", "", "", "", "", 0)],
    "STATEMENTTYPES": [(1, "Claim", 255, 0, 0), (2, "Note", 0, 0, 0)],
    "VARIABLES": [(1, "person", "short text", 1), (2, "agree", "boolean", 1), (3, "strength", "integer", 1),
                  (4, "person", "short text", 2), (5, "memo", "long text", 2)],
    "STATEMENTS": [(1, 1, 5, 0, 3, 2), (2, 1, 6, 0, 3, 2), (3, 2, 5, 4, 9, 1)],
    "DATABOOLEAN": [(1, 1, 2, 1), (2, 2, 2, 0)],
    "DATAINTEGER": [(1, 1, 3, -300), (2, 2, 3, 7)],
    "DATASHORTTEXT": [(1, 1, 1, 2), (2, 2, 1, 3), (3, 3, 4, 5)],
    "DATALONGTEXT": [(1, 3, 5, "long")],
    "ENTITIES": [(1, 1, "", 0, 0, 0, None), (2, 1, "Ada", 255, 0, 0, 3), (3, 1, "Ben", 0, 0, 0, None),
                 (4, 4, "", 0, 0, 0, None), (5, 4, "Cy", 0, 0, 0, None)],
    "ATTRIBUTEVARIABLES": [(1, 1, "label"), (2, 1, "Type")],
    "ATTRIBUTEVALUES": [(1, 2, 1, "tall"), (2, 2, 2, ""), (3, 3, 1, "")],
}  # fmt: skip


def make(path: Path, *edits: str) -> Path:
    with closing(sqlite3.connect(path)) as link:
        for table, columns in COLUMNS.items():
            link.execute(f"CREATE TABLE {table}({columns})")
            for row in SOUND[table]:
                link.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        for edit in edits:
            link.execute(edit)
        link.commit()
    return path


@contextmanager
def untouched(path: Path) -> Iterator[None]:
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())
    yield
    assert (path.read_bytes(), path.stat().st_mtime_ns, sorted(path.parent.iterdir())) == before


def found(tmp_path: Path, *edits: str) -> Database:
    path = make(tmp_path / "x.dna", *edits)
    with untouched(path):
        return read_database(path)


def notes(database: Database) -> str:
    for part in database.statements.values():
        assert part.made.get("notes", []) == database.made["notes"]
    return "; ".join(database.made["notes"])


def refused(path: Path) -> str:
    with untouched(path), pytest.raises(InputError) as caught:
        read_database(path)
    message = str(caught.value)
    assert "x.dna" in message
    assert "\n" not in message
    return message


def test_a_sound_one_has_nothing_to_note(tmp_path: Path) -> None:
    database = found(tmp_path)
    assert notes(database) == ""
    table = database["Claim"].table
    assert table[["statement_id", "document_id", "coder", "person", "agree", "strength"]].values.tolist() == [
        ["2", "6", "Zoe", "Ben", 0, 7],
        ["1", "5", "Zoe", "Ada", 1, -300],
    ]
    ada = database["Claim"].entities.iloc[0]
    assert ada[["id", "parent", "color", "label", "label_"]].tolist() == [
        "Ada",
        "Ben",
        "#ff0000",
        "Ada",
        "tall",
    ]
    assert database["Note"].table[["person", "memo"]].values.tolist() == [["Cy", "long"]]
    assert "secret" not in repr(database) + str(database.made) + database.coders.to_string()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"This is no database.", "no SQLite database"),
        (b"", "no SQLite database"),
        (b"SQLite format 3\x00" + bytes(200), "damaged|no table"),
    ],
)
def test_no_database_at_all(tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "x.dna").write_bytes(data)
    import re

    assert re.search(told, refused(tmp_path / "x.dna"))


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read_database(tmp_path / "none.dna")
    with pytest.raises(InputError, match="is a folder"):
        read_database(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_program(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.dna")) as link:
        link.execute("CREATE TABLE DOCUMENTS(ID)")
    assert "not one of Discourse Network Analyzer: it has no table STATEMENTS" in refused(tmp_path / "x.dna")


@pytest.mark.parametrize("table", [t for t in COLUMNS if t != "SETTINGS"])
def test_a_missing_table_is_named(tmp_path: Path, table: str) -> None:
    message = refused(make(tmp_path / "x.dna", f"DROP TABLE {table}"))
    assert f"no table {table}" in message


@pytest.mark.parametrize(
    ("table", "column"),
    [("STATEMENTS", "Stop"), ("ENTITIES", "Value"), ("DATABOOLEAN", "Value"), ("DOCUMENTS", "Date")],
)
def test_a_missing_column_is_named(tmp_path: Path, table: str, column: str) -> None:
    message = refused(make(tmp_path / "x.dna", f"ALTER TABLE {table} DROP COLUMN {column}"))
    assert f"the table {table} has no column {column}; it has ID," in message


def test_settings_may_be_missing(tmp_path: Path) -> None:
    database = found(tmp_path, "DROP TABLE SETTINGS")
    assert (database.made["version"], database.made["schema"], len(database["Claim"])) == ("", 3, 2)


def test_a_value_whose_entity_is_gone_is_left_empty(tmp_path: Path) -> None:
    database = found(tmp_path, "DELETE FROM ENTITIES WHERE ID = 3")
    assert database["Claim"].table["person"].tolist()[1] == "Ada"
    assert pd.isna(database["Claim"].table["person"][0])
    assert "1 value names an entity that is gone" in notes(database)
    assert "1 entity has a parent that is gone" in notes(database)


def test_a_statement_whose_document_is_gone_is_kept(tmp_path: Path) -> None:
    database = found(
        tmp_path, "DELETE FROM DOCUMENTS WHERE ID = 6", "UPDATE STATEMENTS SET DocumentId = NULL WHERE ID = 3"
    )
    table = database["Claim"].table
    assert table["document_id"].tolist() == ["5", "6"]
    assert table["created_at"].isna().tolist() == [False, True]
    assert database["Note"].table["document_id"].tolist() == ["none"]
    assert database.documents["document_id"].tolist() == ["none", "5", "6"]
    assert "statements name 1 document that" in notes(database)


def test_a_statement_whose_type_is_gone_is_kept(tmp_path: Path) -> None:
    database = found(tmp_path, "DELETE FROM STATEMENTTYPES WHERE ID = 2")
    assert {k: len(v) for k, v in database.statements.items()} == {"Claim": 2, "unknown type 2": 1}
    assert database["unknown type 2"].table["memo"].tolist() == ["long"]
    assert "1 statement has a type that is not in the database" in notes(database)


def test_a_statement_whose_coder_is_gone_is_kept(tmp_path: Path) -> None:
    database = found(tmp_path, "DELETE FROM CODERS WHERE ID = 2")
    assert database["Claim"].table["coder"].tolist() == ["unknown", "unknown"]
    assert "2 statements name coders that are not in the database" in notes(database)


def test_values_that_belong_to_nothing_are_counted(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        "INSERT INTO DATABOOLEAN VALUES (9, 77, 2, 1), (10, 1, 88, 1), (11, 3, 2, 1), (12, 1, 2, 0)",
        "UPDATE DATABOOLEAN SET Value = 5 WHERE ID = 2",
    )
    assert database["Claim"].table["agree"].tolist() == [pd.NA, 1]
    assert "3 values belong in DATABOOLEAN to no statement and variable that are there" in notes(database)
    assert "1 value in DATABOOLEAN come a second time; the first ones stand" in notes(database)
    assert "1 values of 'agree' are neither 0 nor 1" in notes(database)


def test_what_is_no_number_is_no_number(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        "UPDATE DATAINTEGER SET Value = 'many' WHERE ID = 1",
        "UPDATE DATAINTEGER SET Value = '7' WHERE ID = 2",
    )
    assert database["Claim"].table["strength"].tolist() == [7, pd.NA]


def test_offsets_outside_the_text_are_kept_and_counted(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        "UPDATE STATEMENTS SET Stop = 500 WHERE ID = 1",
        "UPDATE STATEMENTS SET Start = 4, Stop = 2 WHERE ID = 2",
        "UPDATE STATEMENTS SET Start = NULL WHERE ID = 3",
    )  # fmt: skip
    table = database["Claim"].table
    assert table["stop"].tolist() == [pd.NA, 500]
    assert pd.isna(table["start"][0])
    assert pd.isna(database["Note"].table["start"][0])
    assert "1 statements reach beyond the end of their text; kept as they are (the first is 1)" in notes(
        database
    )
    assert "1 statements have no possible span; it is left empty (the first is 2)" in notes(database)


@pytest.mark.parametrize(
    ("date", "wanted", "told"),
    [
        ("-5000000000", "1811-07-23 15:06:40", "1 document is dated before 1900"),
        ("NULL", None, "1 document has no date"),
        ("9223372036854775000", None, "1 document has a date too far off to be held"),
    ],
)
def test_odd_dates(tmp_path: Path, date: str, wanted: str | None, told: str) -> None:
    database = found(tmp_path, f"UPDATE DOCUMENTS SET Date = {date} WHERE ID = 5")
    moments = database["Claim"].table.set_index("statement_id")["created_at"]
    assert (None if pd.isna(moments["1"]) else str(moments["1"])) == wanted
    assert told in notes(database)
    if wanted is None:
        assert database["Claim"].table["statement_id"].tolist() == ["2", "1"]


def test_names_that_come_twice_or_mean_something_else(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        "UPDATE VARIABLES SET Variable = 'coder' WHERE ID = 2",
        "UPDATE VARIABLES SET Variable = 'person' WHERE ID = 3",
        "UPDATE CODERS SET Name = 'Admin'",
        "UPDATE STATEMENTTYPES SET Label = 'Claim'",
        "INSERT INTO VARIABLES VALUES (9, 'lost', 'short text', 99)",
        "UPDATE VARIABLES SET DataType = 'odd' WHERE ID = 5",
    )  # fmt: skip
    assert list(database.statements) == ["Claim", "Claim (2)"]
    assert [v.name for v in database["Claim"].variables] == ["person", "coder_", "person (3)"]
    assert database["Claim"].table["coder"].tolist() == ["Admin (2)"] * 2
    assert "the variable 'coder' is called 'coder_' here" in notes(database)
    assert "the variable 'lost' belongs to no statement type" in notes(database)
    assert "'memo' has the unknown kind 'odd'" in notes(database)


def test_no_statements_at_all(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        *(f"DELETE FROM {t}" for t in COLUMNS if t not in ("SETTINGS", "STATEMENTTYPES", "VARIABLES")),
    )
    assert (len(database.main), len(database.documents), len(database.coders)) == (0, 0, 0)
    (tmp_path / "y").mkdir()
    assert len(found(tmp_path / "y", "DELETE FROM STATEMENTTYPES", "DELETE FROM STATEMENTS").main) == 0


def test_a_locked_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from discourse.readers.dna import sqlite

    monkeypatch.setattr(sqlite, "_PATIENCE", 0.05)
    path = make(tmp_path / "x.dna")
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match=r"^x\.dna is in use by another program") as caught:
            read_database(path)
        assert "\n" not in str(caught.value)
        other.rollback()
    assert len(read_database(path).main) == 2


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make(tmp_path / "x.dna")

    def deny(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    with pytest.raises(InputError, match="may not be read; check its permissions"):
        read_database(path)


def test_a_file_that_breaks_off_or_is_damaged(tmp_path: Path) -> None:
    path = make(tmp_path / "x.dna")
    data = path.read_bytes()
    said = set()
    for part in range(1, 20):
        path.write_bytes(data[: max(len(data) * part // 20, 100)])
        with untouched(path):
            try:
                read_database(path)
            except DiscourseError as error:
                assert "x.dna" in str(error)
                assert "\n" not in str(error)
                said.add(str(error).split("(")[0])
    assert any("damaged or breaks off" in s for s in said)
    for at in range(100, len(data), len(data) // 40):
        path.write_bytes(data[:at] + bytes([255]) * 200 + data[at + 200 :])
        with untouched(path):
            try:
                read_database(path)
            except DiscourseError as error:
                assert "x.dna" in str(error)


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    database = found(tmp_path, "UPDATE ENTITIES SET Value = CAST(x'41ff' AS TEXT) WHERE ID = 2")
    assert database["Claim"].table["person"][1] == "A\ufffd"


def test_the_registered_reader_takes_only_sqlite(tmp_path: Path) -> None:
    assert sniff(Source.open(make(tmp_path / "x.dna"))) > 0.5
    assert sniff(Source.from_text("Ada,ban")) == 0
    with pytest.raises(InputError, match="pasted text is no SQLite database"):
        read(Source.from_text("Ada,ban"))
