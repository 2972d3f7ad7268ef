"""Writers of trees of comments in the shapes of tables and of our own files, and of sites' exports."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reader_platforms as platforms
from reader_trees import DEEP, DELETIONS, LIKES, PARENTS, TIMES, TITLE, UNKNOWN, Shape, Tree, answered

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADING = ["id", "parent_id", "author", "created_at", "text", "likes", "deleted", "title"]


def iso(seconds: int | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc(seconds: int | None) -> str:
    return "" if seconds is None else format_datetime(datetime.fromtimestamp(seconds, UTC))


def cells(tree: Tree) -> list[list[Any]]:
    """Return a tree as the rows of a table, with None where there is nothing."""
    return [
        [n.id, answered(tree, n) or None, n.author, iso(n.time) or None, n.text, n.likes, n.deleted, TITLE]
        for n in tree
    ]


def table(tree: Tree, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(HEADING)
    writer.writerows(cells(tree))
    return out.getvalue().encode()


def objects(tree: Tree) -> list[dict[str, Any]]:
    return [{k: v for k, v in zip(HEADING, row, strict=True) if v is not None} for row in cells(tree)]


def json_lines(found: Iterable[Any]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in found).encode()


def xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return the smallest workbook with one sheet; times are days as Excel counts them."""
    sheet = "".join(
        f'<row r="{r}">{"".join(_cell(f"{chr(64 + c)}{r}", v) for c, v in enumerate(row, 1))}</row>'
        for r, row in enumerate(rows, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="One" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s" Type="{OFFICE}/styles" '
        'Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22"/>'
        "</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _cell(place: str, value: Any) -> str:
    at = f'<c r="{place}"'
    if value is None:
        return f"{at}/>"
    if isinstance(value, bool):
        return f'{at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):  # a day
        return f'{at} s="1"><v>{value!r}</v></c>'
    if isinstance(value, int):
        return f"{at}><v>{value}</v></c>"
    return f'{at} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def workbook(tree: Tree) -> bytes:
    rows = cells(tree)
    for row, node in zip(rows, tree, strict=True):
        row[3] = None if node.time is None else node.time / 86_400 + 25_569
    return xlsx([HEADING, *rows])


def parquet(tree: Tree) -> bytes:
    import duckdb
    import pandas as pd

    frame = pd.DataFrame(cells(tree), columns=HEADING)
    frame["created_at"] = pd.to_datetime(
        pd.Series([n.time for n in tree], dtype="float64"), unit="s", utc=True
    )
    frame["likes"] = frame["likes"].astype("Int64")
    frame = frame.astype(dict.fromkeys(("id", "parent_id", "author", "text", "title"), "str"))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "t.parquet"
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("frame", frame)
        connection.execute(f"COPY (SELECT * FROM frame) TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def pasted(tree: Tree) -> bytes:
    """Return a thread as it is copied from a page: the article, then names and texts."""
    said = [f"{n.author}\n\n{n.text}" for n in tree]
    return "\n\n\n".join(
        [f"{TITLE}\n\nThe council votes today on both, and nobody knows how.", *said]
    ).encode()


_NO_DELETED = frozenset({DELETIONS})
_PASTED = frozenset({LIKES, DELETIONS, UNKNOWN, TIMES, PARENTS})
_TWO_LEVELS = frozenset({DELETIONS, DEEP})

#: Every shape, by a name for the tests, and what its format cannot hold.
SHAPES: dict[str, Shape] = {
    "csv": Shape("csv", "t.csv", table),
    "csv ;": Shape("csv", "t.csv", lambda t: table(t, ";")),
    "csv |": Shape("csv", "t.csv", lambda t: table(t, "|")),
    "tsv": Shape("csv", "t.tsv", lambda t: table(t, "\t")),
    "jsonl": Shape("jsonl", "t.jsonl", lambda t: json_lines(objects(t))),
    "json list": Shape("jsonl", "t.json", lambda t: json.dumps(objects(t), indent=1).encode()),
    "spreadsheet": Shape("spreadsheet", "t.xlsx", workbook),
    "parquet": Shape("parquet", "t.parquet", parquet),
    "thread": Shape("thread", "t.txt", pasted, _PASTED),
    "reddit": Shape("reddit", "t.ndjson", platforms.reddit),
    "reddit page": Shape("reddit", "t.json", platforms.reddit_page),
    "hackernews": Shape("hackernews", "t.jsonl", platforms.hackernews, frozenset({LIKES})),
    "hackernews algolia": Shape("hackernews", "t.json", platforms.algolia, frozenset({LIKES})),
    "disqus": Shape("disqus", "t.xml", platforms.disqus_xml, frozenset({LIKES})),
    "disqus api": Shape("disqus", "t.json", platforms.disqus_json),
    "wordpress": Shape("wordpress", "t.xml", platforms.wordpress, frozenset({LIKES, DELETIONS})),
    "youtube": Shape("youtube", "t.json", platforms.youtube, _TWO_LEVELS, platforms.youtube_id),
    "ytdlp": Shape("ytdlp", "t.info.json", platforms.ytdlp, frozenset({DELETIONS})),
    "youtube_data_tools": Shape("youtube_data_tools", "t.csv", platforms.youtube_data_tools, _TWO_LEVELS),
    "telegram": Shape("telegram", "result.json", platforms.telegram, frozenset({LIKES, DELETIONS})),
    "twitter": Shape("twitter", "t.jsonl", platforms.twitter, frozenset({DELETIONS, UNKNOWN})),
    "fourcat": Shape("fourcat", "t.csv", platforms.fourcat),
    # The seed, from which the tool started, is a row that is dropped.
    "facepager": Shape(
        "facepager", "t.csv", platforms.facepager, _NO_DELETED, platforms.facepager_id, dropped=1
    ),
    "convokit": Shape("convokit", "t", platforms.convokit, frozenset({LIKES, DELETIONS, UNKNOWN})),
}
#: The first shape of each reader.
FIRST: dict[str, Shape] = {}
for _shape in SHAPES.values():
    FIRST.setdefault(_shape.reader, _shape)
