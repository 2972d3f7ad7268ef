"""PDFs of threads: columns, page heads, divided words, and files that are broken, locked, scanned or hostile."""

from __future__ import annotations

import logging
import zlib
from pathlib import Path

import pytest

from discourse.errors import InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.pdf import reader as pdf
from discourse.readers.pdf.printed import Line, Sheet, lines_of, text_of
from discourse.readers.source import Source
from discourse.readers.tally import Tally

PAGES = Path(__file__).parent / "fixtures" / "pdf"
PEOPLE = ["Maren Holt", "Tobias Krück", "islander_77", "Samira Aziz", "Maren Holt"]
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def built(objects: list[bytes]) -> bytes:
    """Return a PDF of some objects, the first being its catalog."""
    out, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + table
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n" % (len(data), more) + data + b"\nendstream"


def sheet_of(content: bytes, more: bytes = b"", pages: int = 1) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>"
    kids = b" ".join(b"%d 0 R" % (5 + i) for i in range(pages))
    tree = b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages
    return built([CATALOG, tree, FONT, stream(content, more), *[page] * pages])


def made(tmp_path: Path, data: bytes) -> Source:
    (tmp_path / "t.pdf").write_bytes(data)
    return Source.open(tmp_path / "t.pdf")


def counted(corpus: Corpus, action: str) -> dict[str, int]:
    rows = corpus.audit[corpus.audit["action"] == action]
    return dict(zip(rows["reason"], rows["rows"], strict=True))


@pytest.mark.parametrize("name", ["ferry.pdf", "columns.pdf"])
def test_a_printed_page_in_one_and_in_two_columns(name: str) -> None:
    source = Source.open(PAGES / name)
    corpus = pdf.read(source)
    stem = name.removesuffix(".pdf")
    assert corpus.comments["author"].tolist() == PEOPLE
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", f"{stem}:1", "", "", f"{stem}:4"]
    assert corpus.comments["text"].tolist() == [
        "Nobody on the mainland understands what this means. My daughter takes the ferry to school twice a day, and "
        "there is neither a bridge nor a bus; we were promised in the last campaign that the fares would never be "
        "touched, and now this.\n\nI will not vote for any of them again.",
        "@Maren Holt The boats are forty years old. Who pays if one of them sinks — the well-to-do summer guests, or "
        "nobody at all? A fifth is little after nine years of standstill.",
        "Lies.",
        "One can be against the increase and still want new boats. The county sits on a surplus of eleven million, and "
        "the environmental-protection money of last year has not been spent either. Has anybody asked why the "
        "harbour's own account is closed to the public?",
        "Exactly this.",
    ]
    assert corpus.comments["likes"].fillna(-1).tolist() == [12, 3, -1, 41, -1]
    assert corpus.documents["title"][0] == "Ferry fares to rise in spring"
    assert corpus.documents["text"][0].count("\n\n") == 1
    dropped = counted(corpus, "dropped")
    assert dropped["a page number, date or address at the edge of the page"] == 2
    assert sum(counted(corpus, "read").values()) == sum(counted(corpus, "kept").values()) + sum(
        dropped.values()
    )
    record = corpus.sources[0]
    assert (record["file"], record["format"], record["sha256"], record["encoding"]) == (
        name,
        "pdf",
        source.sha256,
        "pdf",
    )


def test_page_heads_of_several_pages_are_left_out_and_names_at_the_top_are_not() -> None:
    corpus = pdf.read(Source.open(PAGES / "long.pdf"))
    firsts = ["Maren Holt", "Ida Brandt", "Yusuf Demir", "Lena Ost"]
    assert corpus.comments["author"].tolist() == [p.replace("Maren Holt", f) for f in firsts for p in PEOPLE]
    assert counted(corpus, "dropped")["a page header or footer, the same on most pages"] == 6
    assert not any("localhost" in text or "5:4" in text for text in corpus.comments["text"])
    assert corpus.comments["parent_id"].notna().sum() == 8


def test_divided_words_are_joined_and_words_with_a_hyphen_of_their_own_are_not() -> None:
    corpus = pdf.read(Source.open(PAGES / "bridge.pdf"))
    assert corpus.documents["text"][0] == (
        "The old bridge has been closed to lorries since Monday, after engineers found cracks in two of its pillars. "
        "The well-known crossing is the only one for thirty kilometres."
    )
    assert corpus.comments[["author", "text"]].values.tolist() == [
        ["Ada Byron", "They knew it for years, and the well-known report of 2019 said so. Nobody read it."],
        ["Ben King", "Who is they?"],
    ]
    assert counted(corpus, "repaired") == {
        "words that a hyphen divides at the end of a line, joined": 2,
        "lines that the edge of the page broke, joined to paragraphs": 1,
    }


def test_options_of_the_thread_reader_pass_through() -> None:
    source = Source.open(PAGES / "bridge.pdf")
    assert pdf.read(source, split_uncertain=True).sources[0]["options"]["split_uncertain"] is True
    with pytest.raises(OptionError):
        pdf.read(source, split_uncertain=3)  # type: ignore[arg-type]


def test_a_scan_needs_text_recognition() -> None:
    with pytest.raises(InputError, match=r"scan\.pdf holds no text, only pictures of it \(a scan\).*OCR"):
        pdf.read(Source.open(PAGES / "scan.pdf"))


def test_a_locked_file_is_told() -> None:
    with pytest.raises(InputError, match=r"locked\.pdf is encrypted"):
        pdf.read(Source.open(PAGES / "locked.pdf"))


@pytest.mark.parametrize("tenth", range(1, 10))
def test_cut_off_at_every_tenth(tmp_path: Path, tenth: int) -> None:
    data = (PAGES / "bridge.pdf").read_bytes()
    with pytest.raises(InputError) as error:
        pdf.read(made(tmp_path, data[: len(data) * tenth // 10]))
    assert "t.pdf" in str(error.value)
    assert "\n" not in str(error.value)


def bomb(data: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(data) for _ in range(times)) + packer.flush()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.4\n" + bytes(range(256)) * 40, "broken"),
        (b"%PDF-1.4", "broken"),
        (
            sheet_of(bomb(b"BT /F1 9 Tf 9 9 Td (Hello) Tj ET\n" * 9000, 500), b"/Filter/FlateDecode"),
            "unpacks to far more",
        ),
        (
            sheet_of(zlib.compress(bomb(b" " * 1_000_000, 500), 9), b"/Filter[/FlateDecode/FlateDecode]"),
            "unpacks to far more",
        ),
        (sheet_of(bomb(b"q Q " * 250_000, 24), b"/Filter/FlateDecode"), "draws more on its page 1"),
        (sheet_of(b"BT /F1 9 Tf 9 700 Td (Hello) Tj ET", pages=6000), "has 6000 pages"),
        (built([CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]), "broken|no text"),
        (
            built(
                [
                    CATALOG[:-2] + b"/X " + b"[" * 50_000 + b"]" * 50_000 + b">>",
                    b"<</Type/Pages/Kids[]/Count 0>>",
                ]
            ),
            "broken|no text",
        ),
        (built([CATALOG, b"<</Type/Pages/Kids[]/Count 0>>"]), "no text"),
        (sheet_of(b"BT /F1 9 Tf 9 700 Td (Hello) Tj ET"), "no comments"),
        (sheet_of(b"BT /F1 nine Tf x y Td (Hello) TJ Tm cm ET Q Q Q"), "broken|no text|no comments"),
    ],
)
def test_files_that_are_broken_or_hostile(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        pdf.read(made(tmp_path, data))
    assert "t.pdf" in str(error.value)
    assert "\n" not in str(error.value)


def test_nothing_is_written_to_standard_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = (PAGES / "bridge.pdf").read_bytes()
    level = logging.getLogger("pypdf").level
    for spoilt in (data.replace(b"startxref", b"startxxxx"), data.replace(b" 0 obj", b" 1 obj"), data[:-40]):
        try:
            pdf.read(made(tmp_path, spoilt))
        except InputError as error:
            assert "t.pdf" in str(error)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("pypdf").level == level


def test_sniff() -> None:
    assert pdf.sniff(Source.open(PAGES / "bridge.pdf")) == 0.99
    assert pdf.sniff(Source.from_text("Ada Byron\n\nA PDF, they said.")) == 0.0
    with pytest.raises(InputError, match="is no PDF"):
        pdf.read(Source.from_text("Ada Byron\n\nA PDF, they said."))


def laid(*lines: tuple[str, float, float]) -> str:
    sheet = Sheet([Line(text, x, y, 10.0) for text, x, y in lines], 0.0, 800.0, 600.0)
    return text_of([sheet], Tally("t", "lines"))


def test_a_name_above_a_full_line_stays_a_line_of_its_own() -> None:
    full = "Nobody on the mainland understands what this means at all"
    text = laid(("Ada Byron", 50, 600), (full, 50, 588), ("and never will.", 50, 576), ("Ben King", 50, 556))
    assert text.split("\n") == ["Ada Byron", f"{full} and never will.", "", "Ben King"]


def test_a_header_line_is_never_joined_even_where_it_fills_the_column() -> None:
    head = "Ada Byron of the Northern Isles · 3 March 2024 at 14:05"
    text = laid(("Much shorter than that", 50, 624), (head, 50, 612), ("goes on below it", 50, 600))
    assert text.split("\n") == ["Much shorter than that", head, "goes on below it"]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    text = laid(
        ("This line is the longest of all in here", 50, 100),
        ("and it goes on in the next column with", 350, 700),
        ("a few words.", 350, 688),
    )
    assert (
        text == "This line is the longest of all in here and it goes on in the next column with a few words."
    )


def test_runs_on_one_line_are_put_together() -> None:
    runs = [
        Line("Ada ", 50, 700, 10),
        Line("Byron", 75, 700.5, 10),
        Line("ﬁne", 50, 680, 10),
        Line(" ", 50, 660, 10),
    ]
    assert [line.text for line in lines_of(runs)] == ["Ada Byron", "fine"]
