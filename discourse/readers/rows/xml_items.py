"""Elements of an XML export, one after another, in bounded memory and safe against entity bombs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import Element

from discourse.errors import InputError
from discourse.readers.source import Source
from discourse.readers.tally import Tally

#: Control characters, which XML does not allow but texts that people pasted into a site do hold.
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r")
#: Expat's codes of a file that stops before its last element is closed.
_BREAKS_OFF = (3, 5, 6, 20)


@lru_cache(4096)
def local(tag: str) -> str:
    """Return an element's name without its namespace.

    Examples
    --------
    >>> local("{http://disqus.com}post"), local("item")
    ('post', 'item')
    """
    return tag.rpartition("}")[2]


def text_of(element: Element | None) -> str:
    """Return the text of an element, that of elements inside it included; empty if it is missing."""
    if element is None:
        return ""
    return element.text or "" if len(element) == 0 else "".join(map(str, element.itertext()))


def children(element: Element) -> dict[str, Element]:
    """Return an element's children by their local names; of several by one name, the first."""
    found: dict[str, Element] = {}
    for child in element:
        found.setdefault(local(child.tag), child)
    return found


def attribute(element: Element | None, name: str) -> str:
    """Return an attribute by its local name, whatever namespace it has; empty if it is missing."""
    if element is not None:
        for key, value in element.attrib.items():
            if local(key) == name:
                return value.strip()
    return ""


def elements(source: Source, tally: Tally, *, depth: int, what: str) -> Iterator[Element]:
    """Yield the elements at one depth below the root, each whole, and forget them afterwards.

    Parameters
    ----------
    source : Source
    tally : Tally
        Receives control characters taken out, and the rest of a file that breaks off.
    depth : int
        1 for children of the root.
    what : str
        What the file is, for messages.

    Yields
    ------
    xml.etree.ElementTree.Element

    Raises
    ------
    InputError
        If the file declares a document type or entities, or is not valid XML; if it only breaks off, then not if
        there were elements before.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    if source.head.lstrip()[:1] != "<":
        start = source.head.lstrip()[:20]
        raise InputError(f"{source.name} is no XML, as {what} is: it starts with {start!r}")
    stream = _Clean(_stream(source))
    opened: list[Element] = []
    count = 0
    try:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                opened.append(element)
                continue
            opened.pop()
            if len(opened) == depth:
                count += 1
                yield element
            if opened and len(opened) <= depth:
                opened[-1].remove(element)
    except DefusedXmlException:
        raise InputError(
            f"{source.name} declares a document type or entities, which {what} never does and which can be an attack; "
            "export it again"
        ) from None
    except ParseError as error:
        line, column = getattr(error, "position", (0, 0))
        if getattr(error, "code", 0) not in _BREAKS_OFF:
            raise InputError(
                f"{source.name} is not valid XML in line {line}, column {column + 1} ({_reason(error)}); mend it "
                "there, or export it again"
            ) from None
        if not count:
            raise InputError(
                f"{source.name} breaks off before its first {what} entry; get it again whole"
            ) from None
        reason = "the file breaks off here; what stood in it from here on is lost"
        tally.add("dropped", reason, line, " ".join(local(e.tag) for e in opened))
    except (LookupError, ValueError) as error:
        raise InputError(f"{source.name} cannot be read as XML ({error}); save it as UTF-8") from None
    if stream.removed:
        reason = "control characters, which XML does not allow, taken out"
        tally.add("repaired", reason, rows=stream.removed)


def _reason(error: Exception) -> str:
    return str(error).partition(":")[0]


def _stream(source: Source) -> IO[bytes]:
    """Return the bytes of a file; its text in UTF-8 where the encoding had to be guessed or given from outside."""
    if not source.repair and source.encoding.startswith("utf-8"):
        return source.stream()
    text = source.text
    if text.lstrip().startswith("<?xml"):
        text = text.partition("?>")[2]
    return BytesIO(text.lstrip().encode("utf-8", "replace"))


class _Clean:
    """A stream without leading white space and control characters."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.removed = 0
        self.begun = False

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        while data:
            clean = data.translate(None, _CONTROLS)
            self.removed += len(data) - len(clean)
            if not self.begun:
                clean = clean.lstrip()
                self.begun = bool(clean)
            if clean:
                return clean
            data = self.stream.read(size)
        return b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)
