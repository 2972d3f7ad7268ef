"""Each command does what its help says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from discourse.cli import COMMANDS, cli

Run = Callable[..., "object"]


def every_command() -> list[tuple[str, ...]]:
    import click

    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, sub) for sub in command.commands]
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_help_has_an_example(discourse: Run, words: tuple[str, ...]) -> None:
    done = discourse(*words, "--help")
    assert done.code == 0
    assert re.search(r"Example:\s+discourse " + " ".join(words), done.out)


def test_every_example_in_the_help_parses(
    discourse: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The options that examples use exist (the files do not: that is the complaint, and exit code 2)."""
    monkeypatch.chdir(tmp_path)
    for words in every_command():
        example = re.search(r"Example:\s+discourse (.+?)$", " ".join(discourse(*words, "--help").out.split()))
        assert example
        done = discourse(*shlex.split(example[1]))
        assert "No such option" not in done.err
        assert "a fault in discourse" not in done.err


def test_the_whole_chain(discourse: Run, thread: Path, tmp_path: Path) -> None:
    corpus, statements = tmp_path / "corpus.csv", tmp_path / "statements.csv"
    net, groups, scores = tmp_path / "net.graphml", tmp_path / "groups.csv", tmp_path / "scores.csv"
    assert discourse("read", thread, "-o", corpus).code == 0
    assert discourse("code", corpus, "-c", "syria-conflict", "-o", statements).code == 0
    assert (
        discourse("network", statements, "-m", "congruence", "--normalization", "average", "-o", net).code
        == 0
    )
    assert discourse("cluster", net, "-o", groups).code == 0
    done = discourse("score", net, "-m", "modularity", "--groups", groups)
    assert done.code == 0
    assert -0.5 <= float(done.out) <= 1
    assert discourse("score", net, "-m", "betweenness", "-o", scores).code == 0
    assert scores.read_text(encoding="utf-8-sig").startswith("node,value")


def test_a_score_beside_random_networks(discourse: Run, tmp_path: Path) -> None:
    ties = tmp_path / "net.csv"
    camps = [(a, b) for side in (0, 6) for a in range(side, side + 6) for b in range(a + 1, side + 6)]
    ties.write_text("source,target\n" + "\n".join(f"n{a},n{b}" for a, b in [*camps, (0, 6), (3, 9)]))
    groups = tmp_path / "groups.csv"
    groups.write_text("node,group\n" + "\n".join(f"n{i},{i // 6}" for i in range(12)))
    words = ("score", ties, "-m", "ei", "--groups", groups, "--nulls", "60", "--divide", "given")
    done = discourse(*words)
    assert done.code == 0
    assert "On 60 random networks with the same degrees (1K), with the groups as given, it is" in done.out
    assert "It is lower than chance (z = -" in done.out
    told = json.loads(discourse(*words, "--json", "--seed", "3").out)
    assert told["parameters"]["seed"] == 3
    assert len(told["values"]) == 60
    assert told["p"] == pytest.approx(2 / 61)
    wrong = discourse("score", ties, "-m", "degree", "--nulls", "9")
    assert (wrong.code, wrong.out) == (2, "")
    assert "nulls are for scores of a whole network" in wrong.err
    few = discourse("score", ties, "-m", "ei", "--groups", groups, "--nulls", "-1")
    assert few.code == 2
    assert "nulls is a number of random networks" in few.err


def test_the_edited_table_reads_back(discourse: Run, thread: Path, tmp_path: Path) -> None:
    import discourse as ds

    table = tmp_path / "corpus.csv"
    discourse("read", thread, "-o", table)
    first, again = ds.read(thread), ds.read(table)
    assert again.comments.equals(first.comments)
    assert again.documents["text"].tolist() == first.documents["text"].tolist()
    name = first.comments["author"].iloc[0]
    table.write_text(table.read_text(encoding="utf-8-sig").replace(name, "Somebody Else"), encoding="utf-8")
    edited = ds.read(table)
    assert "Somebody Else" in edited.comments["author"].tolist()
    assert name not in edited.comments["author"].tolist()


@pytest.mark.parametrize(
    "words",
    [
        ("read", "THREAD"),
        ("code", "THREAD", "-c", "syria-conflict"),
        ("codebook", "list"),
        ("codebook", "check", "syria-conflict"),
        ("codebook", "show", "syria-conflict"),
        ("codebook", "show", "syria-conflict", "isis"),
        ("methods",),
        ("methods", "scores"),
    ],
    ids=" ".join,
)
def test_json_is_json(discourse: Run, thread: Path, words: tuple[str, ...]) -> None:
    done = discourse(*(str(thread) if w == "THREAD" else w for w in words), "--json")
    assert done.code == 0
    assert json.loads(done.out)


def test_quiet_is_quiet(discourse: Run, thread: Path, tmp_path: Path) -> None:
    done = discourse("read", thread, "-o", tmp_path / "c.csv", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


def test_methods_names_every_registered_method(discourse: Run) -> None:
    from importlib import import_module

    from discourse.cli.methods import KINDS

    out = discourse("methods").out
    for kind in KINDS:
        for name in import_module(f"discourse.{kind}").TABLE:
            assert re.search(rf"^  {name}\b", out, re.M), name


def test_names_complete_themselves() -> None:
    import click
    from click.shell_completion import ShellComplete

    complete = ShellComplete(cli, {}, "discourse", "_DISCOURSE_COMPLETE")
    assert [c.value for c in complete.get_completions(["cluster", "--method"], "lo")] == ["louvain"]
    assert [c.value for c in complete.get_completions(["report", "--codebook"], "syr")] == ["syria-conflict"]
    assert isinstance(cli, click.Group)
