"""Which files are meant by what a user names: files, folders and patterns, mixed."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from discourse.errors import InputError
from discourse.model.corpus_manifest import is_corpus_folder

#: The files by which a folder is known to be one corpus of ConvoKit; the second is of its first version.
CONVOKIT = ("utterances.jsonl", "utterances.json")
_OWN = ("manifest.json", "report.html")


@dataclass(frozen=True)
class Input:
    """One file to be read.

    Attributes
    ----------
    path : pathlib.Path
    named : bool
        Whether the user named this very file; one found in a folder or by a pattern may be left out, and is then said
        to be.
    stored : bool
        Whether it is a folder that holds one of our corpora.
    """

    path: Path
    named: bool = True
    stored: bool = False


def expand(given: Iterable[str | os.PathLike[str]]) -> list[Input]:
    """Return the files meant, each once, in the order of naming and then of their names.

    Parameters
    ----------
    given : iterable of path-like
        Files; folders, of which every file is meant, also in folders inside; patterns with ``*``, ``?`` or ``[…]``
        (``**`` for folders inside). What begins with a dot is left out of folders and patterns.

    Returns
    -------
    list of Input

    Raises
    ------
    InputError
        If a folder or pattern holds no file.
    """
    out: dict[Path, Input] = {}
    for one in given:
        for found in _expanded(Path(one)):
            out.setdefault(found.path.absolute(), found)
    return list(out.values())


def _expanded(place: Path) -> list[Input]:
    if str(place) == "-" and not place.exists():
        place = Path("/dev/stdin")
    if place.is_dir():
        return _folder(place)
    if place.exists() or not glob.has_magic(str(place)):
        return [Input(place)]
    parts = place.parts
    fixed = next(n for n, part in enumerate(parts) if glob.has_magic(part))
    found = sorted(Path(*parts[:fixed]).glob(str(Path(*parts[fixed:]))))
    found = [p for p in found if not any(part.startswith(".") for part in p.parts[fixed:])]
    if not found:
        raise InputError(
            f"{place}: no file is called like that; check the pattern and the folder it starts in"
        )
    out = []
    for path in found:
        out += _folder(path) if path.is_dir() else [Input(path, named=len(found) == 1)]
    return out


def _folder(place: Path) -> list[Input]:
    if is_corpus_folder(place):
        return [Input(place, stored=True)]
    for name in CONVOKIT:
        if (place / name).is_file():
            return [Input(place / name)]
    if all((place / name).is_file() for name in _OWN):
        raise InputError(
            f"{place} is the folder of a report; name the file with the comments that it was made from"
        )
    out: list[Input] = []
    try:
        entries = sorted(place.iterdir())
    except OSError as error:
        raise InputError(f"{place} cannot be read: {error.strerror or error}") from None
    for entry in entries:
        if entry.name.startswith(".") or (entry.is_symlink() and entry.is_dir()):
            continue
        if entry.is_dir():
            try:
                out += _folder(entry)
            except InputError:
                continue
        elif entry.is_file():
            out.append(Input(entry, named=False))
    if not out:
        raise InputError(f"{place} holds no files; name a file or a folder with files to read")
    return out
