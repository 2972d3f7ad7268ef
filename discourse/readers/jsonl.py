"""Reader of JSON Lines, one object per line, and of a JSON list of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.tables.mapping import check_columns, choose
from discourse.readers.tables.records import build
from discourse.readers.tally import Tally

_SUFFIXES = (".jsonl", ".ndjson", ".json")
#: NUL and halves of surrogate pairs can be written in JSON, but not in any file of ours.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_DEEPEST = 20
_WRAPPERS = ("comments", "data", "items", "posts", "messages", "results", "children")


def sniff(source: Source) -> float:
    """Return how surely a source is JSON Lines or a JSON list: by its first object, then by its ending."""
    start = source.text.lstrip()[:4096]
    suffix = 0.15 if source.suffix in _SUFFIXES else 0.0
    if start.startswith("{"):
        line = source.text.lstrip().split("\n", 1)[0]
        return 0.8 + suffix if _parsed(line) is not None else 0.3 + suffix
    if re.match(r"\[\s*[\]{]", start):
        return 0.7 + suffix
    return suffix


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def read(source: Source, *, columns: Mapping[str, str | None] | None = None) -> Corpus:
    r"""Read JSON Lines or a JSON list of objects.

    Parameters
    ----------
    source : Source
    columns : mapping, optional
        Our field to the object's name, nested names with dots, as in ``{"author": "user.name"}``. The rest is
        guessed, and recorded in ``sources[0]["columns"]``; names left over go to ``extra``.

    Returns
    -------
    Corpus
        The audit counts objects as rows; a line that is no JSON object is dropped and named.

    Raises
    ------
    InputError
        If no line is a JSON object, or no name can be the text of the comments.
    OptionError
        If ``columns`` names a field or name that is not there.

    Examples
    --------
    >>> text = '{"user": {"name": "Ada"}, "body": "Iran out"}\n{"user": {"name": "Ben"}, "body": "Stay"}'
    >>> read(Source.from_text(text)).comments[["author", "text"]].values.tolist()
    [['Ada', 'Iran out'], ['Ben', 'Stay']]
    """
    check_columns(columns)
    tally = Tally(source.name, "rows")
    records, lines, total = _records(source, tally)
    names = list(dict.fromkeys(name for record in records for name in record))
    mapping = choose(source.name, names, columns)
    options = {"columns": dict(columns) if columns else None}
    return build(records, lines, mapping, source, "jsonl", tally, read=total, options=options)


def _records(source: Source, tally: Tally) -> tuple[list[dict[str, Any]], list[int], int]:
    items = _list(source)
    if items is not None:
        found = [(number, item) for number, item in enumerate(items, 1)]
    else:
        found = [(n, _parsed(line)) for n, line in enumerate(source.text.split("\n"), 1) if line.strip()]
    records, lines = [], []
    for number, item in found:
        if isinstance(item, dict) and item:
            records.append(_flat(item, tally, number))
            lines.append(number)
        else:
            tally.add(
                "dropped",
                "no JSON object",
                number,
                "" if item is None else json.dumps(item, ensure_ascii=False)[:200],
            )
    if not records:
        raise InputError(
            f"{source.name} holds no JSON object: expected one object per line, or a list of objects, as in "
            '{"author": "Ada", "text": "…"}'
        )
    return records, lines, len(found)


def _list(source: Source) -> list[Any] | None:
    """Return the objects of a JSON list, also of one that stands alone inside an object; None for JSON Lines."""
    start = source.text.lstrip()[:1]
    if start == "[":
        try:
            return list(json.loads(source.text, strict=False))
        except RecursionError:
            raise InputError(f"{source.name} is nested too deeply to be a list of comments") from None
        except ValueError as error:
            if _parsed(source.text.lstrip().split("\n", 1)[0]) is not None:
                return None
            where = f"line {getattr(error, 'lineno', 1)}"
            raise InputError(
                f"{source.name}, {where}: not valid JSON ({error}); expected a list of objects"
            ) from None
    whole = _parsed(source.text) if start == "{" else None
    if isinstance(whole, dict):
        inner = next((whole[w] for w in _WRAPPERS if isinstance(whole.get(w), list) and whole[w]), None)
        return inner if inner is not None else [whole]
    return None


def _flat(
    item: Mapping[str, Any], tally: Tally, line: int, prefix: str = "", depth: int = 0
) -> dict[str, Any]:
    """Return an object with nested names joined by dots."""
    out: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            out.update(_flat(value, tally, line, f"{prefix}{name}.", depth + 1))
            continue
        if isinstance(value, str) and _UNWRITABLE.search(value):
            value = _UNWRITABLE.sub("\ufffd", value)
            tally.add("repaired", "characters that no text file can hold, replaced by U+FFFD", line, value)
        out[f"{prefix}{name}"] = value
    return out
