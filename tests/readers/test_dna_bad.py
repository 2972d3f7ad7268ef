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
    assert "1 value in DATABOOLEAN comes a second time; the first one stands" in notes(database)
    assert "1 value of 'agree' is neither 0 nor 1" in notes(database)


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
    told = notes(database)
    assert "1 statement reaches beyond the end of its text; kept as it is (statement 1)" in told
    assert "1 statement has no possible span; it is left empty (statement 2)" in told


@pytest.mark.parametrize(
    ("date", "wanted", "told"),
    [
        ("-5000000000", "1811-07-23 15:06:40", "1 document is dated before 1900"),
        ("NULL", None, "1 document has no date"),
        (
            "9223372036854775000",
            None,
            "before the year 1 or after 9999, taken as missing (the first is 92233",
        ),
        ("253402300799", "9999-12-31 23:59:59", ""),
        ("253402300800", None, "1 document has a date too far off to be held"),
        ("-62135596800", "0001-01-01 00:00:00", "1 document is dated before 1900"),
        ("-62135596801", None, "1 document has a date too far off to be held"),
        ("1709251200000", None, "DNA counts seconds, and it looks like milliseconds; divide by 1000"),
        ("1709251200000000", None, "it looks like microseconds; divide by 1000000"),
        ("1709251200000000000", None, "it looks like nanoseconds; divide by 1000000000"),
    ],
)
def test_odd_dates(tmp_path: Path, date: str, wanted: str | None, told: str) -> None:
    database = found(tmp_path, f"UPDATE DOCUMENTS SET Date = {date} WHERE ID = 5")
    moments = database["Claim"].table.set_index("statement_id")["created_at"]
    assert (None if pd.isna(moments["1"]) else str(moments["1"])) == wanted
    assert told in notes(database)
    assert bool(notes(database)) == bool(told)
    for moment in moments.dropna():
        assert moment.to_pydatetime().year >= 1
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


def test_milliseconds_in_a_whole_table_are_counted_once(tmp_path: Path) -> None:
    database = found(tmp_path, "UPDATE DOCUMENTS SET Date = (1709251200 + ID) * 1000")
    assert database["Claim"].table["created_at"].isna().all()
    assert notes(database) == (
        "2 documents have dates too far off to be held, taken as missing (the first is 1709251205000): DNA counts "
        "seconds, and they look like milliseconds; divide by 1000"
    )


@pytest.mark.shared
def test_dna_2_counts_milliseconds(shared: Path, tmp_path: Path) -> None:
    place = tmp_path / "x.dna"
    place.write_bytes((shared / "data" / "dna" / "sample_dna2.dna").read_bytes())
    with closing(sqlite3.connect(place)) as link:
        link.execute("UPDATE DOCUMENTS SET Date = Date * 1000")
        link.commit()
    database = read_database(place)
    assert database.documents["date"].isna().all()
    assert "DNA counts milliseconds, and they look like microseconds; divide by 1000" in notes(database)


def test_nulls_everywhere(tmp_path: Path) -> None:
    """Everything that may be NULL is, and every variable still has its type."""
    edits = []
    for table, columns in COLUMNS.items():
        names = [c.split()[0] for c in columns.split(", ")]
        kept = ("ID", "StatementTypeId", "VariableId", "StatementId", "EntityId", "AttributeVariableId")
        blank = [f"{n} = NULL" for n in names if n not in kept]
        edits += [f"UPDATE {table} SET {', '.join(blank)}"] if blank else []
    edits.append("UPDATE VARIABLES SET Variable = 'person' WHERE ID = 1")
    database = found(tmp_path, *edits)
    assert {k: len(v) for k, v in database.statements.items()} == {"": 2, " (2)": 1}
    assert database.attributes.values.tolist() == [["", "person", ""]]
    assert "1 attribute has the name of an earlier one; it is taken for the same (the first is '')" in notes(
        database
    )


@pytest.mark.parametrize("table", list(COLUMNS))
def test_nulls_in_one_table(tmp_path: Path, table: str) -> None:
    names = [c.split()[0] for c in COLUMNS[table].split(", ")]
    database = found(tmp_path, f"UPDATE {table} SET {', '.join(f'{n} = NULL' for n in names if n != 'ID')}")
    assert sum(map(len, database.statements.values())) == 3


def test_where_an_attribute_comes_twice_the_first_value_stands(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        "INSERT INTO ATTRIBUTEVARIABLES VALUES (3, 1, 'Type'), (4, 1, 'label'), (5, 99, 'lost')",
        "INSERT INTO ATTRIBUTEVALUES VALUES (0, 2, 4, 'small'), (8, 2, 3, 'NGO'), (9, 3, 4, 'short')",
    )
    people = database["Claim"].entities.set_index("id")
    assert people.loc[["Ada", "Ben"], "label_"].tolist() == ["tall", "short"]
    assert people.loc["Ada", "Type"] == "NGO"
    assert database.attributes["attribute"].tolist() == ["label_", "Type"]
    told = notes(database)
    assert (
        "2 attributes have the names of earlier ones; they are taken for the same (the first is 'Type')"
        in told
    )
    assert "1 attribute belongs to no variable that is there" in told


def test_entities_that_come_twice_are_one(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        "INSERT INTO ENTITIES VALUES (6, 1, 'Ada', 1, 1, 1, NULL), (7, 1, NULL, 9, 9, 9, NULL), "
        "(8, 1, '', 9, 9, 9, NULL)",
        "UPDATE DATASHORTTEXT SET Entity = 6 WHERE ID = 2",
    )
    people = database["Claim"].entities
    assert people[["id", "color"]].values.tolist() == [
        ["Ada", "#ff0000"],
        ["Ben", "#000000"],
        ["", "#090909"],
    ]
    assert database["Claim"].table["person"].tolist() == ["Ada", "Ada"]
    assert "2 entities have the names of earlier ones (the first is the person 'Ada')" in notes(database)


def test_links_and_relations_that_lead_nowhere_are_counted(tmp_path: Path) -> None:
    database = found(
        tmp_path,
        "CREATE TABLE VARIABLELINKS(ID, SourceVariableId, TargetVariableId)",
        "INSERT INTO VARIABLELINKS VALUES (1, 1, 4), (2, 1, 99)",
        "CREATE TABLE CODERRELATIONS(ID, Coder, OtherCoder)",
        "INSERT INTO CODERRELATIONS VALUES (1, 1, 2), (2, 2, 2)",
    )
    assert database.links.values.tolist() == [["Claim", "person", "Note", "person"]]
    assert database.relations[["coder", "other"]].values.tolist() == [["Admin", "Zoe"]]
    assert "1 link of variables leads nowhere; left out" in notes(database)
    assert "1 coder stands in a relation with itself; left out" in notes(database)


@pytest.mark.parametrize("several", [False, True])
def test_notes_count_in_the_singular_and_in_the_plural(tmp_path: Path, several: bool) -> None:
    more = "" if several else " LIMIT 1"
    at = f"WHERE ID IN (SELECT ID FROM STATEMENTS WHERE StatementTypeId = 1{more})"
    database = found(
        tmp_path,
        f"UPDATE STATEMENTS SET Coder = 99 {at}",
        f"UPDATE STATEMENTS SET Start = 9, Stop = 2 {at}",
        f"UPDATE DATASHORTTEXT SET Entity = 99 {at}",
        f"UPDATE DATABOOLEAN SET Value = 7 {at}",
        f"INSERT INTO ENTITIES(ID, VariableId, Value) SELECT 50 + ID, 99, 'x' FROM STATEMENTS {at}",
        f"INSERT INTO DATAINTEGER SELECT 50 + ID, 77, 3, 1 FROM STATEMENTS {at}",
        f"INSERT INTO DATABOOLEAN SELECT 50 + ID, ID, 2, 1 FROM STATEMENTS {at}",
        f"INSERT INTO ATTRIBUTEVALUES SELECT 50 + ID, 99, 1, 'x' FROM STATEMENTS {at}",
    )
    one = [
        "1 attribute value belongs to no entity that is there; left out",
        "1 entity belongs to no variable that is there; left out",
        "1 value in DATABOOLEAN comes a second time; the first one stands",
        "1 value belongs in DATAINTEGER to no statement and variable that are there; left out",
        "1 value names an entity that is gone; left empty",
        "1 statement has no possible span; it is left empty (statement 1)",
        "1 statement names a coder that is not in the database; its coder is 'unknown'",
        "1 value of 'agree' is neither 0 nor 1; left empty",
    ]
    many = [
        "2 attribute values belong to no entity that is there; left out",
        "2 entities belong to no variable that is there; left out",
        "2 values in DATABOOLEAN come a second time; the first ones stand",
        "2 values belong in DATAINTEGER to no statement and variable that are there; left out",
        "2 values name entities that are gone; left empty",
        "2 statements have no possible span; it is left empty (the first is 2)",
        "2 statements name coders that are not in the database; their coder is 'unknown'",
        "2 values of 'agree' are neither 0 nor 1; left empty",
    ]
    assert sorted(database.made["notes"]) == sorted(many if several else one)


def test_what_cannot_be_put_together_names_the_file(tmp_path: Path) -> None:
    loose = "CREATE TABLE loose AS SELECT * FROM DOCUMENTS"
    message = refused(
        make(
            tmp_path / "x.dna", loose, "DROP TABLE DOCUMENTS", "ALTER TABLE loose RENAME TO DOCUMENTS",
            "UPDATE DOCUMENTS SET ID = 5",
        )
    )  # fmt: skip
    assert message.startswith("x.dna holds what cannot be put together: ")
    assert "'document_id' '5' in row 1 comes twice" in message
    assert message.endswith("correct it in DNA, or restore a copy")


@pytest.mark.parametrize("table", ["CODERS", "DOCUMENTS", "ENTITIES"])
def test_a_row_without_a_number_is_told(tmp_path: Path, table: str) -> None:
    edits = [f"CREATE TABLE loose AS SELECT * FROM {table}", f"DROP TABLE {table}"]
    edits += [f"ALTER TABLE loose RENAME TO {table}", f"UPDATE {table} SET ID = NULL"]
    message = refused(make(tmp_path / "x.dna", *edits))
    assert f"a row of the table {table} has no whole number as its ID" in message


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04" + bytes(100), b"Ada\n\nHello\n", b"", b"PAR1" + bytes(20) + b"PAR1", b"\xff\xfe"]
)
@pytest.mark.parametrize("name", ["x.dna", "x.DNA"])
def test_what_is_called_dna_and_is_none(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    what = "is empty and so no SQLite database" if not data else "is no SQLite database"
    what += ", as every .dna file is; check that it "
    what += "was saved or copied whole" if not data else "is the right file"
    for reading in (Source.open, read_database):
        with pytest.raises(InputError) as caught:
            reading(path)
        assert str(caught.value) == f"{name} {what}"


def test_a_folder_called_dna_and_a_dna_file_that_breaks_off_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder.dna").mkdir()
    (tmp_path / "x.dna").write_bytes(b"SQLite format 3\x00" + bytes(20))
    for reading in (Source.open, read_database):
        with pytest.raises(InputError, match=r"folder\.dna is a folder; name a file in it"):
            reading(tmp_path / "folder.dna")
        with pytest.raises(InputError, match=r"^x\.dna .*breaks off"):
            reading(tmp_path / "x.dna")
        with pytest.raises(InputError, match="there is no such file"):
            reading(tmp_path / "none.dna")


def test_text_that_is_read_as_a_database(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Ada")
    with pytest.raises(InputError, match=r"^x\.txt is no SQLite database.*check that it is the right file"):
        read(Source.open(tmp_path / "x.txt"))
