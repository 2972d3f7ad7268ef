"""Large and packed files: their lines, their bytes, their fingerprint, and what is wrong with them."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import InputError
from discourse.readers.detect import detect
from discourse.readers.source import Source, disk, source, streaming, unpacking

TEXT = "".join(
    f'{{"id": "{i}", "author": "Zoë {i % 7}", "text": "no, {i * i} “times” 😀"}}\n' for i in range(2000)
)
DATA = TEXT.encode()


def zipped(data: bytes, name: str = "comments.jsonl") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._x", "debris")
        archive.writestr("folder/", "")
        archive.writestr(f"folder/{name}", data)
    return buffer.getvalue()


PACK: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": (".gz", gzip.compress),
    "bzip2": (".bz2", bz2.compress),
    "xz": (".xz", lzma.compress),
    "zstd": (".zst", zstandard.compress),
    "zip": (".zip", zipped),
}
PACKED = [pytest.param(how, id=how) for how in PACK]


def put(folder: Path, data: bytes, name: str = "t.jsonl") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few kilobytes a large file."""
    monkeypatch.setattr(source, "MOST_WHOLE", 20_000)
    monkeypatch.setattr(source, "FIRST", 5000)
    monkeypatch.setattr(unpacking, "BLOCK", 1000)


@pytest.mark.parametrize("how", PACKED)
def test_a_packed_file_reads_as_what_is_in_it(tmp_path: Path, how: str) -> None:
    ending, pack = PACK[how]
    data = pack(DATA)
    found = Source.open(put(tmp_path, data, "River.jsonl" + ending))
    assert (found.text, found.data, found.whole, found.packing) == (TEXT, DATA, True, how)
    assert (found.name, found.stem, found.suffix) == ("River.jsonl" + ending, "River", ".jsonl")
    record = found.record("jsonl")
    assert (record["packing"], record["bytes"]) == (how, len(data))
    assert record["sha256"] == hashlib.sha256(data).hexdigest()
    assert found.stream().read() == DATA
    assert detect(found) == "jsonl"


@pytest.mark.parametrize("how", PACKED)
def test_packing_is_told_by_content_not_by_name(tmp_path: Path, how: str) -> None:
    assert Source.open(put(tmp_path, PACK[how][1](DATA), "comments")).text == TEXT
    assert Source.open(put(tmp_path, DATA, "comments.jsonl" + PACK[how][0])).suffix == ".jsonl"


def test_a_zip_takes_the_ending_of_its_file(tmp_path: Path) -> None:
    found = Source.open(put(tmp_path, zipped(DATA, "a.JSONL"), "export-2024.01.zip"))
    assert (found.stem, found.suffix) == ("export-2024.01", ".jsonl")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("how", ["", *PACK])
def test_a_large_file_is_streamed(tmp_path: Path, how: str) -> None:
    ending, pack = PACK.get(how, ("", bytes))
    data = pack(DATA)
    found = Source.open(put(tmp_path, data, "t.jsonl" + ending))
    assert not found.whole
    assert TEXT.startswith(found.start)
    assert 4000 < len(found.start) <= 5000
    assert found.head == TEXT[:4096]
    assert list(found.lines()) == list(enumerate(TEXT.splitlines(), 1))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    with found.stream() as stream:
        assert stream.readline() == DATA[: DATA.index(b"\n") + 1]
        assert stream.read() == DATA[DATA.index(b"\n") + 1 :]
    assert (found.repair, found.misread) == ("", 0)
    assert found.data == DATA
    assert found.text == found.raw == TEXT
    assert found.preview.whole
    assert TEXT.startswith(found.preview.text)
    assert found.preview.text.endswith("\n")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("how", ["", *PACK])
def test_the_fingerprint_needs_no_reading_and_minds_half_a_reading(tmp_path: Path, how: str) -> None:
    ending, pack = PACK.get(how, ("", bytes))
    data = pack(DATA)
    found = Source.open(put(tmp_path, data, "t.jsonl" + ending))
    lines = found.lines()
    for _ in range(900):
        next(lines)
    assert next(found.lines())[0] == 1
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert next(lines)[0] == 901
    assert Source.open(found.path or "").sha256 == found.sha256


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("how", [h for h in PACK if h != "zip"])
def test_archives_of_several_members_are_read_to_their_end(tmp_path: Path, how: str) -> None:
    ending, pack = PACK[how]
    cut = len(DATA) // 3
    data = pack(DATA[:cut]) + pack(b"") + pack(DATA[cut:]) + bytes(8)
    found = Source.open(put(tmp_path, data, "t.jsonl" + ending))
    assert b"".join(found.stream()) == DATA


def test_frames_to_be_skipped_are_skipped(tmp_path: Path) -> None:
    skipped = b"\x53\x2a\x4d\x18\x05\x00\x00\x00hello"
    cut = len(DATA) // 2
    data = skipped + zstandard.compress(DATA[:cut]) + skipped + zstandard.compress(DATA[cut:])
    assert Source.open(put(tmp_path, data)).text == TEXT


def test_a_window_of_two_gibibytes_is_taken(tmp_path: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=31)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    data = packer.compress(b"Ada\n") + packer.flush()
    assert Source.open(put(tmp_path, data)).text == "Ada\n"


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.parametrize("large", [False, True])
def test_an_archive_that_breaks_off_is_called_so(
    tmp_path: Path, how: str, large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if large:
        monkeypatch.setattr(source, "MOST_WHOLE", 10)
        monkeypatch.setattr(source, "FIRST", 5)
    data = PACK[how][1](DATA)
    for tenth in range(1, 10):
        path = put(tmp_path, data[: len(data) * tenth // 10], "t.jsonl")
        with pytest.raises(InputError, match=r"t.jsonl is a .* that (breaks off|is damaged)") as caught:
            for _ in Source.open(path).lines():
                pass
        assert "get it again whole" in str(caught.value)


@pytest.mark.parametrize("how", PACKED)
def test_a_damaged_archive_gives_one_sentence(tmp_path: Path, how: str) -> None:
    data = bytearray(PACK[how][1](DATA))
    middle = len(data) // 2
    data[middle : middle + 40] = bytes(b ^ 0x5A for b in data[middle : middle + 40])
    with pytest.raises(InputError, match=r"t.jsonl is a .* damaged .* get it again whole"):
        Source.open(put(tmp_path, bytes(data)))


@pytest.mark.parametrize("how", ["gzip", "zstd"])
def test_something_else_behind_an_archive_is_no_silent_loss(tmp_path: Path, how: str) -> None:
    with pytest.raises(InputError, match="damaged"):
        Source.open(put(tmp_path, PACK[how][1](DATA) + b"and more that is text"))


@pytest.mark.parametrize("how", PACKED)
def test_bombs_are_stopped(tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_SOME", 1 << 20)
    monkeypatch.setattr(unpacking, "_RATIO", 100)
    path = put(tmp_path, PACK[how][1](bytes(8 << 20)))
    with pytest.raises(InputError, match="more than 100 times its size"):
        Source.open(path)
    monkeypatch.setattr(source, "MOST_WHOLE", 10)
    monkeypatch.setattr(source, "FIRST", 5)
    with pytest.raises(InputError, match=r"times its size|binary"):
        list(Source.open(path).lines())


def test_archives_in_archives_and_databases_in_them_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="archive"):
        Source.open(put(tmp_path, zipped(zipped(DATA))))
    with pytest.raises(InputError, match="archive"):
        Source.open(put(tmp_path, gzip.compress(zstandard.compress(DATA))))
    with pytest.raises(InputError, match="database in a gzip archive"):
        Source.open(put(tmp_path, gzip.compress(b"SQLite format 3\x00" + bytes(100))))


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped(DATA))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    with pytest.raises(InputError, match="password"):
        Source.open(put(tmp_path, bytes(data)))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252"])
def test_large_files_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = "Zoë naïve café\r\n" * 3000 + "été\rno end"
    found = Source.open(put(tmp_path, text.encode(encoding)))
    assert not found.whole
    lines = [line for _, line in found.lines()]
    assert lines == ["Zoë naïve café"] * 3000 + ["été", "no end"]
    assert lines == found.text.split("\n")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("language", "encoding"), [("мост снова закрыли, ", "cp1251"), ("橋がまた閉鎖されました。", "shift_jis")]
)
def test_large_files_in_encodings_of_other_scripts(tmp_path: Path, language: str, encoding: str) -> None:
    text = (language * 5 + "\n") * 400
    found = Source.open(put(tmp_path, text.encode(encoding)))
    assert [line for _, line in found.lines()] == text.splitlines()
    assert "read as cp" in found.repair
    forced = Source.open(put(tmp_path, text.encode(encoding)), encoding=encoding)
    assert [line for _, line in forced.lines()] == text.splitlines()


@pytest.mark.usefixtures("small")
def test_bad_lines_of_a_large_file_are_mended_and_counted(tmp_path: Path) -> None:
    lines = [b"Zo\xc3\xab"] * 6000
    lines[10], lines[4000], lines[5000], lines[5500] = (
        b"caf\xe9",
        b"\xc3\xab \xff",
        b"a\x00b\x00",
        b"\xed\xa0\xbd",
    )
    found = Source.open(put(tmp_path, b"\n".join(lines)))
    got = dict(found.lines())
    assert (got[1], got[11], got[4001], got[5001], got[5501]) == (
        "Zoë",
        "café",
        "ë \ufffd",
        "a\ufffdb\ufffd",
        "\ufffd",
    )
    assert found.misread == 3
    assert "3 lines, the first of them line 11" in found.repair
    assert "2 NUL bytes (line 5001)" in found.repair
    assert next(found.lines()) == (1, "Zoë")
    assert found.misread == 3


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_WHOLE", 20_000)
    monkeypatch.setattr(source, "FIRST", 5000)
    monkeypatch.setattr(unpacking, "BLOCK", 1000)
    monkeypatch.setattr(streaming, "LONGEST", 30_000)
    found = Source.open(put(tmp_path, b"x" * 50_000))
    with pytest.raises(InputError, match="cannot be read line by line"):
        list(found.lines())


def test_text_of_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MOST_WHOLE", 20_000)
    monkeypatch.setattr(source, "FIRST", 5000)
    monkeypatch.setattr(source, "MOST_TEXT", 50_000)
    found = Source.open(put(tmp_path, DATA))
    for use in ("text", "raw", "data"):
        with pytest.raises(InputError, match="must be read whole; split it"):
            getattr(found, use)
    assert len(list(found.lines())) == 2000


@pytest.mark.parametrize("how", ["", *PACK])
def test_progress_is_told_in_bytes_on_the_disk(
    tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "_TELL", 100)
    monkeypatch.setattr(unpacking, "BLOCK", 1000)
    data = PACK.get(how, ("", bytes))[1](DATA)
    told: list[tuple[int, int]] = []
    Source.open(put(tmp_path, data), progress=lambda done, total: told.append((done, total)))
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == (len(data), len(data))


def test_a_file_that_grows_meanwhile_is_noticed(tmp_path: Path) -> None:
    path = put(tmp_path, DATA)
    file = disk.File.at(path, None)
    path.write_bytes(DATA + DATA)
    with pytest.raises(InputError, match="changed while it was read"):
        list(file.pieces())


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(zstandard.compress(DATA),))
    writer.start()
    found = Source.open(pipe)
    writer.join()
    assert (found.text, found.packing) == (TEXT, "zstd")
    assert len(list(found.lines())) == 2000


PARTS = st.lists(
    st.sampled_from(["a", "\n", "\r", "\r\n", "é", "😀", "bc", "\u2028", "\x0b", "\x85"]), max_size=60
)


@given(PARTS, st.integers(1, 7), st.sampled_from(["utf-8", "utf-16", "utf-32-le"]))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_lines_of_pieces_are_the_lines_of_the_text(parts: list[str], step: int, encoding: str) -> None:
    text = "".join(parts)
    data = text.encode(encoding)
    pieces = (data[i : i + step] for i in range(0, len(data), step))
    got = list(streaming.Lines("x", encoding).of(pieces))
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not expected[-1]:
        expected.pop()
    assert got == list(enumerate(expected, 1))


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_line_gives_some_text(data: bytes) -> None:
    for _, line in streaming.Lines("x", "utf-8").of(iter([data])):
        assert "\n" not in line
        assert "\x00" not in line
        line.encode()
