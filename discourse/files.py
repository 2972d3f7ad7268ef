"""Writing that never leaves a half file, and cells that never run in a spreadsheet."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from discourse.errors import InputError, OutputError

_FORMULA = re.compile(r"^'*[=+\-@\t\r]")


def sha256(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hexadecimal.

    Examples
    --------
    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Read a whole file, turning what the system says into one sentence.

    Raises
    ------
    InputError
        If the path does not exist, is a folder or may not be read.
    """
    place = Path(path)
    with reading(place):
        return place.read_bytes()


def readable(path: str | os.PathLike[str]) -> None:
    """Check that a file is there and may be read.

    Raises
    ------
    InputError
        As :func:`read_bytes`.
    """
    place = Path(path)
    with reading(place), place.open("rb"):
        pass


@contextmanager
def reading(place: Path) -> Iterator[None]:
    """Turn what the system says while a file is read into one sentence.

    Raises
    ------
    InputError
        As :func:`read_bytes`.
    """
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{place}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise InputError(f"{place} is a folder; name a file in it") from None
    except PermissionError:
        raise InputError(f"{place} may not be read; check its permissions") from None
    except OSError as error:
        raise InputError(f"{place} cannot be read: {error.strerror or error}") from None


def _explain(path: Path, error: OSError) -> OutputError:
    if error.errno == errno.ENOSPC:
        return OutputError(
            f"{path}: the disk is full; nothing was left behind. Free some space and run again"
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return OutputError(f"{path} cannot be written: no permission there; choose another place")
    if isinstance(error, FileNotFoundError):
        return OutputError(f"{path} cannot be written: its folder does not exist; make it first")
    if isinstance(error, NotADirectoryError | FileExistsError):
        return OutputError(f"{path} cannot be written: a file stands where a folder is needed")
    if isinstance(error, IsADirectoryError):
        return OutputError(f"{path} is a folder; name a file in it")
    return OutputError(f"{path} cannot be written: {error.strerror or error}")


@contextmanager
def writing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside ``path``; put it in place only if the block ends well.

    Parameters
    ----------
    path : path-like
        The file to be written.

    Yields
    ------
    pathlib.Path
        A path with the same suffix, to be written to.

    Raises
    ------
    OutputError
        If it cannot be written; whatever stood at ``path`` is then still there.
    """
    place = Path(path)
    if place.is_dir():
        raise OutputError(f"{place} is a folder; name a file in it")
    try:
        handle, name = tempfile.mkstemp(prefix=".part-", suffix=place.suffix, dir=place.parent)
        os.close(handle)
    except OSError as error:
        raise _explain(place, error) from error
    part = Path(name)
    try:
        yield part
        part.chmod(0o666 & ~_umask())
        part.replace(place)
    except OSError as error:
        raise _explain(place, error) from error
    finally:
        part.unlink(missing_ok=True)


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write ``data`` to ``path`` whole or not at all."""
    with writing(path) as part:
        part.write_bytes(data)


@contextmanager
def building(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """Give a temporary folder beside ``path``; put it in place only if the block ends well.

    Parameters
    ----------
    path : path-like
        The folder to be written.
    force : bool
        Replace a folder that is there. Its old contents are kept until the new ones are complete.

    Yields
    ------
    pathlib.Path
        An empty folder to be filled.

    Raises
    ------
    OutputError
        If the folder exists and ``force`` is not given, or cannot be written. Nothing is then changed.
    """
    place = Path(path)
    check_folder(place, force=force)
    try:
        place.absolute().parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".part-{place.name}-", dir=place.absolute().parent))
    except OSError as error:
        raise _explain(place, error) from error
    try:
        yield part
        part.chmod(0o777 & ~_umask())
        _swap(part, place)
    except OSError as error:
        raise _explain(place, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def check_apart(path: str | os.PathLike[str], *, keep: Iterable[str | os.PathLike[str] | None]) -> None:
    """Refuse an output that would take the place of what is needed or read.

    Parameters
    ----------
    path : path-like
        The output, a file or a folder.
    keep : iterable of path-like or None
        Inputs, key, codebook and the like.

    Raises
    ------
    OutputError
        If one of them is the output, or lies in it.
    """
    place = Path(path).resolve()
    for one in [*keep, Path.cwd()]:
        there = Path(one or "")
        if one is None:
            continue
        if not there.exists():
            continue
        there = there.resolve()
        if there == place or (place.is_dir() and place in there.parents):
            raise OutputError(
                f"{path} cannot be written: {one} is there, which is needed or read; choose another output"
            )


def check_folder(path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Refuse early an output folder that :func:`building` would refuse late.

    Raises
    ------
    OutputError
        If something is there and ``force`` is not given, or it is not a folder, or no folder can be made there.
    """
    place = Path(path)
    if place.exists() or place.is_symlink():
        if not place.is_dir():
            raise OutputError(f"{place} is a file; name a folder for the output")
        if not force and any(place.iterdir()):
            raise OutputError(
                f"{place} exists and is not empty; choose another folder, or replace it with --force"
            )
    parent = next(p for p in place.absolute().parents if p.exists())
    if not parent.is_dir():
        raise OutputError(f"{place} cannot be written: {parent} is a file")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise OutputError(f"{place} cannot be written: no permission in {parent}; choose another place")


def _swap(part: Path, place: Path) -> None:
    """Move ``part`` to ``place``, keeping what was there until the new folder stands."""
    if not place.exists():
        part.replace(place)
        return
    old = Path(tempfile.mkdtemp(prefix=f".old-{place.name}-", dir=place.absolute().parent))
    try:
        place.replace(old / "was")
        part.replace(place)
    except OSError:
        if (old / "was").exists():
            (old / "was").replace(place)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def defuse(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; :func:`refuse` gives the original back.

    A text that starts with ``= + - @``, a tab or a carriage return gets an apostrophe in front, and so does one
    that already starts with apostrophes before such a character: the mapping is one to one.

    Examples
    --------
    >>> defuse("=1+1"), defuse("plain"), defuse("'=x"), defuse(-1)
    ("'=1+1", 'plain', "''=x", -1)
    """
    return "'" + value if isinstance(value, str) and _FORMULA.match(value) else value


def refuse(value: Any) -> Any:
    """Undo :func:`defuse`.

    Examples
    --------
    >>> refuse("'=1+1"), refuse("'quoted'"), refuse("''=x")
    ('=1+1', "'quoted'", "'=x")
    """
    if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value):
        return value[1:]
    return value


def apply_to_text(frame: Any, function: Callable[[Any], Any]) -> Any:
    """Return ``frame`` with ``function`` applied to each cell of its text columns (categories included)."""
    out = frame.copy(deep=False)
    for name in out.columns:
        column = out[name]
        if column.dtype == "category":
            out[name] = column.cat.rename_categories([function(c) for c in column.cat.categories])
        elif column.dtype == "str" or column.dtype == object:
            out[name] = column.map(function, na_action="ignore").astype(column.dtype)
    return out


def write_csv(frame: Any, path: str | os.PathLike[str]) -> None:
    """Write a table as UTF-8 CSV with a byte-order mark (so that Excel reads it) and defused cells.

    Parameters
    ----------
    frame : pandas.DataFrame
        The index is not written.
    path : path-like
        Where to; whole or not at all.
    """
    safe = apply_to_text(frame, defuse).rename(columns=defuse)
    with writing(path) as part:
        safe.to_csv(
            part, index=False, encoding="utf-8-sig", lineterminator="\r\n", date_format="%Y-%m-%dT%H:%M:%SZ"
        )
