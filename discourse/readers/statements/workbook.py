"""The sheets of an Excel or OpenDocument workbook."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

from discourse.errors import InputError, OptionError, did_you_mean
from discourse.readers.source import Source

#: More cells than these in one sheet's rectangle mean that something stands far off the table.
_CELLS = 10_000_000
#: Bytes to which a sheet may unpack.
_UNPACKED = 1_000_000_000
#: What unpacks to more than this many times its size, and to more than `_SOME`, is a bomb.
_RATIO, _SOME = 200, 50_000_000
Rows = tuple[list[list[str]], list[int]]
_PART = re.compile(rb"<c\b([^>]*)>.*?</c>", re.DOTALL)


def sheets(source: Source) -> dict[str, Rows]:
    """Return the cells of every sheet, and the number of each row.

    Parameters
    ----------
    source : Source

    Returns
    -------
    dict of str to (list of list of str, list of int)
        Whole numbers are written without a point, dates as ISO 8601, yes and no as TRUE and FALSE. A cell whose
        formula failed has its error (in .xlsx; other formats give nothing there).

    Raises
    ------
    InputError
        If it is encrypted or broken.
    """
    import python_calamine as calamine

    _check_size(source)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        found = {}
        for number, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(number)
            cells = [[as_text(c) for c in row] for row in sheet.to_python(skip_empty_area=False)]
            found[str(name)] = (cells, list(range(1, len(cells) + 1)))
    except calamine.PasswordError:
        raise InputError(f"{source.name} is encrypted; save it without a password") from None
    except (calamine.CalamineError, ValueError, OverflowError) as error:
        raise InputError(
            f"{source.name} cannot be read as a workbook: {str(error).splitlines()[0]}; save its sheet as CSV"
        ) from None
    return found


def _check_size(source: Source) -> None:
    """Refuse an .xlsx whose sheets would fill the memory, because a cell stands far off or by intent."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            for part in archive.infolist():
                if part.file_size > _UNPACKED:
                    raise InputError(f"{source.name} unpacks to more than a gigabyte; save its sheet as CSV")
                if part.file_size > _SOME and part.file_size > _RATIO * part.compress_size:
                    raise InputError(
                        f"{source.name} unpacks to more than {_RATIO} times its size; that is no table that people made"
                    )
                if not part.filename.startswith("xl/worksheets/"):
                    continue
                data = archive.read(part)
                letters = {_number(c) for c in set(re.findall(rb'\br="([A-Z]{1,3})[0-9]', data))}
                rows = {int(r) for r in set(re.findall(rb'\br="[A-Z]{0,3}([0-9]{1,7})"', data))}
                if letters and rows and (max(letters) * max(rows)) > _CELLS:
                    raise InputError(
                        f"{source.name} has a sheet with something in row {max(rows)} and in column {max(letters)}, "
                        f"far off the table; delete it, or save the sheet as CSV"
                    )
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError):
        return


def _number(letters: bytes) -> int:
    """Return the number of a column, A being 1."""
    out = 0
    for letter in letters:
        out = out * 26 + letter - 64
    return out


def pick(
    source: Source,
    found: dict[str, Rows],
    sheet: str | int | None,
    likely: Any,
    what: str = "a table of statements, with columns such as actor, concept and agreement",
) -> str:
    """Return the name of the sheet to read: the one asked for, else the first that looks right.

    Parameters
    ----------
    source : Source
    found : dict
        As of :func:`sheets`.
    sheet : str or int or None
        A name, or a number from 1.
    likely : callable
        Says of a heading whether it is the right one.
    what : str
        What is looked for, for the message.

    Returns
    -------
    str

    Raises
    ------
    OptionError, InputError
    """
    names = list(found)
    if isinstance(sheet, int) and not isinstance(sheet, bool):
        if not 1 <= sheet <= len(names):
            raise OptionError(f"{source.name} has {len(names)} sheets, so there is no sheet {sheet}")
        return names[sheet - 1]
    if sheet is not None:
        if sheet not in found:
            raise OptionError(f"{source.name} has no sheet {str(sheet)!r}.{did_you_mean(str(sheet), names)}")
        return str(sheet)
    filled = [n for n in names if any(any(c.strip() for c in row) for row in found[n][0])]
    if not filled:
        raise InputError(f"{source.name} is empty: none of its sheets has a filled cell")
    for name in filled:
        if any(likely(row) for row in found[name][0][:10]):
            return name
    if len(filled) == 1:
        return filled[0]
    raise InputError(
        f"{source.name}: no sheet looks like {what}; "
        f"name the one to read, as in sheet={filled[0]!r}. There are: {', '.join(names)}"
    )


def add_errors(source: Source, name: str, rows: Rows) -> None:
    """Put the errors of formulas into the cells of a sheet that have them, so that they are not taken for empty."""
    if not source.data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            data = archive.read(_part_of(archive, name))
    except (KeyError, zipfile.BadZipFile, RuntimeError, OSError):
        return
    for found in _PART.finditer(data):
        attributes = found[1]
        at = re.search(rb'\br="([A-Z]+)([0-9]+)"', attributes)
        if b't="e"' not in attributes or at is None:
            continue
        value = re.search(rb"<v>([^<]*)</v>", found[0])
        column = _number(at[1])
        row = int(at[2]) - 1
        if row < len(rows[0]) and column <= len(rows[0][row]):
            rows[0][row][column - 1] = value[1].decode() if value else "#VALUE!"


def _part_of(archive: zipfile.ZipFile, name: str) -> str:
    """Return the part of an .xlsx archive that holds a sheet."""
    from html import unescape

    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        title, key = re.search(r'\bname="([^"]*)"', tag), re.search(r'\br:id="([^"]*)"', tag)
        if title and key and unescape(title[1]) == name:
            for link in re.findall(r"<Relationship\b[^>]*>", links):
                target = re.search(r'\bTarget="([^"]*)"', link)
                if f'Id="{key[1]}"' in link and target:
                    return target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
    raise KeyError(name)


def as_text(value: Any) -> str:
    """Return the value of a cell as text: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return "" if value is None else str(value)
