"""Files that unpack or expand beyond all measure get one sentence, in bounded memory."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reader_examples import altered, outcome
from reader_shapes import MAIN, xlsx
from test_readers_contract import BODIES, LAUGHS

from discourse.model.corpus import Corpus

#: The most memory that a refused file may take, the libraries included.
MOST = 600 << 20
_PIECE = 8 << 20
_CHILD = """
import json, resource, sys
import discourse as ds
from discourse.errors import DiscourseError
path, name = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30))
try:
    told = f"read: {ds.read(path, format=name or None)!r}"
except DiscourseError as error:
    told = str(error)
try:  # a child's ru_maxrss is never below its parent's memory, which says nothing of the child
    status = open("/proc/self/status").read()
    most = int(status.partition("VmHWM:")[2].split()[0]) << 10
except OSError:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
print(json.dumps([told, most]))
"""


def gzipped(start: bytes, filler: bytes) -> bytes:
    """Return three gigabytes in an archive of many members."""
    piece = gzip.compress(filler * (_PIECE // len(filler)))
    return gzip.compress(start) + piece * 400


def zstandard(start: bytes, filler: bytes) -> bytes:
    import zstandard

    pack = zstandard.ZstdCompressor().compress
    return pack(start) + pack(filler * (_PIECE // len(filler))) * 400


def zipped(start: bytes, filler: bytes, name: str = "inside", **others: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, text in others.items():
            archive.writestr(path, text)
        with archive.open(name, "w", force_zip64=True) as file:
            file.write(start)
            for _ in range(40):
                file.write(filler * (_PIECE // len(filler)))
    return out.getvalue()


def workbook(_: bytes, __: bytes) -> bytes:
    """Return a workbook whose sheet unpacks to hundreds of megabytes."""
    with zipfile.ZipFile(io.BytesIO(xlsx([["author", "text"]]))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if "sheet1" not in name}
    row = b"<row>" + b'<c t="inlineStr"><is><t>a</t></is></c>' * 2 + b"</row>"
    start = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    return zipped(start, row, "xl/worksheets/sheet1.xml", **parts)


def document(_: bytes, __: bytes) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    start = f'<w:document xmlns:w="{space}"><w:body>'.encode()
    filler = b"<w:p><w:r><w:t>Ada</w:t></w:r></w:p>"
    return zipped(start, filler, "word/document.xml", **{"[Content_Types].xml": "<Types/>"})


def laughing(start: bytes, _: bytes) -> bytes:
    return (LAUGHS + BODIES[start.decode()]).encode()


CASES: dict[str, tuple[str, str, Callable[[bytes, bytes], bytes], bytes, bytes]] = {
    "a table in gzip": ("t.csv.gz", "csv", gzipped, b"author,text\nAda,no\n", b"a"),
    "of many lines": (
        "t.ndjson.gz",
        "reddit",
        gzipped,
        b'{"id": "a", "body": "x", "link_id": "t3_b"}\n',
        b" " * 255 + b"\n",
    ),
    "one object in zstd": ("t.json.zst", "telegram", zstandard, b'{"messages": [', b" "),
    "an export in zstd": ("t.xml.zst", "disqus", zstandard, b"<disqus>", b" " * 1023 + b"\n"),
    "a thread in zip": ("t.zip", "thread", zipped, b"Ada\n\nno\n", b"\n"),
    "nobody knows what": ("t.gz", "", gzipped, b"", b"\x00"),
    "a workbook": ("t.xlsx", "spreadsheet", workbook, b"", b""),
    "a document": ("t.docx", "word", document, b"", b""),
    "laughs of a site": ("t.xml", "wordpress", laughing, b"wordpress", b""),
    "laughs of a page": ("t.html", "webpage", laughing, b"page", b""),
    "laughs of a network": ("t.graphml", "network", laughing, b"graphml", b""),
}


@pytest.mark.parametrize("case", CASES)
def test_bombs_are_refused_in_bounded_memory(case: str, tmp_path: Path) -> None:
    file, name, make, start, filler = CASES[case]
    path = tmp_path / file
    path.write_bytes(make(start, filler))
    assert path.stat().st_size < 16 << 20
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CHILD, str(path), name],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert not done.returncode, done.stderr[-2000:]
    told, most = json.loads(done.stdout)
    assert file in told or (told.startswith("read:") and case == "laughs of a page"), told
    assert "lollollol" not in told
    assert len(told) < 500
    assert most < MOST, f"{most >> 20} MB: {told}"


LONG = "The bridge was never safe. " * 400_000


def test_a_comment_of_ten_megabytes_on_a_page(tmp_path: Path) -> None:
    def longer(data: bytes) -> bytes:
        place = data.rfind(b"</p>", 0, data.find(b'id="comment-7"') + 2000)
        return data[:place] + LONG.encode() + data[place:]

    found = outcome(altered("webpage", tmp_path, longer), "webpage")
    assert isinstance(found, Corpus)
    assert found.comments["text"].map(len).max() >= len(LONG) - 2
