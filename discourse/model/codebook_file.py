"""A codebook as a TOML file: loading that names file, line and key of whatever is wrong."""

from __future__ import annotations

import os
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from discourse.errors import CodebookError, InputError, did_you_mean
from discourse.files import read_bytes
from discourse.model.codebook import CASES, Actor, Alias, Codebook, Narrative, check_codebook
from discourse.model.cues import Cue, parse_cue
from discourse.model.folding import fold

FORMAT = "discourse-codebook/1"
_TOP = ("format", "id", "label", "language", "version", "description", "actor", "narrative")
_ACTOR = ("id", "label", "kind", "parent", "aliases")
_NARRATIVE = ("id", "label", "description", "cues", "examples", "counterexamples")


def shipped() -> dict[str, Path]:
    """Return name and path of every codebook that comes with the package.

    Examples
    --------
    >>> "syria-conflict" in shipped()
    True
    """
    folder = Path(str(files("discourse"))) / "codebooks"
    return {p.stem: p for p in sorted(folder.glob("*.toml"))}


def load(name: str | os.PathLike[str]) -> Codebook:
    """Load a shipped codebook or a TOML file; see :meth:`Codebook.load`."""
    known = shipped()
    path = Path(name)
    if str(name) in known and not path.is_file():
        path = known[str(name)]
    elif not path.exists():
        raise InputError(
            f"{name}: neither a file nor a codebook that comes with the package.{did_you_mean(str(name), known)}"
        )
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError([f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8"]) from None
    return parse(text, path.name)


def parse(text: str, name: str) -> Codebook:
    r"""Parse the text of a codebook.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        The file's name, for messages.

    Returns
    -------
    Codebook

    Raises
    ------
    CodebookError

    Examples
    --------
    >>> parse('id = "x"\nlabel = "X"\n[[actor]]\nid = "a"\nlabel = "A"\naliasses = ["a"]', "x.toml")
    Traceback (most recent call last):
    ...
    discourse.errors.CodebookError: x.toml, line 6, key 'aliasses': unknown key. Did you mean 'aliases'?
    x.toml, line 4, key 'aliases': the actor 'a' has no aliases, so it can never be found
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError([f"{name}: not valid TOML: {error}"]) from None
    reader = _Reader(raw, text, name)
    book = reader.codebook()
    if reader.problems:
        raise CodebookError(reader.problems)
    return book


class _Reader:
    """Turns raw TOML into a codebook, collecting every fault with its line."""

    def __init__(self, raw: dict[str, Any], text: str, name: str) -> None:
        self.raw, self.name = raw, name
        self.problems: list[str] = []
        self.faulty: set[tuple[str, int, str]] = set()
        self.lines = text.splitlines()
        self.headers = _headers(text.replace("\r\n", "\n"))

    def complain(self, kind: str, index: int, key: str, sentence: str) -> None:
        self.faulty.add((kind, index, key))
        problem = f"{self.name}, line {self.line(kind, index, key, sentence)}, key {key!r}: {sentence}"
        if problem not in self.problems:
            self.problems.append(problem)

    def line(self, kind: str, index: int, key: str, sentence: str = "") -> int:
        """Return the line, from 1, of a key in a table, or of the quoted value at fault where it is there."""
        starts = self.headers.get(kind, [0])
        start = starts[min(index, len(starts) - 1)] if starts else 0
        later = [s for heads in self.headers.values() for s in heads if s > start]
        block = range(start, min(later, default=len(self.lines)))
        pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
        at = next((n for n in block if pattern.match(self.lines[n])), start)
        for value in re.findall(r"'([^']+)'", sentence)[::1]:
            for n in block:
                if (
                    n >= at
                    and key in ("aliases", "cues")
                    and re.search(rf"""["']{re.escape(value)}["']""", self.lines[n])
                ):
                    return n + 1
        return at + 1

    def codebook(self) -> Codebook:
        raw = self.raw
        self.check_keys(raw, _TOP, "", 0)
        if raw.get("format", FORMAT) != FORMAT:
            self.complain("", 0, "format", f"this version reads {FORMAT!r}, not {raw['format']!r}")
        tables = {kind: self.tables(kind) for kind in ("actor", "narrative")}
        ids = {str(t.get("id", "")) for t in tables["actor"]}
        book = object.__new__(Codebook)  # the constructor's check runs below, with lines
        values = {
            "id": self.text(raw, "id", "", 0, required=True),
            "label": self.text(raw, "label", "", 0, required=True),
            "actors": tuple(self.actor(t, i) for i, t in enumerate(tables["actor"])),
            "narratives": tuple(self.narrative(t, i, ids) for i, t in enumerate(tables["narrative"])),
            "description": self.text(raw, "description", "", 0),
            "language": self.text(raw, "language", "", 0) if "language" in raw else "en",
            "version": self.text(raw, "version", "", 0),
        }
        for key, value in values.items():
            object.__setattr__(book, key, value)
        faulty = set(self.faulty)

        def once(kind: str, index: int, key: str, sentence: str) -> None:
            # Where cues or aliases were faulty, that has been said; that none is left need not be.
            if not (" has no " in sentence and (kind, index, key) in faulty):
                self.complain(kind, index, key, sentence)

        check_codebook(book, once)
        return book

    def tables(self, kind: str) -> list[dict[str, Any]]:
        found = self.raw.get(kind, [])
        if not isinstance(found, list) or not all(isinstance(t, dict) for t in found):
            self.complain("", 0, kind, f"write each {kind} as a table of its own, headed [[{kind}]]")
            return []
        return found

    def check_keys(self, table: dict[str, Any], known: tuple[str, ...], kind: str, index: int) -> None:
        for key in table:
            if key not in known:
                self.complain(kind, index, key, f"unknown key.{did_you_mean(key, known)}")

    def text(self, table: dict[str, Any], key: str, kind: str, index: int, *, required: bool = False) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.complain(kind, index, key, f"must be a text, not {value!r}")
            return ""
        if required and not value.strip():
            self.complain(kind, index, key, "is missing or empty")
        return value.strip()

    def texts(self, table: dict[str, Any], key: str, kind: str, index: int) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            self.complain(kind, index, key, "must be a list of texts, none of them empty")
            return ()
        return tuple(value)

    def actor(self, table: dict[str, Any], index: int) -> Actor:
        self.check_keys(table, _ACTOR, "actor", index)
        raw = table.get("aliases", [])
        aliases: list[Alias] = []
        for item in raw if isinstance(raw, list) else [raw]:
            alias = self.alias(item, index)
            if alias is not None:
                aliases.append(alias)
        return Actor(
            self.text(table, "id", "actor", index, required=True),
            self.text(table, "label", "actor", index, required=True),
            tuple(aliases),
            self.text(table, "kind", "actor", index) or "actor",
            self.text(table, "parent", "actor", index) or None,
        )

    def alias(self, item: Any, index: int) -> Alias | None:
        if isinstance(item, str):
            item = {"text": item}
        if (
            not isinstance(item, dict)
            or not isinstance(item.get("text"), str)
            or set(item) - {"text", "case"}
        ):
            self.complain(
                "actor", index, "aliases", f"an alias is a text or {{ text = …, case = … }}, not {item!r}"
            )
            return None
        if item.get("case", "auto") not in CASES:
            self.complain("actor", index, "aliases", f"case must be {', '.join(CASES)}, not {item['case']!r}")
            return None
        if not fold(item["text"]):
            self.complain("actor", index, "aliases", "an alias is empty")
            return None
        return Alias(item["text"], item.get("case", "auto"))

    def narrative(self, table: dict[str, Any], index: int, actors: set[str]) -> Narrative:
        self.check_keys(table, _NARRATIVE, "narrative", index)
        raw = table.get("cues", [])
        cues: list[Cue] = []
        for item in raw if isinstance(raw, list) else [raw]:
            cue = parse_cue(
                item, actors, lambda sentence: self.complain("narrative", index, "cues", sentence)
            )
            if cue is not None:
                cues.append(cue)
        return Narrative(
            self.text(table, "id", "narrative", index, required=True),
            self.text(table, "label", "narrative", index, required=True),
            tuple(cues),
            self.text(table, "description", "narrative", index),
            self.texts(table, "examples", "narrative", index),
            self.texts(table, "counterexamples", "narrative", index),
        )


#: What may hold something that looks like a header, and headers themselves.
_LEXED = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|'''
    r"""'''.*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|"""
    r"""^[ \t]*\[\[[ \t]*(?P<kind>actor|narrative)[ \t]*\]\]""",
    re.MULTILINE | re.DOTALL,
)


def _headers(text: str) -> dict[str, list[int]]:
    """Return, per kind of table, the indexes of the lines that head one, passing over texts and remarks."""
    found: dict[str, list[int]] = {"actor": [], "narrative": []}
    for match in _LEXED.finditer(text):
        if match["kind"]:
            found[match["kind"]].append(text.count("\n", 0, match.start()))
    return found
