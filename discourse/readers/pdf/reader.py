"""Reader of a pasted thread, or a printed page, in a PDF."""

from __future__ import annotations

import io
import time
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.documents import Extract, as_thread, content, shown, silenced
from discourse.readers.pdf.printed import Line, Sheet, lines_of, text_of
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_MOST_PAGES, _MOST_TEXT, _MOST_RUNS = 5000, 20_000_000, 2_000_000
#: Seconds; a pasted thread takes well under a second per page.
_LONGEST = 300.0
_START = 1024
_MOST_DRAWN = 20_000_000


def sniff(source: Source) -> float:
    """Return how surely a source is a PDF."""
    return 0.99 if source.encoding == "pdf" or b"%PDF-" in source.data[:_START] else 0.0


def read(source: Source, *, split_uncertain: bool = False, article: bool | None = None) -> Corpus:
    """Read a pasted thread, or a page that was printed to a file, in a PDF.

    Lines are put together to paragraphs again, words that a hyphen divides at the end of a line are joined, and what
    stands at the head and foot of pages is left out, and counted.

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
        If it is broken, encrypted, has no text but only pictures, or holds no comments.
    """
    return as_thread(source, "pdf", extract(source), split_uncertain=split_uncertain, article=article)


def extract(source: Source) -> Extract:
    """Return the text of a PDF.

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
    if b"%PDF-" not in data[:_START]:
        raise InputError(f"{source.name} is no PDF; check that it was saved or copied whole")
    sheets = _sheets(data, source.name)
    tally = Tally(source.name, "lines")
    text = text_of(sheets, tally)
    if not text.strip():
        raise InputError(
            f"{source.name} holds no text, only pictures of it (a scan); run text recognition (OCR) over it first"
        )
    return Extract(text, tally)


def _sheets(data: bytes, name: str) -> list[Sheet]:
    """Return the lines of every page."""
    import pypdf
    from pypdf.errors import LimitReachedError, PyPdfError

    faults = (PyPdfError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError,
              OSError, NotImplementedError)  # fmt: skip
    with silenced("pypdf"):
        try:
            document = pypdf.PdfReader(io.BytesIO(data))
            if document.is_encrypted and not document.decrypt(""):
                raise InputError(f"{name} is encrypted; open it and save or print it without a password")
            number = len(document.pages)
            if number > _MOST_PAGES:
                raise InputError(f"{name} has {number} pages, more than {_MOST_PAGES}; split it")
            return _read_pages(document, number, name)
        except LimitReachedError:
            raise InputError(
                f"{name} unpacks to far more than a page of text can hold; it will not be opened"
            ) from None
        except (RecursionError, MemoryError):
            raise InputError(f"{name} is nested too deeply to be read; print it to a new PDF") from None
        except pypdf.errors.DependencyError:
            raise InputError(
                f"{name} is encrypted; open it and save or print it without a password"
            ) from None
        except faults as error:
            raise InputError(
                f"{name} is broken or was not copied whole ({shown(error)}); get it again, or print it to a new PDF"
            ) from None


def _read_pages(document: Any, number: int, name: str) -> list[Sheet]:
    limit = time.monotonic() + _LONGEST
    sheets: list[Sheet] = []
    size = 0
    for index in range(number):
        page = document.pages[index]
        runs: list[Line] = []
        calls = 0

        def take(
            text: str, cm: list[float], tm: list[float], _: Any, font: float, runs: list[Line] = runs
        ) -> None:
            nonlocal size, calls
            calls += 1
            size += len(text)
            if size > _MOST_TEXT or calls > _MOST_RUNS or (calls % 500 == 0 and time.monotonic() > limit):
                raise InputError(f"{name} holds more text than a thread, or takes too long to read; split it")
            if text:
                runs.append(_run(text, cm, tm, font))

        if _drawn(page) > _MOST_DRAWN:
            raise InputError(
                f"{name} draws more on its page {index + 1} than a page of text can hold; leave it out"
            )
        page.extract_text(visitor_text=take)
        if time.monotonic() > limit:
            raise InputError(f"{name} takes too long to read; split it, or print it to a new PDF")
        box = page.mediabox
        sheets.append(
            Sheet(lines_of(runs), float(box.bottom), float(box.top), float(box.right) - float(box.left))
        )
    return sheets


def _drawn(page: Any) -> int:
    """Return the bytes of what draws a page, unpacked."""
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else []
    parts = contents if isinstance(contents, list) else [contents]
    streams = [part.get_object() for part in parts]
    return sum(len(stream.get_data()) for stream in streams if hasattr(stream, "get_data"))


def _run(text: str, cm: list[float], tm: list[float], font: float) -> Line:
    """Return a run of text with where it starts on the page and how large its letters are."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    c, d = tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3]
    size = abs(font) * (c * c + d * d) ** 0.5
    return Line(text, x, y, size if 0.5 < size < 1000 else 10.0)
