"""What several commands share: names that complete themselves, progress, and output as text or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from discourse.errors import OptionError, OutputError


class Method(click.ParamType):
    """The name of a registered method, completed by the shell and checked with "did you mean"."""

    name = "name"

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the names that go on with what is typed."""
        table = import_module(f"discourse.{self.kind}").TABLE
        return [CompletionItem(n, help=e.summary) for n, e in table.items() if n.startswith(incomplete)]

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the name."""
        try:
            import_module(f"discourse.{self.kind}").TABLE.entry(value)
        except OptionError as error:
            self.fail(str(error), param, ctx)
        return str(value)


class CodebookName(click.ParamType):
    """A shipped codebook, completed by the shell, or a file."""

    name = "name|file"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the shipped names that go on with what is typed, and files."""
        from discourse.model.codebook_file import shipped

        names = [CompletionItem(n) for n in shipped() if n.startswith(incomplete)]
        return names or [CompletionItem(incomplete, type="file")]


quiet_option = click.option("--quiet", "-q", is_flag=True, help="Say nothing unless something is wrong.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
codebook_option = click.option(
    "--codebook",
    "-c",
    type=CodebookName(),
    metavar="NAME|FILE",
    help="A shipped codebook's name, or a TOML file.",
)
set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="KEY=VALUE",
    help="An option of the method; may be given often.",
)


def options_of(settings: tuple[str, ...]) -> dict[str, Any]:
    """Return ``--set`` options as a dictionary; values are JSON, and text where they are not.

    Examples
    --------
    >>> options_of(("seed=3", "linkage=ward", "isolates=true"))
    {'seed': 3, 'linkage': 'ward', 'isolates': True}
    """
    out: dict[str, Any] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key:
            raise OptionError(f"--set {setting}: write KEY=VALUE, as in --set resolution=1.5")
        try:
            out[key.strip()] = json.loads(value)
        except json.JSONDecodeError:
            out[key.strip()] = value
    return out


def visible(text: str) -> str:
    r"""Return a text on one line without characters that would steer the terminal or turn the direction of writing.

    Examples
    --------
    >>> visible("a\n\x1b[2Jb\u202ec")
    'a [2Jbc'
    """
    return "".join(c for c in " ".join(text.split()) if c.isprintable() or c in "\u200c\u200d")


def say(message: str, *, quiet: bool = False) -> None:
    """Tell the user something, on standard error."""
    if not quiet:
        click.echo(message, err=True)


def print_json(value: Any) -> None:
    """Print a value as JSON; tables as a list of rows, missing values as null."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=2, default=str))


def plain(value: Any) -> Any:
    """Return tables, mappings and lists as what JSON can hold.

    Examples
    --------
    >>> plain({"a": (1, float("nan"))})
    {'a': [1, None]}
    """
    if hasattr(value, "to_dict") and hasattr(value, "columns"):
        return [plain(row) for row in value.to_dict("records")]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if value != value else value
    text = str(value)
    return None if text in ("NaT", "<NA>") else text


@contextmanager
def progress(quiet: bool, steps: int) -> Iterator[Callable[[str], None]]:
    """Give a function that tells which step starts: a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    from tqdm import tqdm

    with tqdm(
        total=steps, bar_format="{desc:<14} {bar:24} {n_fmt}/{total_fmt}", leave=False, file=sys.stderr
    ) as bar:

        def tell(step: str) -> None:
            bar.set_description_str(step)
            bar.update()

        yield tell


def columns_of(given: tuple[str, ...]) -> dict[str, str | None]:
    """Return ``--column`` options as a mapping; nothing behind the sign leaves a field empty.

    Examples
    --------
    >>> columns_of(("text=Body", "likes="))
    {'text': 'Body', 'likes': None}
    """
    out: dict[str, str | None] = {}
    for one in given:
        field, equals, name = one.partition("=")
        if not equals or not field:
            raise OptionError("--column: write FIELD=NAME, as in --column text=Body")
        out[field] = name or None
    return out


@contextmanager
def byte_progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that tells how many bytes are read: a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc="reading", unit="B", unit_scale=True, leave=False, file=sys.stderr, delay=0.5) as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield tell


def key_of(path: str | None) -> bytes | None:
    """Return the key in a file; where there is no such file, one is made, for its owner alone to read."""
    if path is None:
        return None
    from pathlib import Path

    from discourse.files import write_bytes
    from discourse.model.pseudonyms import new_key, read_key

    place = Path(path)
    if not place.exists():
        write_bytes(place, f"{new_key()}\n".encode())
        place.chmod(0o600)
        say(f"a new key is in {path}: keep it apart from the data; the same key gives the same names again")
    return read_key(place)


range_options = (
    click.option("--start", metavar="DATE", help="Leave out statements made before, as in 2024-03-01."),
    click.option("--stop", metavar="DATE", help="Leave out statements made after."),
    click.option(
        "--exclude",
        "excluded",
        multiple=True,
        metavar="VARIABLE=VALUE",
        help="Leave out a value; may be given often.",
    ),
    click.option("--only", "kept", multiple=True, metavar="VARIABLE=VALUE", help="Keep only these values."),
)


def with_range(command: Any) -> Any:
    """Give a command the options that choose statements."""
    for option in reversed(range_options):
        command = option(command)
    return command


def chosen_statements(statements: Any, given: dict[str, Any]) -> Any:
    """Return the statements between the dates given."""
    if given["start"] is None and given["stop"] is None:
        return statements
    return statements.between(given["start"], given["stop"])


def values_of(given: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return ``exclude`` and ``only`` as projections take them.

    Examples
    --------
    >>> values_of({"excluded": ("concept=tax", "concept=law"), "kept": ()})
    {'exclude': {'concept': ['tax', 'law']}}
    """
    out: dict[str, dict[str, list[str]]] = {}
    for name, flag in (("exclude", "excluded"), ("only", "kept")):
        for setting in given[flag]:
            variable, equals, value = setting.partition("=")
            if not equals or not variable:
                raise OptionError(f"--{name} {setting}: write VARIABLE=VALUE, as in --{name} concept=Tax")
            out.setdefault(name, {}).setdefault(variable.strip(), []).append(value)
    return out


def usual_variables(statements: Any, known: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return the variables that an option of a method names, where they are not given: by their usual names.

    Of statements of comments nothing is returned: the methods' own defaults are meant for them.
    """
    from discourse.model.roles import find_roles

    names = {v.name for v in statements.variables}
    if {"commenter", "narrative"} <= names:
        return {}
    roles = find_roles(statements, *(given.get(n) for n in ("rows", "cols", "qualifier")))
    usual = {
        "rows": roles.rows, "cols": roles.cols, "qualifier": roles.qualifier, "variable": roles.cols,
        "speaker": roles.rows, "codes": [*roles.others, roles.cols],
    }  # fmt: skip
    return {k: v for k, v in usual.items() if k in known and k not in given}


def write_statements(statements: Any, path: str, corpus: Any = None, *, force: bool = False) -> None:
    """Write statements as .csv, .parquet or a .dna database, by the suffix."""
    from discourse.writers.statements_table import statements_table

    if path.lower().endswith(".dna"):
        from discourse.writers.dna import write_dna

        write_dna(statements, path, corpus=corpus, force=force)
        return
    table_out(statements_table(statements), path)


def table_out(frame: Any, path: str) -> None:
    """Write a table as CSV or Parquet, by the suffix."""
    from discourse.files import write_csv
    from discourse.model.storage import write_parquet

    if path.lower().endswith(".parquet"):
        write_parquet(frame, path)
    elif path.lower().endswith(".csv"):
        write_csv(frame, path)
    else:
        raise OutputError(f"{path}: name the output .csv or .parquet")
