"""Reader of a pasted thread in a Word document (.docx) or an OpenDocument text (.odt)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.documents import Extract, as_thread, content, shown
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.word.content import OpenText, Paragraphs, WordText, lay_out

_OLD = b"\xd0\xcf\x11\xe0"
#: Bytes to which the parts may unpack, and from which on they may not be packed more tightly than the ratio.
_UNPACKED, _SMALL, _RATIO = 200_000_000, 10_000_000, 200
_BLOCK = 1 << 16
_MAIN = re.compile(rb'<Relationship\b[^>]*?/officeDocument"[^>]*>')
_TARGET = re.compile(rb'\bTarget="/?([^"]+)"')
_NOTES = (
    (r"word/comments\d*\.xml", "a reviewer's note in the margin, which is no part of the text"),
    (r"word/footnotes\d*\.xml", "a footnote"),
    (r"word/endnotes\d*\.xml", "an endnote"),
    (r"word/(?:header|footer)\d*\.xml", "a page header or footer"),
)


def sniff(source: Source) -> float:
    """Return how surely a source is a text document of Word or OpenDocument."""
    return 0.99 if source.encoding in ("docx", "odt") or _kind(source.data) else 0.0


def read(source: Source, *, split_uncertain: bool = False, article: bool | None = None) -> Corpus:
    """Read a pasted thread in a Word document or an OpenDocument text.

    Tables are read cell by cell. Of tracked changes, what was inserted is text and what was deleted is not. Reviewers'
    notes, footnotes, headers and footers are left out, and counted.

    Parameters
    ----------
    source : Source
    split_uncertain : bool
        As in :func:`discourse.readers.thread.read`.
    article : bool, optional
        As in :func:`discourse.readers.thread.read`.

    Returns
    -------
    Corpus
        One document. The audit counts lines of its text.

    Raises
    ------
    InputError
        If it is broken, encrypted, an old .doc, or holds no comments.
    """
    return as_thread(source, "word", extract(source), split_uncertain=split_uncertain, article=article)


def extract(source: Source) -> Extract:
    """Return the text of a document.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Extract

    Raises
    ------
    InputError
        As :func:`read`.
    """
    data = content(source)
    kind = _kind(data)
    if not kind:
        raise _refusal(source.name, data)
    tally = Tally(source.name, "lines")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = _Archive(archive, source.name)
            handler = _open_text(document) if kind == "odt" else _word_text(document, tally)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise InputError(
            f"{source.name} is broken or was not copied whole ({shown(error)}); open it in a word processor and save "
            "it again"
        ) from None
    for (action, reason), (count, example) in handler.counts.items():
        tally.add(action, reason, example=example, rows=count)
    text = lay_out(handler.found)
    if not text.strip():
        raise InputError(
            f"{source.name} holds no text (perhaps only pictures); paste the thread's text into it"
        )
    return Extract(text, tally)


def _kind(data: bytes) -> str:
    """Return ``"docx"``, ``"odt"`` or nothing, by the names of the parts, which stand at the start and the end."""
    if not data.startswith(b"PK\x03\x04"):
        return ""
    parts = data[:4096] + data[-_BLOCK:]
    if b"opendocument.text" in data[:4096] and b"content.xml" in parts:
        return "odt"
    return "docx" if b"word/" in parts and not (b"xl/worksheets/" in parts or b"ppt/slides/" in parts) else ""


def _refusal(name: str, data: bytes) -> InputError:
    if data.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return InputError(f"{name} is encrypted; open it and save it without a password")
        return InputError(f"{name} is an old Word document (.doc); open it and save it as .docx")
    if data.startswith(b"PK"):
        return InputError(
            f"{name} is a zip archive without the parts of a Word document or OpenDocument text, or breaks off; "
            "open it in a word processor and save it again"
        )
    return InputError(f"{name} is no Word document (.docx) or OpenDocument text (.odt)")


class _Archive:
    """The parts of a document, read within limits."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive, self.name = archive, name
        self.names = archive.namelist()
        self.left = _UNPACKED

    def take(self, part: str, handler: Any) -> None:
        """Send a part, which is XML, through a handler."""
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser, ParseError

        info = self.archive.getinfo(part)
        if info.flag_bits & 1:
            raise InputError(f"{self.name} is encrypted; open it and save it without a password")
        self.left -= info.file_size
        if self.left < 0 or info.file_size > max(_SMALL, _RATIO * info.compress_size):
            raise InputError(
                f"{self.name} unpacks to {info.file_size // 1_000_000} MB in its part {part}, "
                "which no pasted thread does; it will not be opened"
            )
        parser = DefusedXMLParser(target=handler, forbid_dtd=True)
        try:
            with self.archive.open(info) as stream:  # gives no more bytes than the size above
                while block := stream.read(_BLOCK):
                    parser.feed(block)
            parser.close()
        except DefusedXmlException:
            raise InputError(
                f"{self.name} declares entities in its part {part}, which no word processor writes; it will not be "
                "opened"
            ) from None
        except ParseError as error:
            raise InputError(
                f"{self.name} is broken in its part {part} ({shown(error)}); open it in a word processor and save "
                "it again"
            ) from None

    def first(self, part: str, size: int = _BLOCK) -> bytes:
        """Return the start of a part; nothing if it is not there."""
        if part not in self.names:
            return b""
        with self.archive.open(part) as stream:
            return stream.read(size)


def _open_text(document: _Archive) -> Paragraphs:
    manifest = document.first("META-INF/manifest.xml", 1 << 20)
    if b"encryption-data" in manifest:
        raise InputError(f"{document.name} is encrypted; open it and save it without a password")
    if "content.xml" not in document.names:
        raise InputError(f"{document.name} has no content.xml; open it in a word processor and save it again")
    handler = OpenText()
    document.take("content.xml", handler)
    return handler


def _word_text(document: _Archive, tally: Tally) -> Paragraphs:
    main = "word/document.xml"
    relation = _MAIN.search(document.first("_rels/.rels"))
    target = _TARGET.search(relation[0]) if relation else None
    if target and target[1].decode("utf-8", "replace") in document.names:
        main = target[1].decode("utf-8", "replace")
    if main not in document.names:
        raise InputError(f"{document.name} has no main text; open it in a word processor and save it again")
    handler = WordText()
    document.take(main, handler)
    for pattern, reason in _NOTES:
        for part in sorted(n for n in document.names if re.fullmatch(pattern, n)):
            notes = WordText()
            document.take(part, notes)
            said = [p.text for p in notes.found if p.text.strip()]
            tally.add("dropped", reason, example=said[0] if said else "", rows=len(said))
    return handler
