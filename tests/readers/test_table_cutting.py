"""Tables cut by whole arrays give what csv.reader gives, or are left to it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import InputError
from discourse.readers.rows.wording import as_text
from discourse.readers.source import Source
from discourse.readers.source import source as module
from discourse.readers.tables import cutting, grid, records
from discourse.readers.tally import Tally

_CELL = st.text(alphabet='ab ",;\n\r\té😀\u2028', max_size=5)
_TABLE = st.lists(st.lists(_CELL, min_size=1, max_size=4), min_size=1, max_size=8)


def by_reader(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows that have any cell with the line on which each starts; fails as csv.reader does."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, line = [], 1
    for row in reader:
        if row:
            found.append((line, row))
        line = reader.line_num + 1
    return found


def by_cutting(text: str, delimiter: str) -> list[tuple[int, list[str]]] | None:
    found = cutting.cut(text.encode("utf-8", "surrogatepass"), delimiter)
    if found is None:
        return None
    rows = [found.ragged.get(i, [c[i] for c in found.columns]) for i in range(len(found.lines))]
    return list(zip(found.lines, rows, strict=True))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(_TABLE, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.sampled_from([1, 7, 1 << 18]))
def test_written_tables_are_cut_as_csv_reads_them(
    table: list[list[str]], delimiter: str, end: str, size: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "_SLAB", size)
        assert by_cutting(out.getvalue(), delimiter) == by_reader(out.getvalue(), delimiter)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet='a, "\n\ré', max_size=24), st.sampled_from([1, 5, 1 << 18]))
def test_any_text_is_cut_as_csv_reads_it_or_left_to_it(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "_SLAB", size)
        found = by_cutting(text, ",")
    if found is not None:
        assert found == by_reader(text, ",")


@pytest.mark.parametrize("text", ['a,b\n1,"x" y\n', 'a,b\n1,"x\n', "a,b\r1,2\r", "a,\x01\n1,2\n"])
def test_what_needs_a_look_at_each_character_is_not_cut(text: str) -> None:
    assert cutting.cut(text.encode(), ",") is None


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            ["a,b", "a,b,b", "1,x", ",", "", " ", "1", "1,2,3", "1,2,3,4", "1,2,,", '"1\n",x', "a,b,"]
        )
    )
)
def test_columns_and_rows_are_mended_alike(rows: list[str]) -> None:
    source = Source.from_text("\n".join(["a,b", *rows, " "]))

    def outcome() -> object:
        tally = Tally("x", "rows")
        try:
            header, chunks = grid.open_grid(source, ",", tally)
        except InputError as error:
            return str(error)
        return header, list(chunks), tally.rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grid, "_LITTLE", 0)
        fast = outcome()
    assert fast == outcome()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_sound_file_that_is_not_decoded_at_once_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str, end: str
) -> None:
    monkeypatch.setattr(module, "FIRST", 1 << 13)
    lines = [f"{i},né 😀 {i}" for i in range(4000)]
    path = tmp_path / "long.csv"
    path.write_bytes((mark + end.join(lines)).encode())
    source = Source.open(path)
    assert source.utf8.decode() == end.join(lines)
    assert list(source.lines()) == list(enumerate(lines, 1))
    assert b"".join(source.slabs()).decode() == "\n".join(lines)
    shown = source.preview.text
    assert len(shown) > 4000
    assert source.text.startswith(shown)
    assert (source.encoding, source.repair, source.misread) == ("utf-8", "", 0)
    assert source.raw == end.join(lines)
    assert source.text == "\n".join(lines)
    assert list(source.lines()) == list(enumerate(lines, 1))


def test_white_space_before_the_text_of_a_long_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST", 1 << 13)
    path = tmp_path / "late.txt"
    path.write_text("\n" * (1 << 16) + "Ada")
    assert Source.open(path).text.strip() == "Ada"
    path.write_text("\n" * (1 << 16))
    with pytest.raises(InputError, match="nothing but white space"):
        Source.open(path)


def test_values_that_are_equal_but_not_the_same_text_are_kept_apart() -> None:
    cells = {"t": [True, 1, 1.0, "1", None, ""], "d": [True, "1", 1.0, "Yes", 0, None]}
    place = records._Places("x")
    mapping = {"title": "t", "deleted": "d"}
    found = records._row_columns(cells, range(6), mapping, place)
    assert found["deleted"] == [True, True, True, True, False, False]
    assert found["document"] == ["x-1", "x-2", "x-2", "x-2", "", ""]
    texts = {name: list(map(as_text, values)) for name, values in cells.items()}
    again = records._row_columns(texts, range(6), mapping, records._Places("x"))
    assert (again["deleted"], again["document"]) == (found["deleted"], found["document"])
