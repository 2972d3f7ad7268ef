"""``discourse read`` and ``report`` over folders, patterns and packed files, strictly, hiding names, into a folder."""

from __future__ import annotations

import gzip
import json
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import discourse as ds
from discourse.errors import InputError, OptionError
from discourse.readers.inputs import expand

Run = Callable[..., Any]
POSTS = [
    {"id": "a1", "author": "Ada_Low", "body": "Iran out, says @Ben-9", "link_id": "t3_z", "parent_id": "t3_z",
     "subreddit": "towns", "created_utc": 1700000000, "score": 2},
    {"id": "a2", "author": "Ben-9", "body": "write to ada@example.org", "link_id": "t3_z", "parent_id": "t1_a1",
     "subreddit": "towns", "created_utc": 1700000100, "score": 1},
    {"id": "a3", "author": "[deleted]", "body": "[removed]", "link_id": "t3_z", "parent_id": "t1_a2",
     "subreddit": "towns", "created_utc": 1700000200, "score": 1},
]  # fmt: skip


@pytest.fixture
def mixed(tmp_path: Path, root: Path) -> Path:
    place = tmp_path / "mixed"
    (place / "inner").mkdir(parents=True)
    shutil.copy(root / "data" / "threads" / "river-crossing.txt", place)
    (place / "inner" / "posts.ndjson.gz").write_bytes(
        gzip.compress("\n".join(map(json.dumps, POSTS)).encode())
    )
    (place / "inner" / "table.csv").write_text("user,text\nCy,Stay\nDi,\n", encoding="utf-8")
    (place / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (place / ".hidden.csv").write_text("user,text\nNo,body\n", encoding="utf-8")
    return place


def test_a_folder_is_read_with_what_could_not_be_read_told(mixed: Path) -> None:
    corpus = ds.read(mixed)
    assert [s["file"] for s in corpus.sources] == ["posts.ndjson.gz", "table.csv", "river-crossing.txt"]
    assert {s["format"] for s in corpus.sources} == {"thread", "reddit", "csv"}
    files = corpus.audit[corpus.audit["unit"] == "files"]
    assert files["file"].unique().tolist() == ["picture.png"]
    assert "PNG image" in files["reason"].iloc[1]
    assert "No" not in set(corpus.comments["author"])
    counts = corpus.audit.groupby(["file", "action"])["rows"].sum().unstack(fill_value=0)
    assert (counts["read"] == counts["kept"] + counts["dropped"]).all()


def test_patterns_and_names_are_mixed_and_each_file_is_read_once(mixed: Path) -> None:
    found = expand([mixed / "*.txt", mixed / "river-crossing.txt", mixed / "**" / "*.csv"])
    assert [p.path.name for p in found] == ["river-crossing.txt", "table.csv"]
    assert len(ds.read(str(mixed / "*.txt"), mixed / "inner" / "table.csv").sources) == 2


@pytest.mark.parametrize(
    ("name", "message"), [("*.xyz", "no file is called like that"), ("empty", "holds no files")]
)
def test_nothing_to_read_is_said(mixed: Path, name: str, message: str) -> None:
    (mixed / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        ds.read(mixed / name)


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "posts [1].csv"
    path.write_text("user,text\nAda,Stay\n", encoding="utf-8")
    assert len(ds.read(path)) == 1


def test_a_bad_file_that_was_named_is_an_error(mixed: Path) -> None:
    with pytest.raises(InputError, match=r"picture\.png is a PNG"):
        ds.read(mixed / "inner" / "table.csv", mixed / "picture.png")


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "t.csv").write_text(f"user,text\n{folder},Stay\n", encoding="utf-8")
    corpus = ds.read(tmp_path / "one", tmp_path / "two")
    assert corpus.audit["file"].unique().tolist() == ["one/t.csv", "two/t.csv"]
    assert corpus.comments["document_id"].tolist() == ["t", "t-2"]


def test_strict_stops_where_anything_is_dropped(discourse: Run, mixed: Path, tmp_path: Path) -> None:
    done = discourse("read", mixed / "inner" / "table.csv", "--strict", "-o", tmp_path / "out.csv")
    assert done.code == 2
    assert "1 row of table.csv from line 3: no text" in done.err
    assert not (tmp_path / "out.csv").exists()
    assert discourse("read", mixed / "river-crossing.txt", "--strict", "-q").code == 0
    done = discourse("read", mixed / "inner" / "table.csv", "--strict", "-o", tmp_path / "folder")
    assert done.code == 2
    assert not (tmp_path / "folder").exists()


def test_columns_are_shown_and_may_be_given(discourse: Run, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Wer,Was\nAda,Stay\n", encoding="utf-8")
    done = discourse("read", path, "--column", "text=Was", "--column", "author=Wer")
    assert "columns: text=Was, author=Wer" in done.err
    assert "Ada: Stay" in done.out
    done = discourse("read", path, "--column", "text")
    assert (done.code, "FIELD=NAME" in done.err) == (2, True)


def test_an_encoding_may_be_given(discourse: Run, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("user,text\nZażółć,gęślą jaźń\n".encode("cp1250"))
    assert "Zażółć: gęślą jaźń" in discourse("read", path, "--encoding", "cp1250").out
    assert discourse("read", path, "--encoding", "nonsense").code == 2


def test_a_corpus_in_a_folder_is_opened_again(discourse: Run, mixed: Path, tmp_path: Path) -> None:
    done = discourse("read", mixed / "inner" / "posts.ndjson.gz", "-o", tmp_path / "corpus")
    assert done.code == 0
    plain, stored = ds.read(mixed / "inner" / "posts.ndjson.gz"), ds.read(tmp_path / "corpus")
    assert type(stored).__name__ == "StoredCorpus"
    assert stored.digest == plain.digest
    pd.testing.assert_frame_equal(stored.comments, plain.comments)
    again = discourse("read", mixed / "inner" / "posts.ndjson.gz", "-o", tmp_path / "corpus")
    assert (again.code, "--force" in again.err) == (2, True)
    assert discourse("read", mixed, "-o", tmp_path / "corpus", "--force").code == 0
    assert len(ds.read(tmp_path / "corpus")) > 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["corpus", "mixed"]


def test_tables_and_their_options_go_into_a_folder_too(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("wer,was\nAda,Stay\nBen,@Ada no\n", encoding="utf-8")
    columns = {"text": "was", "author": "wer"}
    stored = ds.read(path, columns=columns, into=tmp_path / "corpus")
    assert stored.digest == ds.read(path, columns=columns).digest
    assert stored.sources[0]["columns"] == {"text": "was", "author": "wer"}
    assert stored.comments["parent_by"].tolist()[1] == "mention"


def test_only_comments_go_into_a_folder(tmp_path: Path, root: Path) -> None:
    with pytest.raises(OptionError, match="holds no comments"):
        ds.read(root / "data" / "debates" / "tidal-barrage.csv", into=tmp_path / "corpus")


def test_bytes_are_told_while_reading(mixed: Path) -> None:
    told: list[tuple[int, int]] = []
    ds.read(mixed, progress=lambda done, total: told.append((done, total)))
    size = sum(p.stat().st_size for p in mixed.rglob("*") if p.is_file() and not p.name.startswith("."))
    assert told[-1] == (size, size)
    assert all(0 <= done <= total == size for done, total in told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_keyed_names_are_the_same_in_every_run_and_nowhere_the_real_ones(
    discourse: Run, mixed: Path, tmp_path: Path
) -> None:
    key, posts = tmp_path / "names.key", mixed / "inner" / "posts.ndjson.gz"
    done = discourse("read", posts, "--pseudonyms", key, "-o", tmp_path / "one.csv", "-q")
    assert done.code == 0
    assert "a new key is in" in done.err
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert discourse("read", posts, "--pseudonyms", key, "-o", tmp_path / "two.parquet", "-q").err == ""
    assert discourse("read", posts, "--pseudonyms", key, "-o", tmp_path / "three", "-q").code == 0
    one, two, three = (ds.read(tmp_path / n) for n in ("one.csv", "two.parquet", "three"))
    names = one.comments["author"].tolist()
    assert names == two.comments["author"].tolist() == three.comments["author"].tolist()
    assert len(set(names)) == 3
    assert names[2] == "unknown 1"
    for path in (tmp_path / "one.csv", *(tmp_path / "three").rglob("*.json")):
        text = path.read_text(encoding="utf-8-sig")
        for word in ("Ada_Low", "Ben-9", "ada@example.org", key.read_text().strip()):
            assert word not in text
    assert f"@{names[1]}" in one.comments["text"][0]
    assert three.sources[0]["pseudonyms"]["key_id"]


@pytest.mark.parametrize(("data", "message"), [(b"", "empty|short|16"), (b"short", "short|16")])
def test_a_bad_key_is_refused(discourse: Run, mixed: Path, tmp_path: Path, data: bytes, message: str) -> None:
    key = tmp_path / "names.key"
    key.write_bytes(data)
    done = discourse("read", mixed, "--pseudonyms", key, "-o", tmp_path / "one.csv")
    assert done.code == 2
    assert any(word in done.err for word in message.split("|"))
    assert not (tmp_path / "one.csv").exists()


def test_a_report_under_keyed_names_tells_what_was_read(discourse: Run, mixed: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    done = discourse("report", mixed, "-c", "syria-conflict", "-o", out, "--pseudonyms", tmp_path / "k", "-q")
    assert done.code == 0, done.err
    page = (out / "report.html").read_text(encoding="utf-8")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {row["file"] for row in manifest["audit"]} >= {"posts.ndjson.gz", "picture.png"}
    assert not any("example" in row for row in manifest["audit"])
    assert manifest["parameters"]["pseudonyms"] == "by a key"
    for word in ("picture.png", "reddit", "Languages of the comments", "were deleted|was deleted"):
        assert any(w in page for w in word.split("|"))
    for path in out.rglob("*"):
        if path.suffix in (".html", ".csv", ".json", ".graphml", ".svg"):
            assert "Ada_Low" not in path.read_text(encoding="utf-8", errors="replace"), path.name


def test_a_killed_reading_leaves_nothing_that_opens(tmp_path: Path) -> None:
    big = tmp_path / "big.ndjson"
    with big.open("w", encoding="utf-8") as file:
        for n in range(60_000):
            file.write(json.dumps({**POSTS[0], "id": f"x{n}", "body": f"comment number {n} " * 6}) + "\n")
    out = tmp_path / "corpus"
    words = [sys.executable, "-m", "discourse", "read", str(big), "-o", str(out), "-q"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE)
    for _ in range(600):
        if any(p.name.startswith(".part-") for p in tmp_path.iterdir()) or process.poll() is not None:
            break
        time.sleep(0.05)
    time.sleep(0.3)
    process.kill()
    process.communicate()
    assert not out.exists() or process.returncode == 0
    if not out.exists():
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert len(ds.read(out)) == 60_000
    assert sorted(p.name for p in tmp_path.iterdir()) == ["big.ndjson", "corpus"]


def test_nothing_is_written_over_what_is_needed(discourse: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("user,text\nCy,Stay\n", encoding="utf-8")
    before = path.read_bytes()
    assert "choose another output" in discourse("read", path, "-o", path, "--force").err
    assert "choose another output" in discourse("read", tmp_path, "-o", tmp_path, "--force").err
    out = tmp_path / "out.csv"
    assert discourse("read", path, "-o", out, "-q").code == 0
    out.write_text("mended by hand", encoding="utf-8")
    done = discourse("read", path, "-o", out)
    assert (done.code, "--force" in done.err) == (2, True)
    assert out.read_text(encoding="utf-8") == "mended by hand"
    assert discourse("read", path, "-o", out, "--force", "-q").code == 0
    key = tmp_path / "key.csv"
    key.write_text("0123456789abcdef", encoding="utf-8")
    assert "choose another output" in discourse("read", path, "-o", key, "--pseudonyms", key, "--force").err
    assert (path.read_bytes(), key.read_text(encoding="utf-8")) == (before, "0123456789abcdef")


def test_pages_are_not_fetched(discourse: Run) -> None:
    done = discourse("read", "https://example.org/thread")
    assert (done.code, "save the page" in done.err) == (2, True)
