"""The layout of a corpus in a folder, and ``corpus.json``, which is written last and says what belongs there."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus_parts import Part

MANIFEST = "corpus.json"
FORMAT, VERSION = "discourse corpus", 1
#: Names the process that writes; it is there only while it does.
MARK = ".process"


def part_name(number: int) -> str:
    """Return where the comments of a part are."""
    return f"comments/part-{number:05d}.parquet"


def is_corpus_folder(path: str | os.PathLike[str]) -> bool:
    """Return whether a folder holds a corpus that was written as one, be it complete or not.

    A ``corpus.json`` alone does not tell: the folders of ConvoKit have one too.

    Examples
    --------
    >>> import tempfile
    >>> is_corpus_folder(tempfile.mkdtemp())
    False
    """
    place = Path(path)
    try:
        with (place / MANIFEST).open("rb") as stream:
            return re.match(rb'\s*\{\s*"format"\s*:\s*"discourse corpus"', stream.read(200)) is not None
    except OSError:
        return _looks_interrupted(place)


def _looks_interrupted(place: Path) -> bool:
    return (place / MARK).is_file() or any((place / "comments").glob("part-*.parquet"))


def read_manifest(place: Path) -> dict[str, Any]:
    """Return what ``corpus.json`` says, checked; ``parts`` and ``tables`` are :class:`Part`.

    Raises
    ------
    InputError
        If the folder is none, or not complete, or of a later version.
    """
    if not place.is_dir():
        what = (
            "is a file; name the folder of a corpus" if place.exists() else "does not exist; check the path"
        )
        raise InputError(f"{place} {what}")
    broken = f"{place} is not complete: the reading was interrupted; read again"
    try:
        found = json.loads((place / MANIFEST).read_bytes())
    except FileNotFoundError:
        if _looks_interrupted(place):
            raise InputError(broken) from None
        raise InputError(f"{place} is no folder of a corpus: it has no {MANIFEST}") from None
    except OSError as error:
        raise InputError(f"{place / MANIFEST} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{broken} ({MANIFEST} is no whole JSON)") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise InputError(f"{place} is no folder of a corpus: its {MANIFEST} is of another program")
    if found.get("version") != VERSION:
        raise InputError(
            f"{place} was written in version {found.get('version')!r} of the format, and this program reads "
            f"version {VERSION}; update discourse-toolkit"
        )
    try:
        return _checked(found)
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{place}: {MANIFEST} lacks what belongs there or was edited; read again") from None


def _checked(found: dict[str, Any]) -> dict[str, Any]:
    out = dict(found)
    for name in ("documents", "comments", "commenters"):
        if type(found[name]) is not int or found[name] < 0:
            raise ValueError(name)
    for name in ("parts", "tables"):
        out[name] = [Part(**p) for p in found[name]]
        for part in out[name]:
            if type(part.rows) is not int or type(part.bytes) is not int or not isinstance(part.sha256, str):
                raise ValueError(part)
    named = [p.name for p in out["parts"]]
    tables = [p.name for p in out["tables"]]
    sound = (
        named == [part_name(i) for i in range(len(named))]
        and tables == ["documents.parquet", "audit.parquet"]
        and sum(p.rows for p in out["parts"]) == found["comments"]
        and out["tables"][0].rows == found["documents"]
        and isinstance(found["digest"], str)
        and all(isinstance(s, dict) for s in found["sources"])
    )
    if not sound:
        raise ValueError(named)
    return out


def strays(place: Path, parts: Iterable[Part]) -> list[str]:
    """Return the files of comments that a folder holds and that are none of its parts."""
    known = {p.name for p in parts}
    names = (f"comments/{p.name}" for p in (place / "comments").glob("*.parquet"))
    return sorted(n for n in names if n not in known)
