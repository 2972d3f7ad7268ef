from __future__ import annotations

import codecs
import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest

from discourse.errors import InputError
from discourse.readers import TABLE
from discourse.readers.detect import detect
from discourse.readers.source import Source

TEXT = "Ada Byron\n\nZoë said: “no”, naïve café.\n"


def put(folder: Path, data: bytes, name: str = "t.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"), "utf-32-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("utf-32-be"), "utf-32-be"),
        (TEXT.encode("cp1252"), "windows-1252"),
    ],
)
def test_every_encoding_gives_the_same_text(tmp_path: Path, data: bytes, encoding: str) -> None:
    source = Source.open(put(tmp_path, data))
    assert source.text == TEXT
    assert source.encoding == encoding
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.data == data


def test_only_guessed_encodings_are_reported_as_repaired(tmp_path: Path) -> None:
    assert Source.open(put(tmp_path, TEXT.encode())).repair == ""
    assert "line 3" in Source.open(put(tmp_path, TEXT.encode("cp1252"))).repair
    assert "UTF-16" in Source.open(put(tmp_path, TEXT.encode("utf-16-le"))).repair


def test_bytes_that_windows_1252_leaves_undefined_are_taken_from_latin_1(tmp_path: Path) -> None:
    source = Source.open(put(tmp_path, b"caf\xe9 \x81\x8d\x8f\x90\x9d \x93x\x94 and more of the text"))
    assert source.text.startswith("café \x81\x8d\x8f\x90\x9d “x”")


def test_line_ends_of_windows_and_old_macs_become_line_feeds(tmp_path: Path) -> None:
    source = Source.open(put(tmp_path, b"a\r\nb\rc\nd\r\n\r\ne"))
    assert source.text == "a\nb\nc\nd\n\ne"
    assert source.raw == "a\r\nb\rc\nd\r\n\r\ne"


def test_name_head_and_record_hold_no_folder(tmp_path: Path) -> None:
    source = Source.open(put(tmp_path, b"x" * 5000, "River.Crossing.TXT"))
    assert (source.name, source.stem, source.suffix) == ("River.Crossing.TXT", "River.Crossing", ".txt")
    assert source.head == "x" * 4096
    assert source.record("thread")["file"] == "River.Crossing.TXT"
    assert str(tmp_path) not in str(source.record("thread"))


def test_text_given_directly() -> None:
    source = Source.from_text("\ufeffAda\r\nhello")
    assert (source.name, source.path, source.text) == ("pasted text", None, "Ada\nhello")
    assert Source.from_text("x", "mail").name == "mail"


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n ", codecs.BOM_UTF8, "\u200b \u00a0\n\ufeff".encode()])
def test_an_empty_file_is_called_empty(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match=r"t.txt is empty"):
        Source.open(put(tmp_path, data))


def test_an_empty_string_is_called_empty() -> None:
    with pytest.raises(InputError, match="pasted text is empty"):
        Source.from_text(" \n ")


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 1, 12, 0, 0)), "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office"),
        (b"{\\rtf1\\ansi Hello}", "RTF"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "PowerPoint"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (zipped("a.txt", "b.txt"), "zip archive with 2 files"),
        (zipped("a.txt")[:-10], "zip archive that breaks off"),
        (zipped(), "empty zip"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (bytes(257) + b"ustar\x0000", "tar"),
        (b"text with a \x00 NUL in it", "binary"),
        (bytes(range(256)) * 8, "binary"),
        (bytes([1, 2, 3, 4, 5, 6, 7, 8, 200, 255]) * 50, "binary"),
    ],
)
def test_a_binary_file_is_named_and_the_remedy_told(tmp_path: Path, data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        Source.open(put(tmp_path, data))
    assert "t.txt" in str(caught.value)
    assert any(word in str(caught.value) for word in (":", ";"))


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "word/document.xml")[:-30], "docx"),
        (
            zipped("mimetype", "content.xml").replace(
                b"mimetypex", b"mimetypeapplication/vnd.oasis.opendocument.text"
            ),
            "odt",
        ),
    ],
)
def test_documents_have_no_text_but_their_bytes(tmp_path: Path, data: bytes, encoding: str) -> None:
    source = Source.open(put(tmp_path, data))
    assert (source.encoding, source.text, source.data, source.packing) == (encoding, "", data, "")
    assert list(source.lines()) == []


def test_text_taken_out_of_a_document_keeps_the_file(tmp_path: Path) -> None:
    source = Source.open(put(tmp_path, b"%PDF-1.7", "a.pdf"))
    other = source.with_text("Ada\r\nhi", "pdf")
    assert (other.text, other.name, other.encoding) == ("Ada\nhi", "a.pdf", "pdf")
    assert other.record("pdf") == source.record("pdf")


def test_a_parquet_file_has_no_text_but_may_be_opened(tmp_path: Path) -> None:
    source = Source.open(put(tmp_path, b"PAR1\x00\x00PAR1", "x.parquet"))
    assert (source.text, source.encoding, source.data[:4]) == ("", "parquet", b"PAR1")
    for name in ("thread", "csv", "jsonl"):
        with pytest.raises(InputError, match=r"x.parquet"):
            TABLE.load(name)(source)
    with pytest.raises(InputError, match="Parquet"):
        detect(source)


def test_a_broken_announced_encoding_names_the_byte(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="byte 1"):
        Source.open(put(tmp_path, codecs.BOM_UTF8 + b"a\xff\xfe"))


def test_missing_folder_and_forbidden_paths(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        Source.open(tmp_path / "none.txt")
    with pytest.raises(InputError, match="folder"):
        Source.open(tmp_path)
    with pytest.raises(InputError, match=r"no such file|cannot be read"):
        Source.open(os.fspath(put(tmp_path, b"x")) + "/y")


def test_a_preview_shows_the_start_of_one_long_line() -> None:
    start = '<?xml version="1.0"?>\n<rss xmlns:wp="http://wordpress.org/export/1.2/">'
    source = Source.from_text(start + "x" * (2 << 20), "t.xml")
    assert source.preview.head.startswith(start)
    assert len(source.preview.text) < len(source.text)
    lines = Source.from_text("a line\n" * (1 << 18), "t.txt").preview.text
    assert lines.endswith("a line\n")
