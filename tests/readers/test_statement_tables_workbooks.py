"""Statements from the sheets of Excel and OpenDocument workbooks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import pytest

import discourse as ds
from discourse.errors import InputError, OptionError
from discourse.model.statements import Statements
from discourse.readers import statements_table as reader
from discourse.readers.detect import detect
from discourse.readers.source import Source
from discourse.writers.corpus_table import corpus_table

HEAD = ["actor", "concept", "agreement", "date"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


class Serial(float):
    """A day as Excel counts it, shown as a date."""


class Fault(str):
    """The error of a formula."""


def _cell(place: str, value: Any) -> str:
    at = f'<c r="{place}"'
    if value is None:
        return f"{at}/>"
    if isinstance(value, Fault):
        return f'{at} t="e"><f>1/0</f><v>{value}</v></c>'
    if isinstance(value, Serial):
        return f'{at} s="1"><v>{float(value)}</v></c>'
    if isinstance(value, bool):
        return f'{at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"{at}><v>{value}</v></c>"
    return f'{at} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def xlsx(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """Make the smallest workbook that has the sheets."""
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(s)}" sheetId="{i}" r:id="r{i}"/>'
            for i, s in zip(numbers, sheets, strict=True)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="r{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i in numbers
        )
        + f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/>'
        "</cellXfs></styleSheet>",
    }
    for i, rows in zip(numbers, sheets.values(), strict=True):
        lines = "".join(
            f'<row r="{r}">' + "".join(_cell(f"{chr(64 + c)}{r}", v) for c, v in enumerate(row, 1)) + "</row>"
            for r, row in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{i}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
        )
    return zipped(parts)


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def ods(rows: Sequence[Sequence[Any]]) -> bytes:
    """Make an OpenDocument sheet."""
    name = "urn:oasis:names:tc:opendocument:xmlns"

    def cell(value: Any) -> str:
        kind = (
            f'office:value-type="float" office:value="{value}"'
            if isinstance(value, int)
            else 'office:value-type="string"'
        )
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{name}:office:1.0" xmlns:table="{name}:table:1.0" '
        f'xmlns:text="{name}:text:1.0"><office:body><office:spreadsheet><table:table table:name="One">{lines}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def put(folder: Path, data: bytes, name: str = "coding.xlsx") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_cells_come_as_what_they_are(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ["BDH ", "Gas", True, Serial(43525)],
        [" Grüne", 7, False, Serial(43526.5)],
        ["SPD", None, True, None],
    ]
    path = put(tmp_path, xlsx(Coding=rows))
    assert detect(Source.open(path)) == "statements"
    st = ds.read(path)
    assert [(v.name, v.kind) for v in st.variables] == [
        ("actor", "text"),
        ("concept", "text"),
        ("agreement", "boolean"),
    ]
    assert st.table["actor"].tolist() == ["BDH", "Grüne", "SPD"]
    assert st.table["concept"].fillna("-").tolist() == ["Gas", "7", "-"]
    assert st.table["agreement"].tolist() == [1, 0, 1]
    assert st.times.astype(str).tolist() == [
        "2019-03-01T00:00:00.000000",
        "2019-03-02T12:00:00.000000",
        "NaT",
    ]
    assert st.made["read"] == "coding.xlsx, sheet 'Coding'"


def test_the_first_sheet_that_looks_like_statements_is_read_unless_one_is_named(tmp_path: Path) -> None:
    notes = [["colour", "meaning"], ["red", "stop"]]
    path = put(
        tmp_path, xlsx(Empty=[], Notes=notes, Coding=[HEAD[:2], ["a", "c"]], More=[HEAD[:2], ["b", "d"]])
    )
    assert ds.read(path).table["actor"].tolist() == ["a"]
    assert ds.read(path, sheet="More").table["actor"].tolist() == ["b"]
    assert ds.read(path, sheet=4).table["actor"].tolist() == ["b"]
    assert ds.read(path, sheet="Notes").table["colour"].tolist() == ["red"]
    with pytest.raises(
        OptionError, match=r"coding.xlsx has no sheet 'Mor'\. Known: Coding, Empty, More, Notes"
    ):
        ds.read(path, sheet="Mor")
    with pytest.raises(OptionError, match="has 4 sheets, so there is no sheet 5"):
        ds.read(path, sheet=5)
    with pytest.raises(InputError, match="sheet 'Empty' is empty"):
        ds.read(path, sheet="Empty")


def test_numbers_that_are_kept_as_text_are_numbers(tmp_path: Path) -> None:
    st = ds.read(
        put(
            tmp_path,
            xlsx(S=[["actor", "concept", "weight"], ["a", "c", 2], ["b", "c", "3"], ["b", "d", "4.0"]]),
        )
    )
    assert st.table["weight"].tolist() == [2, 3, 4]


def test_our_own_table_in_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["statement_id", "document_id", "coder", "narrative", "stance", "confidence"],
        [1, "d", "me", "ban", -1, 0.5],
    ]
    st = ds.read(put(tmp_path, xlsx(S=rows)))
    assert st.table[["statement_id", "narrative", "stance", "confidence"]].to_numpy().tolist() == [
        ["1", "ban", -1, 0.5]
    ]


def test_opendocument(tmp_path: Path) -> None:
    path = put(tmp_path, ods([HEAD[:3], ["BDH", "Gas", 1], ["SPD", "Öl", 0]]), "coding.ods")
    assert ds.read(path).table["agreement"].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"A": [], "B": []}, "coding.xlsx is empty: none of its sheets has a filled cell"),
        (
            {"A": [["x", "y"], [1, 2]], "B": [["u", "v"], ["a", 2]]},
            "no sheet looks like a table of statements.*sheet='A'.*A, B",
        ),
        ({"A": [HEAD]}, "sheet 'A' has a heading, but no rows below it"),
        ({"A": [HEAD[:2], ["a", Fault("#REF!")]]}, "sheet 'A', row 2, column 'concept' holds #REF!"),
        ({"A": [HEAD[:2], ["a", "b"], [], ["a", Fault("#DIV/0!")]]}, "row 4, column 'concept' holds #DIV/0!"),
        ({"A": [[], HEAD, ["a", "c", 1, "soon"]]}, "sheet 'A', row 3, column 'date' holds 'soon'"),
        ({"A": [["actor", "concept", None], ["a", "b", "c"]]}, "row 2 has 3 cells, but the heading has 2"),
        ({"A": [["actor", None, "concept"], ["a", "b", "c"]]}, "row 1: column 2 has values but no heading"),
        ({"A": [["actor", "concept", "actor"], ["a", "b", "c"]]}, "has the column 'actor' twice"),
    ],
)
def test_what_is_wrong_gets_one_sentence_that_says_where(
    sheets: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        ds.read(put(tmp_path, xlsx(**sheets)))


def test_a_cell_far_off_the_table_does_not_fill_the_memory(tmp_path: Path) -> None:
    whole = xlsx(S=[HEAD[:2], ["a", "c"]])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace("</sheetData>", far)
    with pytest.raises(InputError, match="something in row 1048576 and in column 16384, far off the table"):
        ds.read(put(tmp_path, zipped(parts)))


def test_a_cell_that_says_not_available_is_empty(tmp_path: Path) -> None:
    st = ds.read(put(tmp_path, xlsx(S=[HEAD[:2], ["a", Fault("#N/A")], ["b", "c"]])))
    assert st.table["concept"].isna().tolist() == [True, False]
    assert "1 cell with '#N/A' taken as empty" in st.made["notes"]


def test_encrypted_broken_and_other_files(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    with pytest.raises(
        InputError, match=r"coding\.xlsx is encrypted; open it and save it without a password"
    ):
        ds.read(put(tmp_path, ole + "EncryptedPackage".encode("utf-16-le") + bytes(600)))
    with pytest.raises(InputError, match=r"old.xls cannot be read as a workbook: .*save its sheet as CSV"):
        ds.read(put(tmp_path, ole + "Workbook\0".encode("utf-16-le") + bytes(600), "old.xls"))
    with pytest.raises(InputError, match=r"letter\.doc is an old Office document"):
        ds.read(put(tmp_path, ole + "WordDocument\0".encode("utf-16-le") + bytes(600), "letter.doc"))
    whole = xlsx(S=[HEAD, ["a", "b", 1, "2020-01-01"]])
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        ds.read(put(tmp_path, whole[:-30]))


@pytest.mark.parametrize("format", ["csv", "thread", "jsonl", "network"])
def test_other_readers_refuse_a_workbook_in_a_sentence(format: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"coding\.xlsx"):
        ds.read(put(tmp_path, xlsx(S=[HEAD, ["a", "b", 1, "2020-01-01"]])), format=format)


@pytest.fixture
def heating(shared: Path) -> Statements:
    return ds.read(shared / "data" / "dna" / "domestic_heating.xlsx")


@pytest.mark.shared
def test_domestic_heating(heating: Statements) -> None:
    """559 statements of 94 actors on 69 concepts in 250 articles: counted in the sheet by hand."""
    assert len(heating) == 559
    assert {v.name: len(heating.coded(v.name).labels) for v in heating.variables} == {
        "actor": 94, "actor_cat": 14, "concept": 69, "concept_cat": 4, "agreement": 2, "framing_fine": 223,
        "framing": 5, "sequence": 487,
    }  # fmt: skip
    assert heating.variable("agreement").kind == "boolean"
    assert np.bincount(heating.coded("agreement").codes).tolist() == [174, 385]
    assert len(heating.documents) == 250
    assert heating.documents["source"].nunique() == 6
    assert heating.table["created_at"].dt.year.value_counts().to_dict() == {
        2019: 206,
        2015: 149,
        2016: 76,
        2017: 64,
        2018: 64,
    }
    assert heating.made["rows"] == {"read": 559, "kept": 559, "dropped": {}}
    assert heating.made["columns"]["title"] == "title of the document"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kinds", "actors", "concepts", "edges"),
    [
        (["Politikmaßnahme"], 30, 23, {"congruence": 178, "conflict": 85}),
        (["RE-Technologie", "FF-Technologie"], 29, 12, {"congruence": 191, "conflict": 89}),
    ],
)
def test_the_published_networks_of_domestic_heating(
    kinds: list[str], actors: int, concepts: int, edges: dict[str, int], heating: Statements
) -> None:
    """Of actors with two statements or more, then concepts with two or more: each actor's majority position."""
    part = heating.where(concept_cat=kinds)
    for name in ("actor", "concept"):
        often = part.table[name].value_counts()
        part = part.where(**{name: often.index[often >= 2].tolist()})
    mean = part.table.groupby(["actor", "concept"])["agreement"].mean()
    sides = mean[mean != 0.5].gt(0.5).astype(int).reset_index()
    assert (part.table["actor"].nunique(), part.table["concept"].nunique()) == (actors, concepts)
    table = sides.assign(
        statement_id=[f"m{i}" for i in range(len(sides))], document_id="all", coder="majority"
    )
    variables = tuple(heating.variable(n) for n in ("actor", "concept", "agreement"))
    majority = Statements(table, variables)
    options = {"rows": "actor", "cols": "concept", "qualifier": "agreement"}
    assert {m: ds.project(majority, m, **options).size for m in edges} == edges


@pytest.mark.shared
def test_attributes_of_domestic_heating_when_asked_for(shared: Path) -> None:
    st = ds.read(
        shared / "data" / "dna" / "domestic_heating.xlsx",
        variables={"actor_cat": "attribute of actor", "sequence": None},
    )
    kind = st.entities.set_index("id")["kind"]
    assert len(kind) == 94
    assert (kind["CDU/CSU"], kind["Institut für Wärme und Oeltechnik (IWO)"]) == ("Partei", "Verband")
    assert "sequence" not in st.table
    assert any("6 rows say something else of a value than most do" in n for n in st.made["notes"])
    assert reader.sniff(Source.open(shared / "data" / "dna" / "domestic_heating.xlsx")) == 0.9


def test_a_sheet_of_comments_is_read_and_the_others_are_told(tmp_path: Path) -> None:
    head = ["user", "text", "date", "likes"]
    path = put(
        tmp_path,
        xlsx(
            notes=[["made by hand"]],
            one=[
                ["Comments on the ferry"],
                head,
                ["Ada", "Stay", Serial(45355), 3],
                [None, "Go", None, None],
            ],
            two=[head, ["Ben", "No", None, 1], ["Cy", "So", None, 2]],
        ),
        "ferry.xlsx",
    )
    assert detect(Source.open(path)) == "spreadsheet"
    corpus = ds.read(path)
    assert corpus.comments["author"].tolist() == ["Ada", "unknown 1"]
    assert str(corpus.comments["created_at"][0]) == "2024-03-04 00:00:00"
    dropped = corpus.audit[corpus.audit["action"] == "dropped"]
    assert dropped["rows"].tolist() == [2]
    assert "the sheet 'two'" in dropped["reason"].iloc[0]
    assert ds.read(path, sheet="two").comments["author"].tolist() == ["Ben", "Cy"]
    with pytest.raises(OptionError, match="there is no sheet 9"):
        ds.read(path, sheet=9, format="spreadsheet")


def test_our_own_table_of_comments_in_a_workbook(tmp_path: Path, root: Path) -> None:
    corpus = ds.read(root / "data" / "threads" / "river-crossing.txt")
    table = corpus_table(corpus)
    rows = [list(table.columns), *table.astype(object).where(table.notna(), None).to_numpy().tolist()]
    back = ds.read(put(tmp_path, xlsx(corpus=rows), "corpus.xlsx"))
    assert back.digest == corpus.digest
