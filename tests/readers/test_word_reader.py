"""Word and OpenDocument texts: paragraphs, tables, tracked changes, what is left out, and files that are hostile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from discourse.errors import InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.word import reader as word
from discourse.readers.word.content import Paragraph, lay_out

PAGES = Path(__file__).parent / "fixtures" / "word"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)


def packed(tmp_path: Path, parts: dict[str, str | bytes], name: str) -> Source:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            stored = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(part, content, stored)
    return Source.open(path)


def docx(tmp_path: Path, body: str, namespace: str = W, **parts: str) -> Source:
    document = f"<?xml version='1.0'?><w:document {namespace}><w:body>{body}</w:body></w:document>"
    others = {f"word/{part}.xml": content for part, content in parts.items()}
    return packed(
        tmp_path, {"[Content_Types].xml": "<Types/>", "word/document.xml": document, **others}, "t.docx"
    )


def odt(tmp_path: Path, body: str, styles: str = "", manifest: str = "<m/>") -> Source:
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    return packed(tmp_path, dict(parts), "t.odt")


def p(*texts: str) -> str:
    return "".join(f"<w:p><w:r><w:t xml:space='preserve'>{t}</w:t></w:r></w:p>" for t in texts)


def counted(corpus: Corpus, action: str) -> dict[str, int]:
    rows = corpus.audit[corpus.audit["action"] == action]
    return dict(zip(rows["reason"], rows["rows"], strict=True))


def test_a_thread_with_tracked_changes_a_table_and_notes() -> None:
    source = Source.open(PAGES / "ferry.docx")
    corpus = word.read(source)
    assert corpus.comments["author"].tolist() == ["Maren Holt", "Tobias Krück", "islander_77", "سميرة عزيز"]
    assert corpus.comments["text"][0] == (
        "Nobody on the mainland really understands what this means. See the timetable.\n\n"
        "I will not vote\nfor any\tof them again."
    )
    assert corpus.comments["text"][2:].tolist() == ["Lies.", "العبّارة قديمة 🚢\n\nfirst point"]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "ferry:1", "", ""]
    assert corpus.comments["likes"][0] == 12
    assert corpus.documents["title"][0] == "Ferry fares to rise in spring"
    dropped = counted(corpus, "dropped")
    assert dropped["a reviewer's note in the margin, which is no part of the text"] == 1
    assert dropped["a page header or footer"] == 2
    assert counted(corpus, "repaired")["words that a tracked change takes out, left out"] == 1
    read = sum(counted(corpus, "read").values())
    assert read == sum(counted(corpus, "kept").values()) + sum(dropped.values())
    record = corpus.sources[0]
    assert (record["file"], record["format"], record["sha256"]) == ("ferry.docx", "word", source.sha256)
    assert record["bytes"] == (PAGES / "ferry.docx").stat().st_size
    assert "taken out of the document" in str(record["lines"])


def test_empty_paragraphs_set_comments_apart() -> None:
    corpus = word.read(Source.open(PAGES / "bridge.docx"))
    assert corpus.comments[["author", "text"]].values.tolist() == [
        ["Ada Byron", "They knew it for years."],
        ["Ben King", "Who is they?"],
        ["Carla Moreno", "The road office. It is in the report of 2019."],
    ]


def test_options_of_the_thread_reader_pass_through() -> None:
    source = Source.open(PAGES / "bridge.docx")
    corpus = word.read(source, article=True, split_uncertain=True)
    assert corpus.sources[0]["options"] == {"article": True, "split_uncertain": True}
    with pytest.raises(OptionError):
        word.read(source, article="yes")  # type: ignore[arg-type]


@pytest.mark.parametrize("namespace", [W, STRICT])
def test_what_is_text_and_what_is_not(tmp_path: Path, namespace: str) -> None:
    body = (
        "<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='9'/></w:tabs><w:ind w:left='720'/></w:pPr>"
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d &lt;e&gt;\n</w:t></w:r>"
        "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>"
        "<w:moveFrom><w:r><w:t>moved away</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>moved here</w:t></w:r></w:moveTo></w:p>"
        "<w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "<w:t>around it</w:t></w:r></w:p>"
        "<w:p><w:r><mc:AlternateContent xmlns:mc='m'><mc:Choice><w:t>once</w:t></mc:Choice>"
        "<mc:Fallback><w:t>twice</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    extract = word.extract(docx(tmp_path, body, namespace))
    assert extract.text == "    a\tb\n    c\u2011d <e> moved here\n\nin a box\n\naround it\n\nonce"
    assert list(extract.tally.rows) == [("repaired", "words that a tracked change takes out, left out")]


def test_open_document_text(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="P9"><style:paragraph-properties fo:margin-left="1.27cm"/></style:style>'
    )
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Eve</dc:creator>"
        "</office:change-info><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:h>Bridge closed until further notice</text:h>"
        "<text:p>The old bridge has been closed\n  to lorries since Monday.</text:p><text:p/><text:p/>"
        "<text:p>Ada<text:s text:c='1'/>Byron</text:p><text:p>They <text:span>knew</text:span> it"
        "<office:annotation><dc:creator>Eve</dc:creator><text:p>who?</text:p></office:annotation>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>In 2019.</text:p>"
        "</text:note-body></text:note>.<text:line-break/>For <text:a>years</text:a>.</text:p><text:p/>"
        '<text:p text:style-name="P9">Ben King</text:p><text:p text:style-name="P9">Who<text:tab/>is they?</text:p>'
        "<text:p/><table:table><table:table-row><table:table-cell><text:p>Carla Moreno</text:p></table:table-cell>"
        "<table:table-cell><text:p>The road office.</text:p></table:table-cell></table:table-row></table:table>"
    )
    corpus = word.read(odt(tmp_path, body, styles))
    assert corpus.comments[["author", "text"]].values.tolist() == [
        ["Ada Byron", "They knew it.\nFor years."],
        ["Ben King", "Who\tis they?"],
        ["Carla Moreno", "The road office."],
    ]
    assert corpus.comments["parent_id"].fillna("").tolist() == ["", "t:1", ""]
    assert corpus.documents["text"][0] == "The old bridge has been closed to lorries since Monday."
    dropped = corpus.audit[corpus.audit["action"] == "dropped"].set_index("reason")["example"].to_dict()
    assert dropped["a reviewer's note in the margin, which is no part of the text"] == "who?"
    assert dropped["a footnote or endnote"] == "In 2019."
    repaired = corpus.audit[corpus.audit["action"] == "repaired"].set_index("reason")["example"].to_dict()
    assert repaired["words that a tracked change takes out, left out"] == "gone"


def test_layout_of_spaced_paragraphs_and_rows() -> None:
    assert lay_out([Paragraph("a"), Paragraph("b"), Paragraph("c", row=True)]) == "a\n\nb\n\n\nc"
    assert lay_out([Paragraph("a"), Paragraph(" "), Paragraph("b", 90.0)]) == "a\n\n          b"
    assert lay_out([Paragraph("a", 36.0), Paragraph("b", 9e9)]) == "a\n\n" + " " * 40 + "b"
    assert lay_out([]) == ""


@pytest.mark.parametrize("name", ["ferry.docx", "bridge.docx"])
def test_sniff_by_content(tmp_path: Path, name: str) -> None:
    data = (PAGES / name).read_bytes()
    (tmp_path / "x.bin").write_bytes(data)
    assert word.sniff(Source.open(tmp_path / "x.bin")) == 0.99
    assert word.sniff(Source.from_text("PK word/")) == 0.0


@pytest.mark.parametrize("tenth", range(1, 10))
def test_cut_off_at_every_tenth(tmp_path: Path, tenth: int) -> None:
    data = (PAGES / "ferry.docx").read_bytes()
    (tmp_path / "ferry.docx").write_bytes(data[: len(data) * tenth // 10])
    with pytest.raises(InputError) as error:
        word.read(Source.open(tmp_path / "ferry.docx"))
    assert "ferry.docx" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (p(""), "holds no text"),
        ("<w:p>", "is broken in its part word/document.xml"),
        (p("a\x00"), "is broken in its part"),
        ("<w:p>" * 100_000 + "</w:p>" * 100_000, "holds no text"),
        (p("Just one line"), "holds no comments"),
    ],
)
def test_texts_that_cannot_be_read(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(InputError, match=said) as error:
        word.read(docx(tmp_path, body))
    assert "\n" not in str(error.value)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    body = "<w:p/>" * 5_000_000
    with pytest.raises(InputError, match=r"unpacks to \d+ MB in its part word/document\.xml"):
        word.read(docx(tmp_path, body))


def test_a_part_that_lies_about_its_size(tmp_path: Path) -> None:
    source = docx(tmp_path, p("Ada Byron", "Iran out.") * 1000)
    data = bytearray(source.data)
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    (tmp_path / "t.docx").write_bytes(data)
    with pytest.raises(InputError, match="broken"):
        word.read(Source.open(tmp_path / "t.docx"))


def test_a_part_whose_packing_is_damaged(tmp_path: Path) -> None:
    data = bytearray((PAGES / "ferry.docx").read_bytes())
    at = data.find(b"word/document.xml") + 60
    for value in (0x00, 0x5A, 0xFF):
        data[at : at + 200] = bytes([value]) * 200
        (tmp_path / "t.docx").write_bytes(data)
        with pytest.raises(InputError, match="broken"):
            word.read(Source.open(tmp_path / "t.docx"))


def test_entities_are_refused(tmp_path: Path) -> None:
    lol = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "lol"}">' for i in range(10))
    document = f"<!DOCTYPE w [{lol}]><w:document {W}><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:document>"
    source = packed(tmp_path, {"[Content_Types].xml": "<Types/>", "word/document.xml": document}, "t.docx")
    with pytest.raises(InputError, match="declares entities"):
        word.read(source)


def test_encrypted_and_old_documents(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="encrypted"):
        word.read(odt(tmp_path, "<text:p>x</text:p>", manifest="<manifest:encryption-data/>"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {W}>{p('Ada')}</w:document>")
    data = bytearray(buffer.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    (tmp_path / "locked.docx").write_bytes(data)
    with pytest.raises(InputError, match="encrypted"):
        word.read(Source.open(tmp_path / "locked.docx"))
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    for extra, said in (("", "old Word document|old Office document"), ("EncryptedPackage", "encrypted")):
        (tmp_path / "old.doc").write_bytes(old + extra.encode("utf-16-le"))
        with pytest.raises(InputError, match=said):
            word.read(Source.open(tmp_path / "old.doc"))


def test_another_main_part_is_found(tmp_path: Path) -> None:
    relations = (
        '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="/word/document2.xml"/></Relationships>'
    )
    document = (
        f"<w:document {W}><w:body>{p('Ada Byron', 'Iran out.', 'Ben King', 'Stay.')}</w:body></w:document>"
    )
    parts = {"[Content_Types].xml": "<Types/>", "_rels/.rels": relations, "word/document2.xml": document}
    corpus = word.read(packed(tmp_path, dict(parts), "t.docx"))
    assert corpus.comments["author"].tolist() == ["Ada Byron", "Ben King"]
    with pytest.raises(InputError, match="no main text"):
        word.read(packed(tmp_path, {"[Content_Types].xml": "x", "word/other.xml": document}, "t.docx"))
