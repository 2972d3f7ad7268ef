"""Every registered reader on awkward files: what it holds, or one sentence, and never a traceback."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

import discourse as ds
from discourse.errors import DiscourseError
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.model.statements import Statements
from discourse.readers import TABLE

THREAD = (
    "Storm over Westhaven\n\nThe harbour was closed.\n\n\n"
    "Ada Low\n\nIran out of here.\n\nBen Ray\n\n@Ada Low no.\n"
)
GOOD: dict[str, tuple[str, str, type]] = {
    "thread": ("t.txt", THREAD, Corpus),
    "csv": ("t.csv", "author,text\nAda,Iran out\nBen,no\n", Corpus),
    "jsonl": ("t.jsonl", '{"author": "Ada", "text": "Iran out"}\n{"author": "Ben", "text": "no"}\n', Corpus),
    "statements": (
        "s.csv",
        "statement_id,document_id,coder,commenter,narrative,stance\ns1,d,hand,Ada,out,1\n",
        Statements,
    ),
    "network": ("n.csv", "source,target,weight\na,b,1\nb,c,-2\n", Network),
}


def good(name: str, folder: Path) -> tuple[Path, type]:
    """Write a good file of a format; return where it is and what it holds."""
    if name == "dna":
        path = folder / "d.dna"
        ds.write_dna(Statements.from_rows([("Ada", "out", 1), ("Ben", "out", -1)]), path)
        return path, Statements
    file, text, kind = GOOD[name]
    (folder / file).write_text(text, encoding="utf-8")
    return folder / file, kind


AWKWARD: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n \n",
    "nul": b"a,b\n\x00\x00,\x00\n",
    "random": bytes((i * 37 + 11) % 256 for i in range(3000)),
    "latin-1": "Zoë\n\nCafé à la carte, c'est fini.\n".encode("latin-1"),
    "utf-16": THREAD.encode("utf-16"),
    "utf-32": THREAD.encode("utf-32"),
    "bom": b"\xef\xbb\xbf" + THREAD.encode(),
    "old mac": THREAD.replace("\n", "\r").encode(),
    "half a character": THREAD.encode()[:-2] + "é".encode()[:1],
    "one quote": b'author,text\nAda,"never closed\n',
    "ragged": b"author,text\nAda,hi,more,and more\nBen\n",
    "brackets": b"[" * 20_000,
    "doctype": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>',
    "numbers": b"1\n2\n3\n",
    "zip": b"PK\x03\x04" + bytes(100),
    "pdf": b"%PDF-1.7\n" + bytes(100),
}


@pytest.mark.parametrize("name", TABLE)
def test_every_reader_has_a_good_example_here_and_is_found_by_content(name: str, tmp_path: Path) -> None:
    path, kind = good(name, tmp_path)
    forced, found = ds.read(path, format=name), ds.read(path)
    assert isinstance(forced, kind)
    assert type(found) is type(forced)
    assert found.digest == forced.digest


@pytest.mark.parametrize("case", AWKWARD)
@pytest.mark.parametrize("name", TABLE)
def test_awkward_files(name: str, case: str, tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(AWKWARD[case])
    try:
        found = ds.read(path, format=name)
    except DiscourseError as error:
        assert "file.txt" in str(error)
        return
    if isinstance(found, Corpus):
        counts = found.audit.groupby("action")["rows"].sum()
        assert counts.get("read", 0) == counts.get("kept", 0) + counts.get("dropped", 0)
        assert counts.get("read", 0) > 0


@pytest.mark.parametrize("name", TABLE)
def test_truncated_at_every_tenth(name: str, tmp_path: Path) -> None:
    path, _ = good(name, tmp_path)
    data, file = path.read_bytes(), path.name
    for part in range(1, 10):
        path.write_bytes(data[: len(data) * part // 10])
        try:
            ds.read(path, format=name)
        except DiscourseError as error:
            assert file in str(error)


@pytest.mark.parametrize("name", TABLE)
def test_sniffing_is_a_share_and_never_fails(name: str, tmp_path: Path) -> None:
    from discourse.readers.source import Source

    sniff = import_module(TABLE.entry(name).target.partition(":")[0]).sniff
    for data in AWKWARD.values():
        path = tmp_path / "file"
        path.write_bytes(data)
        try:
            source = Source.open(path)
        except DiscourseError:
            continue
        assert 0.0 <= sniff(source) <= 1.0


@pytest.mark.parametrize("name", TABLE)
def test_unknown_options_are_refused(name: str, tmp_path: Path) -> None:
    path, _ = good(name, tmp_path)
    with pytest.raises(DiscourseError, match="takes no option 'nonsense'"):
        ds.read(path, format=name, nonsense=1)
