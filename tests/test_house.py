"""The house itself: layers, lint, types, dependencies, lazy imports, and that papers say what is true."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def script(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


@pytest.mark.parametrize(
    "command", [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports"]]
)
def test_clean(root: Path, command: list[str]) -> None:
    done = run(script(command[0]), *command[1:], cwd=root)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_top_level(root: Path) -> None:
    listed = run("git", "ls-files", cwd=root)
    names = listed.stdout.splitlines() if listed.returncode == 0 else [p.name for p in root.iterdir()]
    wanted = {
        "pyproject.toml", "environment.yml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".gitignore",
        "discourse", "analyses", "data", "tests", "benchmarks", ".ci",
    }  # fmt: skip
    found = {n.split("/")[0] for n in names}
    if listed.returncode == 0:
        assert found == wanted
    else:
        assert wanted - {".gitignore"} <= found


def test_environment_and_pyproject_agree(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *project["optional-dependencies"]["notebook"],
        *project["optional-dependencies"]["test"],
    ]
    wanted.append(f"python{project['requires-python']}")
    lines = (root / "environment.yml").read_text().split("dependencies:")[1].splitlines()
    found = [line.strip().removeprefix("- ") for line in lines if line.strip().startswith("- ")]
    found = [
        f.replace("python-duckdb", "duckdb")
        for f in found
        if f not in ("pip", "pip:") and not f.startswith("--")
    ]
    assert sorted(found) == sorted(wanted)


def test_core_dependencies_are_not_gpl(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert not any("igraph" in d for d in project["dependencies"])
    assert project["optional-dependencies"]["igraph"]


HEAVY = ["pandas", "numpy", "matplotlib", "sklearn", "scipy", "networkx", "duckdb", "jinja2"]


@pytest.mark.parametrize(
    "statement", ["import discourse", "import discourse.cli; discourse.cli.cli.list_commands(None)"]
)
def test_imports_are_light(root: Path, statement: str) -> None:
    code = f"{statement}\nimport sys\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    assert run(sys.executable, "-c", code, cwd=root).stdout.strip() == "[]"


def test_help_loads_nothing_heavy(root: Path) -> None:
    code = (
        "import sys; sys.argv = ['discourse', '--help']\n"
        "from discourse.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = run(sys.executable, "-c", code, cwd=root)
    assert done.stdout.strip().endswith("[]")
    assert "report" in done.stdout


def test_every_verb_is_there() -> None:
    import discourse

    for name in discourse.__all__:
        assert getattr(discourse, name).__doc__, name
    with pytest.raises(AttributeError, match="Did you mean 'project'"):
        discourse.projct  # noqa: B018


def test_version_is_one(root: Path) -> None:
    import discourse

    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert discourse.__version__ == project["version"]
    assert project["version"] in (root / "CHANGELOG.md").read_text()


def test_readme_names_what_exists(root: Path) -> None:
    readme = (root / "README.md").read_text()
    for path in re.findall(r"`((?:discourse|analyses|data|tests|benchmarks)/[^`\s]*)`", readme):
        assert (root / path).exists(), path
    assert (root / "data/figures/river-crossing.png").is_file()
    for mark in ("report", "test"):
        block = re.search(rf"<!-- {mark} -->\n```sh\n(.+)\n```\n<!-- end -->", readme)
        assert block, mark
        assert block[1].startswith("python3 -m venv")


def test_readme_codebook_is_right(root: Path) -> None:
    from discourse.coders.dictionary.examples import check_examples
    from discourse.model.codebook_file import parse

    toml = re.search(r"```toml\n(.*?)```", (root / "README.md").read_text(), re.S)
    assert toml
    assert check_examples(parse(toml[1], "README.md")) == []


def test_readme_notebook_lines_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = re.search(r"```python\n(.*?)```", (root / "README.md").read_text(), re.S)
    assert lines
    monkeypatch.chdir(root)
    space: dict[str, object] = {}
    exec(lines[1], space)
    assert space["axes"].get_figure() is not None  # type: ignore[attr-defined]


def test_files_stay_short(root: Path) -> None:
    sizes = sorted(len(p.read_text().splitlines()) for p in (root / "discourse").rglob("*.py"))
    assert sizes[-1] <= 400
    assert sizes[len(sizes) // 2] <= 150
