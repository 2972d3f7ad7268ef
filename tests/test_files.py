"""Writing that leaves nothing half done, cells that never run, and names that are found."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DiscourseError, MissingExtra, OptionError, OutputError
from discourse.files import building, defuse, refuse, write_bytes, write_csv, writing
from discourse.registry import Entry, Registry

CELLS = st.text(st.sampled_from("'=+-@\t\ra ,\"\n1é😀"), max_size=8)


@given(CELLS)
def test_a_defused_cell_is_no_formula_and_comes_back(text: str) -> None:
    safe = defuse(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert refuse(safe) == text


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=6))
def test_a_table_of_hostile_cells_reads_back(rows: list[tuple[str, str]]) -> None:
    import csv
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        write_csv(pd.DataFrame(rows, columns=["a", "b"]), path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.reader(file))
    assert [tuple(refuse(c) for c in row) for row in found[1:]] == rows


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "f.txt"
    write_bytes(place, b"old")

    def half(error: type[BaseException]) -> None:
        with writing(place) as part:
            part.write_bytes(b"new")
            raise error

    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error):
            half(error)
        assert place.read_bytes() == b"old"
        assert [p.name for p in tmp_path.iterdir()] == ["f.txt"]


def test_a_failed_folder_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "out"
    with building(place) as part:
        (part / "a").write_text("old")
    with pytest.raises(OutputError, match="--force"), building(place):
        pass

    def half() -> None:
        with building(place, force=True) as part:
            (part / "b").write_text("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert [p.name for p in place.iterdir()] == ["a"]
    with building(place, force=True) as part:
        (part / "b").write_text("new")
    assert [p.name for p in place.iterdir()] == ["b"]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_missing_extra_is_named() -> None:
    table = Registry("clusterers", {"far": Entry("no_such_package_here:f", "far away", extra="igraph")})
    with pytest.raises(MissingExtra, match=r"discourse-toolkit\[igraph\]") as caught:
        table.load("far")
    assert isinstance(caught.value, DiscourseError)


def test_a_broken_module_of_ours_is_not_called_a_missing_extra() -> None:
    table = Registry("scores", {"gone": Entry("discourse.scores.gone:f", "gone", extra="igraph")})
    with pytest.raises(ModuleNotFoundError) as caught:
        table.load("gone")
    assert not isinstance(caught.value, DiscourseError)


def test_unknown_names_come_with_the_nearest() -> None:
    table = Registry("layouts", {"spring": Entry("math:sin", "x"), "columns": Entry("math:cos", "y")})
    with pytest.raises(OptionError, match="Did you mean 'spring'"):
        table.load("sprnig")
    with pytest.raises(OptionError, match="Known: columns, spring"):
        table.load("zzz")
