"""Files that are read together and use the same ids."""

from __future__ import annotations

from pathlib import Path

import pytest

import discourse as ds

HEAD = "id,thread,user,text,parent\n"


def write(place: Path, name: str, thread: str, *texts: str) -> None:
    rows = [f"{i},{thread},W{i},{text},{i - 1 or ''}" for i, text in enumerate(texts, 1)]
    (place / name).write_text(HEAD + "\n".join(rows))


def test_ids_that_count_within_a_file_do_not_clash(tmp_path: Path) -> None:
    for number, thread in enumerate("abc"):
        write(tmp_path, f"{number}.csv", thread, f"{thread} one", f"{thread} two")
    comments = ds.read(tmp_path).comments
    assert comments["comment_id"].tolist() == ["1", "2", "b:1", "b:2", "c:1", "c:2"]
    answered = comments["parent_id"].tolist()
    assert [answered[i] for i in (1, 3, 5)] == ["1", "b:1", "c:1"]
    assert comments["text"].tolist() == ["a one", "a two", "b one", "b two", "c one", "c two"]


def test_a_renamed_id_does_not_clash_with_one_that_was_there(tmp_path: Path) -> None:
    write(tmp_path, "0.csv", "a", "one", "two")
    (tmp_path / "1.csv").write_text(HEAD + "b:1,x,Ada,own,\n")
    write(tmp_path, "2.csv", "b", "one", "two")
    names = ds.read(tmp_path).comments["comment_id"].tolist()
    assert names == ["1", "2", "b:1", "b:1~2", "b:2"]


@pytest.mark.parametrize("count", [3])
def test_the_same_file_in_several_folders(tmp_path: Path, count: int) -> None:
    for number in range(count):
        (tmp_path / str(number)).mkdir()
        write(tmp_path / str(number), "thread.csv", "t", "one", "two")
    comments = ds.read(tmp_path).comments
    assert comments["comment_id"].is_unique
    assert comments["document_id"].tolist() == ["t", "t", "t-2", "t-2", "t-3", "t-3"]
    assert comments["parent_id"].dropna().tolist() == ["1", "t-2:1", "t-3:1"]
