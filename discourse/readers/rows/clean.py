"""Cleaning a batch of rows, column by column: ids, names, times, texts, likes, what is left over."""

from __future__ import annotations

import operator
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from operator import itemgetter
from typing import Any

import numpy as np

from discourse.readers.chrome import count
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.instants import instants
from discourse.readers.rows.leftovers import SLAB, leftover_columns, leftovers
from discourse.readers.rows.people import mention_keys, people, roles
from discourse.readers.rows.wording import as_text, sound, words
from discourse.readers.tally import Tally

#: What sites leave in place of a comment that its author, or a moderator, took away.
GONE = frozenset(
    ("[deleted]", "[removed]", "[deleted by user]", "[removed by reddit]", "[ removed by reddit ]")
)
#: What tables write where there is nothing.
NOTHING = frozenset(("", "nan", "none", "null", "n/a", "-", "<na>", "nat"))
WHOLE = "an id written as a decimal number, made whole again"
_NO_IDS = NOTHING - {""}
#: As capitals and small letters can be mixed; no other letters have these for their small ones.
_NO_IDS_IN_ANY_CASE = frozenset(
    "".join(way) for word in _NO_IDS for way in product(*zip(word, word.upper(), strict=True))
)
_LONGEST_GONE = 30
_LONGEST_NOTHING = max(map(len, NOTHING))
#: What a number starts with.
_STARTS = frozenset("-.0123456789")
_KEYS = (
    *("id", "document", "parent", "author", "author_id", "created_at", "precision", "text", "quoted", "links"),
    *("likes", "deleted", "role", "extra", "line", "title", "url", "article", "markup", "raw", "answers"),
)  # fmt: skip


@dataclass
class Batch:
    """Cleaned comments, as columns of equal length."""

    ids: list[str]
    documents: list[str]
    parents: list[str]
    who: list[str]
    labels: list[str]
    roles: list[str | None]
    at: np.ndarray
    precision: list[str | None]
    texts: list[str]
    raw: list[str | None]
    quoted: list[str | None]
    links: list[str | None]
    likes: list[int | None]
    deleted: np.ndarray
    extra: list[str | None]
    lines: list[int]
    mentions: list[tuple[str, ...] | None] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    #: Comments that tell of no document; those that answer one of a document belong to it.
    adrift: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __len__(self) -> int:
        return len(self.ids)


def columns_of(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """Return rows as columns; what a row lacks is None, and what all of them lack is not there."""
    out: dict[str, list[Any]] = {}
    for start in range(0, len(rows), SLAB):
        slab = rows[start : start + SLAB]
        for key, values in _columns_of(slab).items():
            column = out.get(key)
            if column is None:
                column = out[key] = [None] * start
            column += values
        for column in out.values():
            column += [None] * (start + len(slab) - len(column))
    return out


def _columns_of(rows: Sequence[Row]) -> dict[str, list[Any]]:
    keys = [key for key in _KEYS if key in rows[0]]
    if len(rows[0]) > 1 and set(map(len, rows)) == {len(rows[0])}:
        try:  # All have the keys of the first, and no others.
            columns = dict(zip(rows[0], zip(*map(itemgetter(*rows[0]), rows), strict=True), strict=True))
            return {key: list(columns[key]) for key in keys}
        except KeyError:
            pass
    present: set[str] = set().union(*rows)
    return {key: column_of(rows, key) for key in _KEYS if key in present}


def column_of(rows: Sequence[Row], key: str) -> list[Any]:
    """Return what rows have under a key, or None."""
    try:
        return list(map(itemgetter(key), rows))
    except KeyError:
        return [row.get(key) for row in rows]


def clean(columns: dict[str, Any], format: Format, document: str, tally: Tally) -> Batch:
    """Clean a batch of comments.

    Parameters
    ----------
    columns : dict of str to list
        As :func:`columns_of` gives; a column may be missing. In place of ``extra`` there may be ``left``, what has no
        column as columns of their own (a dict of lists).
    format : Format
    document : str
        The document of comments that tell of none.
    tally : Tally
        Receives what was repaired.

    Returns
    -------
    Batch
    """
    size = len(columns["line"])
    none: list[Any] = [None] * size

    def column(name: str) -> list[Any]:
        return columns.get(name) or none

    lines = columns["line"]
    ids = clean_ids(column("id"), lines, tally)
    parents = clean_ids(column("parent"), lines, tally)
    found = words(
        column("text"), column("quoted"), column("links"), column("markup"), format.markup, lines, tally
    )
    for i, before in enumerate(columns.get("raw") or ()):
        if before and before != found.texts[i]:
            found.raw[i] = sound([as_text(before)], lines[i : i + 1], tally)[0]
    deleted = np.zeros(size, dtype=bool)
    if columns.get("deleted"):
        deleted[:] = list(map(bool, columns["deleted"]))
    deleted[_gone(found.texts)] = True
    if "left" in columns:
        extra = leftover_columns(columns["left"], lines, tally)
    else:
        extra = leftovers(column("extra"), lines, tally)
    who, labels = people(column("author"), column("author_id"), extra, lines, tally, found.texts)
    at, precision = instants(column("created_at"), column("precision"), extra, lines, tally)
    documents, adrift = _documents(column("document"), document)
    return Batch(
        ids=ids,
        documents=documents,
        parents=parents,
        who=who,
        labels=labels,
        roles=roles(column("role"), labels, found.texts),
        at=at,
        precision=precision,
        texts=found.texts,
        raw=found.raw,
        quoted=found.quoted,
        links=found.links,
        likes=_likes(column("likes"), extra, lines, tally),
        deleted=deleted,
        extra=extra.done(),
        lines=lines,
        mentions=mention_keys(found.texts, column("answers")) if format.mentions else none,
        titles=_told(column("title")),
        urls=_told(column("url")),
        articles=_told(column("article")),
        adrift=adrift,
    )


def clean_ids(values: Sequence[Any], lines: Sequence[int], tally: Tally) -> list[str]:
    """Return ids as text, without the ".0" of a spreadsheet; empty where there is none.

    Examples
    --------
    >>> clean_ids(["a ", 12, 12.0, "13.0", None, "nan"], [1] * 6, Tally("x", "rows"))
    ['a', '12', '12', '13', '', '']
    """
    if set(map(type, values)) == {str}:
        out = list(values)
    else:
        out = [v if type(v) is str else _number(v) for v in values]
    joined = "".join(out)
    if (not joined or joined.isalnum()) and _NO_IDS_IN_ANY_CASE.isdisjoint(out):
        return out
    if not joined.isprintable():
        out = [v if v.isprintable() else _printable(v) for v in out]
    if " " in joined or not joined.isprintable():  # no other white space is printable
        out = [v.strip() for v in out]
    if "." in joined or "+" in joined or not _NO_IDS_IN_ANY_CASE.isdisjoint(out):
        out = [
            v if len(v) > _LONGEST_NOTHING and v[0] not in _STARTS else _mended(v, line, tally)
            for v, line in zip(out, lines, strict=True)
        ]
    return out


def _printable(text: str) -> str:
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Cn"))


def _number(value: Any) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        return repr(value)
    return str(value)


def _mended(value: str, line: int, tally: Tally) -> str:
    if value.lower() in NOTHING:
        return ""
    if not value[-1:].isdigit() or not ("." in value or "+" in value):
        return value
    whole, dot, part = value.partition(".")
    if dot and not part.strip("0") and whole.removeprefix("-").isdigit():
        tally.add("repaired", WHOLE, line, f"{value} is {whole}")
        return whole
    digits, e, power = value.lower().partition("e")
    if e and power.lstrip("+").isdigit() and digits.replace(".", "", 1).isdigit() and int(power) < 400:
        before, _, behind = digits.partition(".")
        if len(behind) >= int(power) or (len(before + behind) > 15 and len(behind) + 1 >= int(power)):
            whole = (before + behind.ljust(int(power), "0"))[: len(before) + int(power)]
            if int(float(value)) < 2**53:
                tally.add(
                    "repaired",
                    "an id written as a decimal number, made whole again",
                    line,
                    f"{value} is {whole}",
                )
                return whole
        reason = "an id written with so few digits that the last ones are lost; kept as written"
        tally.add("repaired", reason, line, value)
    return value


def _gone(texts: Sequence[str]) -> list[int]:
    """Return the numbers of the texts that stand for a comment which was taken away."""
    found = []
    for at in range(0, len(texts), SLAB):
        slab = texts[at : at + SLAB]
        if "[" in "".join(slab):
            found += [at + i for i, t in enumerate(slab) if t[:1] == "[" and _is_gone(t)]
    return found


def _is_gone(text: str) -> bool:
    return len(text) < _LONGEST_GONE and text.lower() in GONE


def _documents(values: Sequence[Any], default: str) -> tuple[list[str], np.ndarray]:
    """Return the documents of comments, and which of them tell of none."""
    if not any(values):
        return [default] * len(values), np.ones(len(values), dtype=bool)
    known: dict[Any, str] = {}
    for value in dict.fromkeys(values):
        text = (value if type(value) is str else _number(value)).strip()
        if not text.isprintable():
            text = _printable(text).strip()
        if text.lower() in NOTHING:
            text = default
        elif text.endswith(".0") and text[:-2].isdigit():
            text = text[:-2]
        known[value] = text
    adrift = np.zeros(len(values), dtype=bool)
    if not all(known):
        adrift[:] = list(map(operator.not_, values))
    return list(map(known.__getitem__, values)), adrift


def _told(values: Sequence[Any]) -> list[str]:
    if not any(values):
        return []
    try:
        known = dict.fromkeys(values, "")
    except TypeError:  # a list or an object
        return [as_text(v).strip() for v in values]
    if set(map(type, known)) - {str, type(None)}:
        return [as_text(v).strip() for v in values]
    for value in known:
        known[value] = as_text(value).strip()
    return list(map(known.__getitem__, values))


def _whole_numbers(values: Sequence[Any]) -> list[int | None] | None:
    """Return numbers, or digits, as numbers; None where there is anything else among them."""
    found: list[int | None] = []
    try:
        for at in range(0, len(values), SLAB):
            slab = values[at : at + SLAB]
            if not {int, str}.issuperset(map(type, slab)):
                return None
            numbers = list(map(int, slab))
            if "_" in "".join([v for v in slab if type(v) is str]):  # Python's own way to write 1_000
                return None
            if min(numbers) < -(2**63) or max(numbers) >= 2**63:
                return None
            found += numbers
    except ValueError:
        return None
    return found


def _likes(values: Sequence[Any], extra: Any, lines: Sequence[int], tally: Tally) -> list[int | None]:
    out: list[int | None] = []
    if not any(values) and 0 not in values:
        return [None] * len(values)
    plain = _whole_numbers(values)
    if plain is not None:
        return plain
    for i, value in enumerate(values):
        if type(value) is int and -(2**63) <= value < 2**63:
            out.append(value)
            continue
        if value is None or value == "" or value != value:
            out.append(None)
            continue
        text = as_text(value).strip()
        number = None if text.lower() in NOTHING else count(text.removesuffix(".0"))
        if number is None and text.lower() not in NOTHING:
            extra.set(i, "likes", text)
            reason = "a count of likes that is no number, kept as written in extra"
            tally.add("repaired", reason, lines[i], text)
        out.append(number)
    return out
