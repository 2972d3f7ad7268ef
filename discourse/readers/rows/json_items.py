"""Objects of a JSON file: one a line, a list, or a list inside an object; also of one that breaks off."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from discourse.errors import InputError
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_START = 1 << 16
#: Names under which an object has words of its own.
_WORDS = ("text", "body", "message", "content", "comment", "raw_message", "selftext", "full_text", "title")
NO_OBJECT = (
    "holds no JSON object: expected one object per line, or a list of objects, as in "
    '{"author": "Ada", "text": "…"}'
)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)


def loads(text: str) -> Any:
    r"""Return what a JSON text holds; None if it is none.

    Raw control characters and halves of surrogate pairs, which JSON does not allow, are let through.

    Examples
    --------
    >>> loads('{"a": "b\tc"}'), loads("{")
    ({'a': 'b\tc'}, None)
    """
    import msgspec

    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        pass
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def peek(source: Source) -> Any:
    r"""Return what the first 64 KiB of a JSON file hold, with the brackets that are open at the end closed.

    For sniffing; the first line alone of JSON Lines.

    Examples
    --------
    >>> peek(Source.from_text('{"messages": [{"id": 1, "text": "a"}, {"id": 2, "te')), peek(Source.from_text("Ada"))
    ({'messages': [{'id': 1, 'text': 'a'}, {'id': 2}]}, None)
    """
    if "json" not in source.seen:
        source.seen["json"] = _peek(source.start.lstrip())
    return source.seen["json"]


def _peek(text: str) -> Any:
    """Return what a text holds that may break off."""
    if text[:1] not in ("{", "["):
        return None
    first = loads(text.split("\n", 1)[0])
    if first not in (None, [], {}):
        return first
    whole = loads(text)
    return whole if whole is not None else loads(_closed(text))


def _closed(text: str) -> str:
    """Return a JSON text that breaks off, cut behind its last whole value, with its brackets closed."""
    stack: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign in "[{":
            stack.append("]" if sign == "[" else "}")
            end = token.end()
        elif sign in "]}":
            if not stack or stack.pop() != sign:
                return ""
            end = token.end()
        elif sign == ",":
            end = token.start()
    # What follows the last bracket or comma opens and closes nothing, so these are the brackets open there.
    return text[:end] + "".join(reversed(stack))


def items(
    source: Source, tally: Tally, *, inside: Sequence[str] = (), what: str = "object", others: bool = False
) -> Iterator[tuple[int, dict[str, Any]]]:
    r"""Yield the objects of a file with their line, or their number in a list.

    Parameters
    ----------
    source : Source
    tally : Tally
        Receives what is no object, as dropped.
    inside : sequence of str
        Names under which a list of objects may stand in an enclosing object (the first one found is taken); dots lead
        further in.
    what : str
        What an object is called in messages.
    others : bool
        Count the objects of other lists beside the one found inside as dropped.

    Yields
    ------
    line : int
    item : dict

    Raises
    ------
    InputError
        If the file is no JSON, or a list breaks off before its first object.

    Examples
    --------
    >>> [i["id"] for _, i in items(Source.from_text('{"data": [{"id": 1}, {"id": 2}]}'), Tally("x", "rows"),
    ...     inside=["data"])]
    [1, 2]
    >>> [n for n, _ in items(Source.from_text('{"id": 1}\n\n{"id": 2}'), Tally("x", "rows"))]
    [1, 3]
    """
    start = source.head.lstrip()[:1]
    if start == "{":
        found = _opened(_objects(source), inside, tally if others else None)
    elif start == "[":
        found = _opened(_listed(source), inside, tally if others else None)
    else:
        raise InputError(f"{source.name} {NO_OBJECT}")
    for number, item in found:
        if isinstance(item, dict) and item:
            yield number, item
        else:
            shown = "" if item is None else json.dumps(item, ensure_ascii=False)[:200]
            tally.add("dropped", f"no JSON {what}", number, shown)


def _objects(source: Source) -> Iterator[tuple[int, Any]]:
    """Yield one object a line, or the one that the whole file is."""
    first = source.start.lstrip().split("\n", 1)[0]
    if len(first) < _START - 1 and loads(first) is None:
        whole = loads(source.text)
        if whole is not None:
            yield 1, whole
            return
        # Perhaps only the first of many lines is spoilt.
        second = source.start.lstrip().split("\n", 2)[1:2]
        if not second or loads(second[0]) is None:
            raise InputError(f"{source.name} {_fault(source.text)}; get it again whole")
    import msgspec

    decode = msgspec.json.Decoder().decode
    for number, line in _lines(source):
        try:
            yield number, decode(line)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            text = line if isinstance(line, str) else line.decode("utf-8", "surrogatepass")
            if text.strip():
                yield number, loads(text)


def _lines(source: Source) -> Iterable[tuple[int, str | bytes]]:
    """Go through the lines, where it can be had in UTF-8, which is what a decoder of JSON goes through anyway."""
    if source.whole:
        return enumerate(chain.from_iterable(map(io.BytesIO, source.slabs())), 1)
    return source.lines()


def _opened(
    found: Iterator[tuple[int, Any]], inside: Sequence[str], tally: Tally | None
) -> Iterator[tuple[int, Any]]:
    """Yield what stands in the lists inside of objects, in place of these, by running number."""
    count = 0
    heads = tuple(path.partition(".")[0] for path in inside)
    for number, item in found:
        if type(item) is dict and item.keys().isdisjoint(heads):
            yield number, item
            continue
        inner = next((i for path in inside if _is_list(i := _inside(item, path))), None)
        if inner is None or _speaks(item):
            yield number, item
            continue
        if tally is not None:
            _tell_others(item, inner, tally)
        for one in inner:
            count += 1
            yield count, one


def _is_list(value: Any) -> bool:
    """Whether this is a list of objects, or an empty one."""
    return isinstance(value, list) and (not value or isinstance(value[0], dict))


def _speaks(item: Mapping[str, Any]) -> bool:
    """Whether an object has words of its own, so that what stands inside of it are answers to it."""
    return any(isinstance(item.get(name), str) and item[name] for name in _WORDS)


def _tell_others(item: Mapping[str, Any], inner: list[Any], tally: Tally) -> None:
    """Count the objects of lists beside the one that is read."""
    for name, value in item.items():
        if value is not inner and isinstance(value, list) and value and isinstance(value[0], dict):
            tally.add(
                "dropped", f"in a list {name!r} beside the one that was read", None, str(value[0]), len(value)
            )


def _inside(item: Any, path: str) -> Any:
    for name in path.split("."):
        item = item.get(name) if isinstance(item, dict) else None
    return item


def _fault(text: str) -> str:
    """Return where a text stops being JSON."""
    try:
        json.loads(text, strict=False)
    except RecursionError:
        return "is nested too deeply to hold comments"
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        if getattr(error, "pos", 0) >= len(text.rstrip()) - 1:
            return f"breaks off in line {line}, before its JSON is complete"
        return f"is not valid JSON in line {line} ({getattr(error, 'msg', error)})"
    return "is not valid JSON"


def _listed(source: Source) -> Iterator[tuple[int, Any]]:
    whole = loads(source.text)
    if isinstance(whole, list):
        yield from enumerate(whole, 1)
        return
    text = source.text
    first = text.lstrip().split("\n", 1)[0]
    if loads(first) is not None:  # lists, one a line, or a list and more behind it
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            item = loads(line)
            for one in item if isinstance(item, list) else [item]:
                yield number, one
        return
    raise InputError(
        f"{source.name} {_fault(text)}; expected a list of objects: get it again whole, or mend it there"
    )
