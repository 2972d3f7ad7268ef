"""Databases on servers: the same code through SQLAlchemy, and refusals that never tell the password."""

from __future__ import annotations

import builtins
import socket
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy
from sqlalchemy.exc import OperationalError, ProgrammingError

from discourse.errors import InputError, MissingExtra
from discourse.model.statements import Statements
from discourse.readers.dna import read_database, server
from discourse.writers.dna import write_dna

SECRET = "s3cret/p@ss"
QUOTED = "s3cret%2Fp%40ss"


@pytest.mark.shared
@pytest.mark.parametrize("name", ["sample_dna3.dna", "sample_dna2.dna"])
def test_the_same_statements_through_sqlalchemy(
    shared: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_CHUNK", 13)
    place = shared / "data" / "dna" / name
    before = place.read_bytes()
    one, two = read_database(place), read_database(f"sqlite:///{place}")
    for label, part in one.statements.items():
        for table in ("table", "entities", "documents"):
            pd.testing.assert_frame_equal(getattr(part, table), getattr(two[label], table))
        assert part.variables == two[label].variables
    pd.testing.assert_frame_equal(one.coders, two.coders)
    assert sorted(one.regexes["pattern"]) == sorted(two.regexes["pattern"])
    assert place.read_bytes() == before


def test_names_of_tables_and_columns_may_be_in_lower_case(tmp_path: Path) -> None:
    found = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)])
    write_dna(found, tmp_path / "x.dna")
    with (
        closing(sqlite3.connect(tmp_path / "x.dna")) as old,
        closing(sqlite3.connect(tmp_path / "y.dna")) as new,
    ):
        for (name,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            columns = [c[1].lower() for c in old.execute(f"PRAGMA table_info({name})")]
            new.execute(f"CREATE TABLE {name.lower()}({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            new.executemany(
                f"INSERT INTO {name.lower()} VALUES ({marks})", old.execute(f"SELECT * FROM {name}")
            )
        new.commit()
    same = read_database(f"sqlite:///{tmp_path / 'y.dna'}").main
    pd.testing.assert_frame_equal(same.table, found.table)


def refused(url: str) -> str:
    with pytest.raises(InputError) as caught:
        read_database(url)
    message = str(caught.value)
    assert "\n" not in message
    for secret in (SECRET, QUOTED, "s3cret"):
        assert secret not in message
        assert secret not in repr(caught.value)
    return message


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_nobody_listens(dialect: str) -> None:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))  # bound, but not listening
        port = held.getsockname()[1]
        message = refused(f"{dialect}://bob:{QUOTED}@127.0.0.1:{port}/debate")
    assert message.startswith(f"{dialect}://127.0.0.1:{port}/debate: no database answers there")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OperationalError, f'FATAL: password authentication failed for user "bob" ({SECRET})'),
        (ProgrammingError, "{'S': 'FATAL', 'C': '28P01', 'M': 'no pg_hba.conf entry'}"),
        (
            OperationalError,
            f"(1045, \"Access denied for user 'bob'@'localhost' (using password: YES) {SECRET}\")",
        ),
    ],
)
def test_a_wrong_password(monkeypatch: pytest.MonkeyPatch, error: type[Exception], told: str) -> None:
    class Engine:
        def connect(self) -> Any:
            raise error("SELECT 1", {"password": SECRET}, Exception(told))  # type: ignore[call-arg]

        def dispose(self) -> None: ...

    monkeypatch.setattr(sqlalchemy, "create_engine", lambda *a, **k: Engine())
    message = refused(f"postgresql://bob:{QUOTED}@db.example/debate")
    assert message.startswith("postgresql://db.example/debate: the server refuses this name and password")


def test_another_error_is_told_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    class Engine:
        def connect(self) -> Any:
            raise OperationalError("SELECT 1", {}, Exception(f"something odd\nwith {SECRET} in it"))

        def dispose(self) -> None: ...

    monkeypatch.setattr(sqlalchemy, "create_engine", lambda *a, **k: Engine())
    assert "something odd with *** in it" in refused(f"mysql://bob:{QUOTED}@db.example/debate")


def test_what_is_no_url_of_a_database(tmp_path: Path) -> None:
    assert "this is no URL of a database" in refused("://")
    assert "nonsense:// is no server that DNA's databases stand on" in refused(
        f"nonsense://bob:{QUOTED}@db.example/debate"
    )
    assert "there is no such file" in refused(f"sqlite:///{tmp_path}/none.dna")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["sqlalchemy", "pg8000"])
def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **options: Any) -> Any:
        if name.partition(".")[0] == missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"discourse-toolkit\[sql\]") as caught:
        read_database(f"postgresql://bob:{QUOTED}@db.example/debate")
    assert "s3cret" not in str(caught.value)


def test_made_tells_no_password(tmp_path: Path) -> None:
    write_dna(Statements.from_rows([("Ada", "ban", 1)]), tmp_path / "x.dna")
    database = read_database(f"sqlite:///{tmp_path / 'x.dna'}?timeout=3")
    assert database.made["file"] == f"sqlite:///{tmp_path / 'x.dna'}"
    assert "timeout" not in str(database.main.made)


def test_another_kind_of_server_is_refused() -> None:
    with pytest.raises(InputError, match="oracle:// is no server that DNA's databases stand on"):
        read_database("oracle://a:b@c/d")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://", "has no name, no host and no database"),
        ("mysql://", "has no name, no host and no database"),
        (f"postgresql://bob:{QUOTED}@db.example", "has no database"),
        (f"postgresql+pg8000://bob:{QUOTED}@/debate", "has no host"),
        ("mysql://db.example/", "has no name and no database"),
    ],
)
def test_a_url_that_lacks_something(url: str, told: str) -> None:
    message = refused(url)
    dialect = url.partition("+")[0].partition(":")[0]
    assert message == (
        f"this URL of a {dialect} database {told}: write it as in {dialect}://name:password@host/database"
    )


def test_a_driver_that_cannot_use_the_options_of_a_url() -> None:
    message = refused("postgresql://?nonsense=1")
    assert message.startswith("postgresql:///")
    assert refused(f"postgresql://bob:{QUOTED}@db.example/debate?nonsense=1").startswith(
        "postgresql://db.example/"
    )


@pytest.mark.parametrize("error", [TypeError, ValueError, KeyError, AttributeError, RuntimeError])
def test_an_error_of_the_driver_itself(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    class Engine:
        def connect(self) -> Any:
            raise error(f"bad argument\n{SECRET} or {QUOTED}")

        def dispose(self) -> None: ...

    monkeypatch.setattr(sqlalchemy, "create_engine", lambda *a, **k: Engine())
    message = refused(f"mysql://bob:{QUOTED}@db.example/debate")
    assert message.startswith("mysql://db.example/debate cannot be read: ")
    assert "bad argument" in message
