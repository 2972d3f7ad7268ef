"""Reader of the comment tables that YouTube Data Tools writes: CSV, and the tab files of its first years."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.source import Source
from discourse.readers.tables.grid import Grid, find_delimiter, parse_grid, read_header
from discourse.readers.tables.mapping import listed
from discourse.readers.tally import Tally

_MARKS = frozenset(("id", "authorName", "text", "publishedAt", "isReply"))
_PARENTS = ("isReplyTo", "isReplyToId")
#: ``videoinfo_VIDEOID_2023_05_01-12_00_00_comments.csv``, or without the first word.
_VIDEO = re.compile(r"videoinfo_([A-Za-z0-9_-]{11})(?:_.*)?|([A-Za-z0-9_-]{11})_\d{4}[_-]\d\d.*")


def sniff(source: Source) -> float:
    """Return how surely a source is one of the tool's comment tables: by its headings."""
    line = source.head.lstrip("\ufeff\n ").split("\n", 1)[0]
    if "authorName" not in line or "isReply" not in line:
        return 0.0
    names = {cell.strip().strip('"') for cell in re.split(r"[,;\t]", line)}
    return 0.98 if names >= _MARKS and not names.isdisjoint(_PARENTS) else 0.0


def rows(source: Source, tally: Tally) -> Iterator[Row]:
    r"""Yield the comments of a table.

    The id of the video stands in a column in new tables, only in the file's name in old ones. The tab files of the
    first years have no quotes around cells, so that quotes in them are the commenters' own; PHP, in which the
    tool was written, doubles a quote in a cell except behind a backslash. Texts are plain or, in old files, HTML.

    Parameters
    ----------
    source : Source
    tally : Tally

    Yields
    ------
    dict
        A row (:data:`discourse.readers.rows.format.Row`).

    Examples
    --------
    >>> text = "id,replyCount,likeCount,publishedAt,authorName,text,isReply,isReplyTo\nU,0,3,2020-01-01,Ada,no,0,"
    >>> row = next(rows(Source.from_text(text, "videoinfo_abcdefghijk_2020_01_02-10_00_00_comments.csv"),
    ...     Tally("x", "rows")))
    >>> row["document"], row["id"], row["likes"]
    ('abcdefghijk', 'U', '3')
    """
    from discourse.readers.youtube import is_html

    grid = _grid(source, tally)
    match = _VIDEO.fullmatch(source.stem)
    video = match[1] or match[2] if match else source.stem
    if "text" not in grid.header or "id" not in grid.header:
        raise InputError(
            f"{source.name} has no columns 'id' and 'text', as a comment table of YouTube Data Tools has; its columns "
            f"are {listed(grid.header)}"
        )
    addressed: set[str] = set()
    for line, cells in zip(grid.lines, grid.rows, strict=True):
        extra = {k: v for k, v in zip(grid.header, cells, strict=True) if v}
        name, text = extra.pop("id", ""), extra.pop("text", "")
        document = extra.pop("videoId", video)
        if not name and text.startswith("[") and document in text and "authorName" not in extra:
            tally.add("dropped", "a note of the tool that comments could not be had", line, text)
            continue
        answered = extra.pop("isReplyToId", "") or extra.pop("isReplyTo", "")
        if extra.pop("isReply", "0") in ("1", "TRUE", "true", "True") and not answered:
            answered = name.partition(".")[0] if "." in name else ""
        row: Row = {
            "line": line,
            "id": name,
            "document": document,
            "parent": answered,
            "author": extra.pop("authorName", ""),
            "author_id": extra.pop("authorChannelId", ""),
            "created_at": extra.pop("publishedAt", ""),
            "text": text,
            "likes": extra.pop("likeCount", ""),
            "extra": extra,
        }
        if extra.get("authorChannelUrl", "").rpartition("/")[2] in ("", row["author_id"], row["author"]):
            extra.pop("authorChannelUrl", None)  # says no more than name and id
        if is_html(text):
            row["markup"] = "html"
        if extra.pop("isChannelOwner", "") == "yes":
            row["role"] = "submitter"
        if document not in addressed:
            addressed.add(document)
            if document != source.stem and len(document) == 11:
                row["url"] = f"https://www.youtube.com/watch?v={document}"
        yield row


def _grid(source: Source, tally: Tally) -> Grid:
    text = source.text
    delimiter = find_delimiter(text)[0]
    if delimiter == "\t" and '"' in text and _unquoted(text):
        # Every quote is a commenter's: put as in a CSV, so that it is one cell's.
        text = "\n".join("\t".join(map(_cell, line.split("\t"))) for line in text.split("\n"))
    elif '\\"' in text and re.search(rf'[^\n\\"{re.escape(delimiter)}]""', text):
        tally.add("repaired", "quotes behind a backslash are not doubled as the others are; read so")
        text = _doubled(text, delimiter, len(read_header(text, delimiter)))
    return parse_grid(text, delimiter, tally)


def _unquoted(text: str) -> bool:
    """Whether a tab file has no quotes around cells: times, which hold a space, would stand in some."""
    header = read_header(text, "\t")
    place = header.index("publishedAt") if "publishedAt" in header else -1
    for line in text.split("\n")[1:50]:
        cells = line.split("\t")
        if 0 <= place < len(cells) and " " in cells[place]:
            return not cells[place].startswith('"')
    return False


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if '"' in text else text


def _doubled(text: str, delimiter: str, width: int) -> str:
    r"""Return a text in which quotes behind a backslash are doubled as well.

    A quote behind a backslash and before a delimiter may end its cell or not: the right number of cells decides, for
    every row is one line.

    Examples
    --------
    >>> print(_doubled('"say \\"no", "b\\"', ",", 2))
    "say \""no", "b\"
    """
    stop = re.escape(delimiter)
    inside, before = re.compile(rf'\\"(?=[^"{stop}]|"(?:{stop}|$))'), re.compile(rf'\\"(?={stop})')
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if '\\"' in line:
            line = inside.sub(r'\\""', line)
            other = before.sub(r'\\""', line)
            lines[i] = other if _cells(line, delimiter) != width == _cells(other, delimiter) else line
    return "\n".join(lines)


def _cells(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), ()))
    except csv.Error:
        return 0


FORMAT = Format("youtube_data_tools", rows, global_ids=True)


def read(source: Source) -> Corpus:
    """Read a comment table of YouTube Data Tools.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Corpus
        The document is the video, called by its id as in YouTube's own data.

    Raises
    ------
    InputError
        If it has no rows, or is no such table.
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source])
