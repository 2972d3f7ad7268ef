"""DNA's sample databases, both schemas, against what DNA itself exported, and the files left as they were."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from discourse.errors import InputError, OptionError
from discourse.model.statements import Statements, Variable
from discourse.readers.dna import read, read_database
from discourse.readers.dna import sqlite as files
from discourse.readers.source import Source
from discourse.writers.dna import write_dna


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "dna"


def state(folder: Path) -> dict[str, Any]:
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.iterdir()} | {
        "": folder.stat().st_mtime_ns
    }


@pytest.mark.shared
@pytest.mark.parametrize("name", ["sample_dna3.dna", "sample_dna2.dna"])
def test_statements_are_those_that_dna_exports(folder: Path, name: str) -> None:
    raw = pd.read_csv(folder / "reference" / "statements.csv", dtype=str, keep_default_na=False)
    database = read_database(folder / name)
    found = database.main
    assert len(found) == len(raw) == 40
    columns = ("document_id", "start", "stop", "person", "organization", "concept", "agreement")
    for column in columns:
        values = found.table[column].astype("str").where(found.table[column].notna(), "")
        assert values.tolist() == raw[column].tolist(), column
    dates = found.table["created_at"].dt.strftime("%Y-%m-%d %H:%M:%S")
    assert dates.tolist() == raw["date"].tolist()
    texts = dict(zip(found.documents["document_id"], found.documents["text"], strict=True))
    cut = [
        texts[d][a:b]
        for d, a, b in zip(*(found.table[n] for n in ("document_id", "start", "stop")), strict=True)
    ]
    assert cut == raw["text"].tolist()
    for column in ("author", "source", "section", "type", "title"):
        codes = found.coded(f"document_{column}")
        assert [codes.labels[c] if c >= 0 else "" for c in codes.codes] == raw[f"document_{column}"].tolist()
    numbers = {n: str(i) for i, n in enumerate(database.coders["name"], 1)}
    assert [numbers[c] for c in found.table["coder"]] == raw["coder"].tolist()
    if name == "sample_dna3.dna":
        assert found.table["statement_id"].tolist() == raw["id"].tolist()


@pytest.mark.shared
def test_both_schemas_hold_the_same(folder: Path) -> None:
    two, three = (read_database(folder / f"sample_dna{n}.dna") for n in (2, 3))
    for kind in ("DNA Statement", "Annotation"):
        a, b = two[kind], three[kind]
        pd.testing.assert_frame_equal(
            a.table.drop(columns=["statement_id", "coder"]), b.table.drop(columns=["statement_id", "coder"])
        )
        assert a.variables == b.variables
        by = ["variable", "id"]
        pd.testing.assert_frame_equal(
            a.entities.sort_values(by, ignore_index=True), b.entities.sort_values(by, ignore_index=True)
        )
    pd.testing.assert_frame_equal(two.documents, three.documents)
    pd.testing.assert_frame_equal(two.regexes, three.regexes)
    assert two.coders["name"].tolist() == three.coders["name"].tolist()
    assert (two.made["schema"], three.made["schema"]) == (2, 3)


@pytest.mark.shared
def test_what_a_database_holds(folder: Path) -> None:
    database = read_database(folder / "sample_dna3.dna")
    assert {k: len(v) for k, v in database.statements.items()} == {
        "DNA Statement": 40,
        "NPF Story Element": 0,
        "Annotation": 1,
    }
    assert database.main_type == "DNA Statement"
    assert database["NPF Story Element"].variables[0].name == "narrator"
    assert database["DNA Statement"].variables[-1] == Variable("agreement", "boolean")
    assert database["Annotation"].table["note"][0].startswith("This is a note.")
    assert database.types["color"].tolist() == ["#efd033", "#64c8be", "#d3d3d3"]
    assert database.regexes.iloc[0].tolist() == ["C[Oo0]2", "#ff0000"]
    people = database.main.entities[database.main.entities["variable"] == "person"]
    assert people.iloc[0][["id", "label", "color", "Type"]].tolist() == ["Joel Bluestein"] * 2 + [
        "#ff9900",
        "Business",
    ]
    assert "" not in database.main.entities["id"].tolist()
    with pytest.raises(OptionError, match="Did you mean 'Annotation'"):
        database["Anotation"]


@pytest.mark.shared
def test_the_reader_takes_one_type_and_says_which_others_there_are(folder: Path) -> None:
    source = Source.open(folder / "sample_dna3.dna")
    assert len(source.data) < 1000
    found = read(source)
    assert found.made["dna"]["statement_type"] == "DNA Statement"
    assert found.made["dna"]["other_types"] == {"NPF Story Element": 0, "Annotation": 1}
    assert (found.made["dna"]["schema"], found.made["dna"]["file"]) == (3, "sample_dna3.dna")
    assert found.made["dna"]["sha256"] == source.sha256
    assert len(read(source, statement_type="Annotation")) == 1
    with pytest.raises(OptionError, match="There are: DNA Statement, NPF Story Element, Annotation"):
        read(source, statement_type="Claims")


@pytest.mark.shared
def test_the_file_and_its_folder_stay_as_they_were(folder: Path, tmp_path: Path) -> None:
    shutil.copyfile(folder / "sample_dna3.dna", tmp_path / "x.dna")
    (tmp_path / "x.dna").chmod(0o444)
    tmp_path.chmod(0o555)
    before = state(tmp_path)
    try:
        assert len(read_database(tmp_path / "x.dna").main) == 40
        assert state(tmp_path) == before
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.shared
def test_passwords_are_never_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = files._connect
    asked: list[str] = []

    def watched(*args: Any, **options: Any) -> sqlite3.Connection:
        link = connect(*args, **options)

        def rule(action: int, table: str | None, column: str | None, *_: Any) -> int:
            if action == sqlite3.SQLITE_READ:
                asked.append(str(column))
            return sqlite3.SQLITE_DENY if column == "Password" else sqlite3.SQLITE_OK

        link.set_authorizer(rule)
        return link

    monkeypatch.setattr(files, "_connect", watched)
    assert read_database(folder / "sample_dna3.dna").coders["name"].tolist() == [
        "Admin",
        "Coder 1",
        "Coder 2",
        "Coder 3",
    ]
    assert "Name" in asked
    assert "Password" not in asked


def small(path: Path) -> Statements:
    found = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)])
    write_dna(found, path)
    return found


def test_what_stands_in_a_write_ahead_log_is_read_and_left_alone(tmp_path: Path) -> None:
    live = tmp_path / "live.dna"
    small(live)
    (tmp_path / "left").mkdir()
    with closing(sqlite3.connect(live)) as link:
        link.execute("PRAGMA journal_mode = WAL")
        link.execute("UPDATE ENTITIES SET Value = 'Cy' WHERE Value = 'Ada'")
        link.commit()
        for end in ("", "-wal"):
            shutil.copyfile(f"{live}{end}", tmp_path / "left" / f"x.dna{end}")
    before = state(tmp_path / "left")
    assert read_database(tmp_path / "left" / "x.dna").main.entities.empty
    assert state(tmp_path / "left") == before
    assert "Cy" in read_database(tmp_path / "left" / "x.dna").main.table["commenter"].tolist()


def test_a_database_in_write_ahead_mode_without_a_log_makes_no_files(tmp_path: Path) -> None:
    small(tmp_path / "x.dna")
    with closing(sqlite3.connect(tmp_path / "x.dna")) as link:
        link.execute("PRAGMA journal_mode = WAL")
    before = state(tmp_path)
    assert list(before) == ["x.dna", ""]
    assert len(read_database(tmp_path / "x.dna").main) == 2
    assert state(tmp_path) == before


def test_what_a_program_that_broke_off_began_is_not_read(tmp_path: Path) -> None:
    small(tmp_path / "live.dna")
    (tmp_path / "left").mkdir()
    with closing(sqlite3.connect(tmp_path / "live.dna")) as link:
        link.execute("PRAGMA cache_size = 1")
        link.execute("PRAGMA cache_spill = 1")
        link.execute("UPDATE ENTITIES SET Value = 'Cy' WHERE Value = 'Ada'")
        link.execute("CREATE TABLE BIG(x)")
        link.executemany("INSERT INTO BIG VALUES (?)", [("y" * 4000,)] * 60)
        for end in ("", "-journal"):
            shutil.copyfile(tmp_path / f"live.dna{end}", tmp_path / "left" / f"x.dna{end}")
        link.rollback()
    assert (tmp_path / "left" / "x.dna-journal").stat().st_size > 0
    before = state(tmp_path / "left")
    assert sorted(read_database(tmp_path / "left" / "x.dna").main.table["commenter"]) == ["Ada", "Ben"]
    assert state(tmp_path / "left") == before


def test_offsets_are_code_points(tmp_path: Path) -> None:
    text = "a\U0001f600b \u05d0 \U0001f4a9\U0001f4a9 end"
    about = pd.DataFrame({"document_id": ["1"], "text": [text]})
    words = ["\U0001f600b", "\u05d0", "\U0001f4a9", "end", text]
    spans = [(text.index(w), text.index(w) + len(w)) for w in words]
    table = Statements.from_rows([("Ada", w, 1) for w in words]).table
    table = table.assign(document_id="1", start=[a for a, _ in spans], stop=[b for _, b in spans])
    write_dna(Statements(table, documents=about), tmp_path / "x.dna")
    with closing(sqlite3.connect(tmp_path / "x.dna")) as link:
        raw = link.execute("SELECT Start, Stop FROM STATEMENTS ORDER BY ID").fetchall()
    java = text.encode("utf-16-le")
    assert [java[2 * a : 2 * b].decode("utf-16-le") for a, b in raw] == words
    found = read_database(tmp_path / "x.dna").main.table
    assert list(zip(found["start"], found["stop"], strict=True)) == spans


def test_many_rows_are_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    rows = [
        (f"p{a}", f"c{b}", int(s))
        for a, b, s in zip(*rng.integers(0, 9, (2, 400)), rng.integers(-1, 2, 400), strict=True)
    ]
    found = Statements.from_rows(rows)
    write_dna(found, tmp_path / "x.dna")
    with closing(sqlite3.connect(tmp_path / "x.dna")) as link:
        link.execute("DELETE FROM DATAINTEGER WHERE StatementId BETWEEN 100 AND 300")
        link.commit()
    for size in (7, 100, 10_000):
        monkeypatch.setattr(files, "_CHUNK", size)
        table = read_database(tmp_path / "x.dna").main.table
        kept = [i for i in range(400) if not 99 <= i < 300]
        assert table["commenter"].tolist() == found.table["commenter"].tolist()
        assert table["stance"].iloc[kept].tolist() == found.table["stance"].iloc[kept].tolist()
        assert table["stance"].iloc[99:300].isna().all()


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    place = tmp_path / "50% é?#&mode=rw x.dna"
    small(place)
    assert len(read_database(place).main) == 2
    assert os.listdir(tmp_path) == [place.name]  # noqa: PTH208


@pytest.mark.shared
def test_a_missing_table_of_the_older_schema_is_named(folder: Path, tmp_path: Path) -> None:
    shutil.copyfile(folder / "sample_dna2.dna", tmp_path / "x.dna")
    with closing(sqlite3.connect(tmp_path / "x.dna")) as link:
        link.execute("DROP TABLE ATTRIBUTES")
    with pytest.raises(InputError, match="no table ATTRIBUTES, which every database of DNA 2 has"):
        read_database(tmp_path / "x.dna")
