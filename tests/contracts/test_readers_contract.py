"""Every registered reader on awkward files: what it holds with a full account, or one sentence."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from reader_examples import ROWS, altered, check_corpus, file_of, good, is_text, outcome
from reader_shapes import FIRST, SHAPES, iso, rfc
from reader_trees import EXAMPLE, PARENTS, TIMES, Node, Tree, fitted, written

import discourse as ds
from discourse.errors import DiscourseError
from discourse.model.corpus import Corpus
from discourse.readers import TABLE

THREAD = (
    "Storm over Westhaven\n\nThe harbour was closed.\n\n\n"
    "Ada Low\n\nIran out of here.\n\nBen Ray\n\n@Ada Low no.\n"
)
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'
BODIES = {
    "disqus": '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals"><post dsq:id="1">'
    "<message>&l9;</message></post></disqus>",
    "wordpress": '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><wp:comment><wp:comment_content>&l9;'
    "</wp:comment_content></wp:comment></item></channel></rss>",
    "graphml": "<graphml>&l9;</graphml>",
    "page": "<html><body><h1>News</h1><div class='comment'><p>&l9;</p></div></body></html>",
}
AWKWARD: dict[str, bytes] = {
    "empty": b"",
    "one byte": b"a",
    "one brace": b"{",
    "blank": b" \n \n",
    "nul": b"a,b\n\x00\x00,\x00\n",
    "only nuls": bytes(100),
    "random": bytes((i * 37 + 11) % 256 for i in range(3000)),
    "latin-1": "Zoë\n\nCafé à la carte, c'est fini.\n".encode("latin-1"),
    "utf-16": THREAD.encode("utf-16"),
    "utf-16 unmarked": THREAD.encode("utf-16-le"),
    "utf-32": THREAD.encode("utf-32"),
    "bom": b"\xef\xbb\xbf" + THREAD.encode(),
    "only a bom": b"\xef\xbb\xbf",
    "old mac": THREAD.replace("\n", "\r").encode(),
    "half a character": THREAD.encode()[:-2] + "é".encode()[:1],
    "half a surrogate": b"Ada\n\nIran \xed\xa0\x80 out\n\nBen\n\nno\n",
    "one quote": b'author,text\nAda,"never closed\n',
    "ragged": b"author,text\nAda,hi,more,and more\nBen\n",
    "brackets": b"[" * 20_000,
    "braces": b'{"a":' * 20_000,
    "elements": b"<a>" * 20_000,
    "doctype": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>',
    "numbers": b"1\n2\n3\n",
    "zip": b"PK\x03\x04" + bytes(100),
    "empty zip": b"PK\x05\x06" + bytes(18),
    "pdf": b"%PDF-1.7\n" + bytes(100),
    "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40),
    "gzip": b"\x1f\x8b\x08" + bytes(20),
    "zstd": b"\x28\xb5\x2f\xfd" + bytes(20),
    "parquet": b"PAR1" + bytes(20) + b"PAR1",
    "sqlite": b"SQLite format 3\x00" + bytes(200),
    "json of nothing": b"[]",
    "json of numbers": b"[1, 2, 3]",
    "json of nulls": b"null\nnull\n",
    **{f"laughs {name}": (LAUGHS + body).encode() for name, body in BODIES.items()},
    **{f"outside {name}": (OUTSIDE + body).encode() for name, body in BODIES.items()},
}
NO_EXAMPLE_OF_OURS = [name for name in TABLE if name not in FIRST]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The good example of every format."""
    return {name: good(name, tmp_path_factory.mktemp(name)) for name in TABLE}


@pytest.mark.parametrize("name", TABLE)
def test_every_reader_has_a_good_example_and_is_found_by_content(name: str, tmp_path: Path) -> None:
    path = good(name, tmp_path)
    forced, found = outcome(path, name), outcome(path, None)
    assert not isinstance(forced, str), forced
    assert type(found) is type(forced)
    assert not isinstance(found, str)
    assert found.digest == forced.digest
    if isinstance(found, Corpus):
        assert len(found)
        assert isinstance(forced, Corpus)
        assert forced.sources[0]["format"] == found.sources[0]["format"] == name


@pytest.mark.parametrize("name", TABLE)
def test_awkward_files(name: str, tmp_path: Path) -> None:
    for case, data in AWKWARD.items():
        path = tmp_path / f"{case}.txt"
        path.write_bytes(data)
        found = outcome(path, name)
        if isinstance(found, Corpus):
            assert not found.comments["text"].str.contains("root:|lollol").any(), case


@pytest.mark.parametrize("name", TABLE)
def test_truncated_at_every_tenth(name: str, examples: dict[str, Path], tmp_path: Path) -> None:
    whole = ds.read(examples[name])
    for part in range(1, 10):
        path = altered(name, tmp_path / str(part), lambda data, part=part: data[: len(data) * part // 10])  # type: ignore[misc]
        found = outcome(path, name)
        if name in ROWS and isinstance(found, Corpus):
            assert len(found) <= len(whole)


@pytest.mark.parametrize("name", TABLE)
def test_the_examples_of_all_other_formats(name: str, examples: dict[str, Path]) -> None:
    for other, path in examples.items():
        if other != name:
            outcome(file_of(path), name)


@pytest.mark.parametrize("name", TABLE)
def test_encodings(name: str, examples: dict[str, Path], tmp_path: Path) -> None:
    if not is_text(examples[name]):
        return
    whole = ds.read(examples[name])
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"):

        def recoded(data: bytes, encoding: str = encoding) -> bytes:
            return data.decode("utf-8-sig").encode(encoding, "ignore")

        found = outcome(altered(name, tmp_path / encoding, recoded), name)
        if encoding in ("utf-8-sig", "utf-16"):
            assert not isinstance(found, str), found
            assert found.digest == whole.digest, encoding


@pytest.mark.parametrize("name", TABLE)
def test_nuls_and_halves_of_characters_inside(name: str, examples: dict[str, Path], tmp_path: Path) -> None:
    if not is_text(examples[name]):
        return
    for number, odd in enumerate(
        (b"\x00", b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"\xff\xfe", b"&#0;&#xD800;")
    ):

        def spoilt(data: bytes, odd: bytes = odd) -> bytes:
            place = data.find(b"never safe")
            place = place if place > 0 else len(data) * 2 // 3
            return data[:place] + odd + data[place:]

        found = outcome(altered(name, tmp_path / str(number), spoilt), name)
        if name in FIRST and isinstance(found, Corpus):
            assert len(found) >= 1
            assert found.comments["text"].str.contains("never safe").any() or len(found) < 5


def _zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", data)
    return out.getvalue()


def _zstandard(data: bytes) -> bytes:
    import zstandard

    return zstandard.ZstdCompressor().compress(data)


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zst": _zstandard,
    ".zip": _zipped,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


@pytest.mark.parametrize("name", TABLE)
def test_packed_files_are_read_as_if_they_were_not(
    name: str, examples: dict[str, Path], tmp_path: Path
) -> None:
    file = file_of(examples[name])
    for beside in file.parent.iterdir():
        (tmp_path / beside.name).write_bytes(beside.read_bytes() if beside.is_file() else b"")
    whole = ds.read(file, format=name)
    for suffix, pack in PACKERS.items():
        path = tmp_path / (file.name + suffix)
        path.write_bytes(pack(file.read_bytes()))
        found = outcome(path, name)
        if not is_text(file) and isinstance(found, str):
            continue
        assert not isinstance(found, str), found
        if isinstance(found, Corpus):
            columns = [c for c in found.comments.columns if c != "document_id"]
            assert found.comments[columns].equals(whole.comments[columns])
        path.write_bytes(path.read_bytes()[:-9])
        outcome(path, name)


def _read(shape: str, tree: Tree, folder: Path, change: Callable[[bytes], bytes]) -> Corpus | str:
    path = written(SHAPES[shape], tree, folder)
    file = file_of(path)
    file.write_bytes(change(file.read_bytes()))
    found = outcome(path, SHAPES[shape].reader)
    assert isinstance(found, Corpus | str)
    return found


TEXTS = [n for n, s in SHAPES.items() if s.reader not in ("spreadsheet", "parquet", "thread")]
TIMED = [n for n in TEXTS if TIMES not in SHAPES[n].lacks]
STYLES: dict[str, Callable[[int], str]] = {
    "iso with zone": lambda t: iso(t).replace("Z", "+00:00"),
    "iso without": lambda t: iso(t)[:-1],
    "seconds": str,
    "milliseconds": lambda t: str(t * 1000),
    "rfc 2822": rfc,
    "x": lambda t: f"{rfc(t)[:3]} {rfc(t)[8:11]} {rfc(t)[5:7]} {rfc(t)[17:25]} +0000 {rfc(t)[12:16]}",
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("shape", TIMED)
def test_times_of_several_styles(shape: str, style: str, tmp_path: Path) -> None:
    node = EXAMPLE[0]
    assert node.time is not None
    shown = STYLES[style](node.time)
    quote = "" if SHAPES[shape].file.endswith(".xml") else '"'
    known = re.compile(rb'"?(1709280000|2024-03-01[T ]08:00:00(Z|\+0000)?)"?')
    found = _read(shape, [node], tmp_path, lambda data: known.sub(f"{quote}{shown}{quote}".encode(), data))
    assert isinstance(found, Corpus)
    assert [int(t.timestamp()) for t in found.comments["created_at"].dt.tz_localize("UTC")] == [node.time]


DECIMALS = {
    "text": rb'"\g<id>.0"',
    "number": rb"\g<id>.0",
    "huge": rb"1.2e18",
    "digits": rb"12\g<id>000000.0",
}


@pytest.mark.parametrize("case", DECIMALS)
@pytest.mark.parametrize("shape", TEXTS)
def test_ids_written_as_decimals(shape: str, case: str, tmp_path: Path) -> None:
    number, new = rb'"?(?<![\d.])\b(?:t1_)?(?P<id>100[1-5])\b"?', DECIMALS[case]
    if SHAPES[shape].file.endswith(".xml"):
        number, new = rb'(?<=[>"])(?P<id>100[1-5])(?=[<"])', new.replace(b'"', b"")
    found = _read(shape, EXAMPLE, tmp_path, lambda data: re.sub(number, new, data))
    if isinstance(found, str) or SHAPES[shape].comment_id is not str:
        return
    if case in ("text", "digits"):
        assert "." not in "".join(found.comments["comment_id"])
        assert found.comments["parent_id"].notna().sum() == 3
        assert found.comments["missing_parent"].isna().all()
    if case == "huge":
        assert found.audit["reason"].str.contains("comes twice|once more|digits").any()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_comment_of_ten_megabytes(shape: str, tmp_path: Path) -> None:
    long = "The bridge was never safe. " * 400_000
    tree = [*EXAMPLE[:2], Node("1003", 1, "Ben King", 1_709_287_199, long, 0)]
    found = _read(shape, tree, tmp_path, lambda data: data)
    assert isinstance(found, Corpus)
    assert len(found) == 3
    assert len(found.comments["text"].iloc[-1]) == len(long.strip())


DEEPEST = 100_000


_NESTED = ("reddit page", "hackernews algolia")
_CHAINS = [n for n, s in SHAPES.items() if PARENTS not in s.lacks and (s in FIRST.values() or n in _NESTED)]


@pytest.mark.parametrize("shape", _CHAINS)
def test_a_hundred_thousand_nested_replies(shape: str, tmp_path: Path) -> None:
    if shape in _NESTED:
        path = tmp_path / "deep.json"
        path.write_text(_nested(shape), encoding="utf-8")
        found = outcome(path, SHAPES[shape].reader)
        assert isinstance(found, str) or len(found) == DEEPEST  # type: ignore[arg-type]
        return
    tree = fitted(_chain(), SHAPES[shape])
    found = ds.read(written(SHAPES[shape], tree, tmp_path))
    assert len(found) == DEEPEST
    name = SHAPES[shape].comment_id
    parents = dict(zip(found.comments["comment_id"], found.comments["parent_id"], strict=True))
    wanted = {name(n.id): name(tree[n.parent].id) for n in tree if n.parent is not None}
    assert {child: parent for child, parent in parents.items() if parent == parent} == wanted
    assert found.comments["missing_parent"].isna().all()


@cache
def _chain() -> Tree:
    return [
        Node(str(1001 + i), i - 1 if i else None, f"P{i % 7}", 1_700_000_000 + i, f"no {i}")
        for i in range(DEEPEST)
    ]


def _nested(shape: str) -> str:
    if shape == "reddit page":
        start = (
            '{"kind": "Listing", "data": {"after": null, "children": [{"kind": "t1", "data": {"id": "c%d", '
        )
        start += '"author": "a", "body": "no %d", "link_id": "t3_x", "replies": '
        return "".join(start % (i, i) for i in range(DEEPEST)) + '""' + "}}]}}" * DEEPEST
    start = (
        '{"id": %d, "type": "comment", "author": "a", "text": "no", "created_at_i": 1700000000, "children": ['
    )
    return "".join(start % i for i in range(1, DEEPEST + 1)) + "]}" * DEEPEST


@pytest.mark.parametrize("name", TABLE)
def test_sniffing_is_a_share_and_never_fails(name: str, tmp_path: Path) -> None:
    from discourse.readers.source import Source

    sniff = import_module(TABLE.entry(name).target.partition(":")[0]).sniff
    for data in AWKWARD.values():
        path = tmp_path / "file"
        path.write_bytes(data)
        try:
            source = Source.open(path)
        except DiscourseError:
            continue
        assert 0.0 <= sniff(source) <= 1.0


@pytest.mark.parametrize("name", TABLE)
def test_unknown_options_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(DiscourseError, match="takes no option 'nonsense'"):
        ds.read(good(name, tmp_path), format=name, nonsense=1)


def test_the_check_itself_tells_sound_from_unsound() -> None:
    corpus = Corpus.from_comments([("Ada", "Iran out")])
    with pytest.raises(AssertionError):
        check_corpus(corpus)  # without an audit
