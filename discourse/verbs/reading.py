"""Reading files of any known format."""

from __future__ import annotations

import os
from typing import Any

from discourse.errors import DiscourseError, OptionError
from discourse.model.database import Database
from discourse.model.statements import Statements
from discourse.readers.inputs import expand
from discourse.verbs.files import Progress, Reading


def read(
    *inputs: str | os.PathLike[str],
    format: str | None = None,
    into: str | os.PathLike[str] | None = None,
    force: bool = False,
    strict: bool = False,
    encoding: str | None = None,
    progress: Progress | None = None,
    **options: Any,
) -> Any:
    """Read files of any known format.

    Parameters
    ----------
    *inputs : path-like
        Files, folders and patterns such as ``"threads/*.txt"``, mixed; what is found becomes one corpus. Files that
        are packed by gzip, bzip2, xz or Zstandard are unpacked on the way. Or the folder of a stored corpus, which is
        opened; or the URL of a server's database of Discourse Network Analyzer, as in
        ``"postgresql://name:password@host/database"``.
    format : str, optional
        A registered reader; found by content if not given.
    into : path-like, optional
        A folder to write the corpus to, which is then opened from there. Formats that are read line by line are
        never in memory whole.
    force : bool
        Replace that folder.
    strict : bool
        Raise where anything is dropped, but for page chrome, headers and footers of a text.
    encoding : str, optional
        Of text files, as in ``"cp1250"``; found by content if not given.
    progress : callable, optional
        Called with the bytes read so far and those of all files.
    **options
        Those of the reader.

    Returns
    -------
    Corpus or Statements or Network
        What the format holds.

    Raises
    ------
    InputError
        Naming the file, what was expected, and what to do.
    """
    if not inputs:
        raise OptionError("read needs at least one file")
    first = next((i for i in inputs if "://" in str(i)), inputs[0])
    if str(first).lower().startswith(("http://", "https://", "ftp://")):
        raise OptionError(f"{first}: pages are not fetched; save the page in a browser and give the file")
    if isinstance(first, str) and "://" in first:
        if len(inputs) > 1:
            raise OptionError("a server's database is read alone, without other files")
        return _read_server(first, format, **options)
    reading = Reading(expand(inputs), format, options, progress=progress, encoding=encoding)
    return reading.run(into, force=force, strict=strict)


def _read_server(
    url: str, format: str | None, *, statement_type: str | None = None, **options: Any
) -> Statements:
    if options or format not in (None, "dna"):
        wrong = next(iter(options), "format")
        raise OptionError(f"a server's database takes no option {wrong!r}; it takes statement_type")
    database = read_database(url)
    return database.main if statement_type is None else database[statement_type]


def read_database(place: str | os.PathLike[str]) -> Database:
    """Read a whole database of Discourse Network Analyzer: statements of every type, documents, coders, patterns.

    See :func:`discourse.readers.dna.read_database`; :func:`read` gives the statements of one type.
    """
    from discourse.readers import dna

    return dna.read_database(place)


def is_one_file(path: str) -> bool:
    """Return whether an input names one file, and neither a folder, a pattern nor a server's database."""
    from glob import has_magic
    from pathlib import Path

    return "://" not in path and not Path(path).is_dir() and (Path(path).exists() or not has_magic(path))


def is_coded(path: str | os.PathLike[str], format: str | None = None) -> bool:
    """Return whether a file holds statements that are coded already, or by its name ought to.

    Parameters
    ----------
    path : path-like
    format : str, optional
        A registered reader; found by content if not given.
    """
    from discourse.readers.detect import detect
    from discourse.readers.source import Source

    if "://" in str(path) or str(path).lower().endswith(".dna"):
        return True
    if not is_one_file(str(path)):
        return False
    try:
        return (format or detect(Source.open(path))) in _CODED
    except DiscourseError:
        return False


#: Readers that give statements.
_CODED = ("dna", "statements")
