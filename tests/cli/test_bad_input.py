"""Bad input gets one clear sentence and exit code 2, and leaves nothing half-written."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "object"]
BOOK = ("-c", "syria-conflict")

BAD_FILES: dict[str, tuple[bytes, str]] = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n\t\n", "empty"),
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
    "article.txt": (
        b"Storm closes the harbour of Westhaven for a second day in a row\n\n"
        b"The harbour stayed closed on Tuesday, and the ferries with it. Nobody was hurt, the harbour master said.\n\n"
        b"He expects the first ferry on Wednesday evening, if the wind turns to the west as it was forecast.\n",
        "no comments",
    ),
}


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


@pytest.mark.parametrize("name", BAD_FILES)
@pytest.mark.parametrize("command", ["report", "read"])
def test_bad_files(discourse: Run, tmp_path: Path, name: str, command: str) -> None:
    data, word = BAD_FILES[name]
    file = tmp_path / name
    file.write_bytes(data)
    out = ["-o", tmp_path / "out.csv"] if command == "read" else [*BOOK, "-o", tmp_path / "out"]
    done = discourse(command, file, *out)
    assert done.code == 2
    assert name in done.err
    assert word.lower() in done.err.lower()
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert left(tmp_path) == [name]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("report", "no-such-file.txt", *BOOK, "-o", "OUT"), "there is no such file"),
        (("report", "FOLDER", *BOOK, "-o", "OUT"), "holds no files"),
        (("report", "THREAD", "-c", "syria-conflit", "-o", "OUT"), "Did you mean 'syria-conflict'?"),
        (("report", "THREAD", "-o", "OUT"), "name a codebook"),
        (("report", *BOOK, "-o", "OUT"), "name at least one file"),
        (("report", "THREAD", *BOOK, "-o", "OUT", "--clusterer", "louvian"), "Did you mean 'louvain'?"),
        (("report", "THREAD", *BOOK, "-o", "OUT", "--min-confidence", "7"), "between 0 and 1"),
        (("reprot",), "Did you mean 'report'?"),
        (("methods", "scorse"), "Did you mean 'scores'?"),
        (("codebook", "show", "syria-conflict", "irann"), "Did you mean 'iran'?"),
        (("read", "THREAD", "--set", "split_uncertan=true"), "Did you mean 'split_uncertain'?"),
        (("read", "THREAD", "--set", "nonsense"), "write KEY=VALUE"),
        (("read", "THREAD", "-o", "x.docx"), ".csv or .parquet"),
        (("network", "THREAD"), "made from Statements"),
        (("code", "THREAD"), "name a codebook"),
        (("figure", "discourse", "FOLDER", "-o", "x.pdf"), "no saved analysis"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else "",
)
def test_bad_words(
    discourse: Run, thread: Path, tmp_path: Path, words: tuple[str, ...], expected: str
) -> None:
    (tmp_path / "folder").mkdir()
    places = {"THREAD": thread, "OUT": tmp_path / "out", "FOLDER": tmp_path / "folder"}
    done = discourse(*(places.get(w, w) for w in words))
    assert done.code == 2
    assert expected in " ".join(done.err.split())
    assert left(tmp_path) == ["folder"]


def test_no_match_for_any_code(discourse: Run, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("author,text\nAda,the weather is nice today\n")
    done = discourse("report", file, *BOOK, "-o", tmp_path / "out")
    assert done.code == 2
    assert "no actor and no narrative" in done.err
    assert "t.csv" in done.err
    assert left(tmp_path) == ["t.csv"]


@pytest.mark.parametrize(
    "rows",
    ["Ada,Iran out of Syria\n", "Ada,Iran out of Syria\nAda,and Russia too\n", "Ada,Iran\nBen,Turkey\n"],
    ids=["one comment", "one commenter", "nothing shared"],
)
def test_little_is_still_a_report(discourse: Run, tmp_path: Path, rows: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text("author,text\n" + rows)
    done = discourse("report", file, *BOOK, "-o", tmp_path / "out")
    assert done.code == 0
    assert "not computed: the coalition network: " in done.err
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "coalition" in page
    for name in ("network.graphml", "network.gexf", "statements.csv", "corpus.csv", "manifest.json"):
        assert (tmp_path / "out" / name).stat().st_size > 0


def test_a_codebook_with_errors(discourse: Run, thread: Path, tmp_path: Path) -> None:
    book = tmp_path / "book.toml"
    book.write_text(
        'id = "b"\nlabel = "B"\n[[actor]]\nid = "x"\nlabel = "X"\naliases = ["iran"]\n'
        '[[actor]]\nid = "y"\nlabel = "Y"\naliases = ["Iran"]\n'
        '[[narrative]]\nid = "n"\nlabel = "N"\ncues = ["{actor:zz} out", ""]\nexampels = []\n'
    )
    done = discourse("report", thread, "-c", book, "-o", tmp_path / "out")
    assert done.code == 2
    lines = done.err.removeprefix("discourse: ").strip().splitlines()
    assert any(
        "book.toml, line 10, key 'aliases'" in x and "claimed by two actors, 'x' and 'y'" in x for x in lines
    )
    assert any("book.toml, line 14, key 'cues'" in x and "no actor: 'zz'" in x for x in lines)
    assert any("is empty" in x for x in lines)
    assert any("line 15, key 'exampels': unknown key. Did you mean 'examples'?" in x for x in lines)
    assert left(tmp_path) == ["book.toml"]


def test_an_existing_folder_is_kept(discourse: Run, thread: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    done = discourse("report", thread, *BOOK, "-o", out)
    assert done.code == 2
    assert "--force" in done.err
    assert left(out) == ["mine.txt"]
    assert discourse("report", thread, *BOOK, "-o", out, "--force").code == 0
    assert (out / "report.html").is_file()
    assert left(tmp_path) == ["out"]


def test_a_failing_run_keeps_what_stood_there(discourse: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    (tmp_path / "empty.txt").write_text("")
    assert discourse("report", tmp_path / "empty.txt", *BOOK, "-o", out, "--force").code == 2
    assert left(out) == ["mine.txt"]


def test_an_unwritable_place(discourse: Run, thread: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = discourse("report", thread, *BOOK, "-o", tmp_path / "file" / "out")
    assert done.code == 2
    assert "cannot be written" in done.err
    done = discourse("read", thread, "-o", tmp_path / "no" / "such" / "c.csv")
    assert done.code == 2
    assert "folder does not exist" in done.err
    assert left(tmp_path) == ["file"]


def test_a_full_disk(discourse: Run, thread: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    done = discourse("report", thread, *BOOK, "-o", tmp_path / "out")
    assert done.code == 2
    assert "disk is full" in done.err
    assert left(tmp_path) == []


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_interrupted_halfway(thread: Path, tmp_path: Path, number: str) -> None:
    """A real process is stopped while it writes, and leaves nothing."""
    import signal

    slow = (
        "import sys, time, discourse.report.build as b\n"
        "render = b.render\n"
        "def wait(*a, **k):\n    print('writing', flush=True)\n    time.sleep(30)\n    return render(*a, **k)\n"
        "b.render = wait\n"
        "from discourse.cli import main\nmain()\n"
    )
    words = ["report", str(thread), *BOOK, "--draws", "2", "--nulls", "1", "-o", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-c", slow, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "writing"
    time.sleep(0.2)
    process.send_signal(getattr(signal, number))
    _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "interrupted" in err
    assert left(tmp_path) == []


def test_a_very_long_line(discourse: Run, tmp_path: Path) -> None:
    """50 MB without a line end: said in a sentence, or read, but never a traceback."""
    file = tmp_path / "long.txt"
    file.write_text("Ada Low\n\n" + "Iran out of Syria " * 2_900_000)
    done = discourse("read", file, "-o", tmp_path / "c.csv", "-q")
    assert done.code in (0, 2)
    assert "a fault in discourse" not in done.err
    assert (tmp_path / "c.csv").exists() == (done.code == 0)


def test_a_fault_of_ours_is_exit_code_1(
    discourse: Run, thread: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("discourse.verbs.read", broken)
    done = discourse("read", thread)
    assert done.code == 1
    assert "a fault in discourse itself (ZeroDivisionError: oops)" in done.err
