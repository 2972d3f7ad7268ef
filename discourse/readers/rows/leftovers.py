"""What has no column: kept as JSON in ``extra``, save for addresses that nobody may keep."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, filterfalse
from typing import Any

from discourse.readers.tally import Tally

_PRIVATE = re.compile(
    r"(?:^|[^a-z])e?-?_?mail(?:[^a-z]|$)|email|(?:^|[^a-z])ips?(?:[^a-z]|$)|ip_?addr|remote_?addr"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
MAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24}")
_IP = re.compile(r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.])")
_DEEPEST = 40
_NESTED = frozenset((dict, list))
_NUMBERS = frozenset((bool, int, float))
_KINDS = _NESTED | _NUMBERS | {str, type(None)}
_DIGITS = bytes(48 if 48 <= byte < 58 or byte >= 128 else byte for byte in range(256))
#: Rows that are worked upon at a time, so few that they stay in the processor's cache.
SLAB = 500
PRIVATE = "an e-mail or IP address among its fields, which is never kept"


def masked(text: str) -> str:
    """Return a text without the e-mail and IP addresses in it.

    Examples
    --------
    >>> masked('{"host":"10.1.2.3","who":"ada@example.org","version":"1.2.3"}')
    '{"host":"[ip]","who":"[e-mail]","version":"1.2.3"}'
    """
    if "@" in text:
        text = MAIL.sub("[e-mail]", text)
    # Two digits with a dot between are quickly looked for; a byte of a foreign character may be of a digit.
    if text.count(".") > 2 and b"0.0" in text.encode("utf-8", "surrogatepass").translate(_DIGITS):
        return _IP.sub("[ip]", text)
    return text


class Leftovers:
    """The ``extra`` of a batch, which may be added to until it is done.

    Parameters
    ----------
    found : list of (dict or str or None)
        For each row its values, or their JSON.
    rows : list of (dict or None), optional
        The values that stand behind the JSON.
    """

    def __init__(self, found: list[Any], rows: list[dict[str, Any] | None] | None = None) -> None:
        self.found = found
        self.rows = rows
        self.changed: set[int] = set()

    def set(self, at: int, name: str, value: Any) -> None:
        """Keep one more value of a row."""
        row = self.found[at]
        if isinstance(row, str):
            row = _decoded(row) if self.rows is None else self.rows[at]
        self.found[at] = {**(row or {}), name: value}
        self.changed.add(at)

    def done(self) -> list[str | None]:
        """Return the JSON of each row, names in order; None where there is nothing."""
        if self.changed:
            encode = _encoder().encode
            for at in self.changed:
                self.found[at] = _text(self.found[at], encode)
            self.changed.clear()
        return self.found


def _encoder() -> Any:
    import msgspec

    return msgspec.json.Encoder(order="sorted")


def _decoded(text: str) -> Any:
    import msgspec

    return msgspec.json.decode(text)


def _text(row: dict[str, Any], encode: Callable[[Any], bytes]) -> str:
    try:
        text = encode(row).decode()
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        text = encode(_sound(row)).decode()
    return masked(text)


def _texts(encoded: bytes) -> list[str]:
    """Return the lines of JSON Lines, without addresses; JSON has no line end within a string."""
    lines = encoded.decode().split("\n")
    lines.pop()
    if b"@" in encoded or b"." in encoded:
        return [masked(line) if "@" in line or line.count(".") > 2 else line for line in lines]
    return lines


def leftover_columns(columns: dict[str, list[Any]], lines: Sequence[int], tally: Tally) -> Leftovers:
    """Return the ``extra`` of a batch whose values stand in columns, without empty ones and without addresses.

    Examples
    --------
    >>> leftover_columns({"mood": ["angry", ""], "ip": ["1.2.3.4", ""]}, [1, 2], Tally("x", "rows")).done()
    ['{"mood":"angry"}', None]
    """
    names = []
    for name in sorted(columns):
        if is_private(name):
            hit = [i for i, value in enumerate(columns[name]) if not _is_empty(value)]
            if hit:
                tally.add("repaired", PRIVATE, lines[hit[0]], rows=len(hit))
        else:
            names.append(name)
    starts = [json.dumps(_sound(name), ensure_ascii=False) for name in names]
    out: list[str | None] = []
    try:
        for at in range(0, len(lines), SLAB):
            cells = [columns[name][at : at + SLAB] for name in names]
            out += _joined(starts, cells, len(lines[at : at + SLAB]))
    except TypeError:  # a list or an object, which cannot be the key of a dict
        if all(_NESTED.isdisjoint(map(type, columns[name])) for name in names):
            raise
        rows = zip(*(columns[name] for name in names), strict=True)
        return leftovers([dict(zip(names, row, strict=True)) for row in rows], lines, tally)
    return Leftovers(out)


def _joined(starts: list[str], cells: list[list[Any]], size: int) -> list[str | None]:
    """Return the JSON of rows, of which each column's name and values are given."""
    there = [(start, *found) for start, found in zip(starts, map(_known, cells), strict=True) if found[1]]
    if not there:
        return [None] * size
    full = [all(known.values()) for _, known, _ in there]
    if True not in full:
        pieces = [_pieces(known, keys, f"{start}:") for start, known, keys in there]
        joined = [",".join(filter(None, row)) for row in zip(*pieces, strict=True)]
        return [f"{{{text}}}" if text else None for text in joined]
    # Where one column is filled in each row, the others can bring their commas with them, and so can the braces be.
    fixed, last = full.index(True), len(there) - 1
    pieces = []
    for i, (start, known, keys) in enumerate(there):
        before, after = "," * (i > fixed), "," * (i < fixed)
        ends = "{" * (i == 0), "}" * (i == last)
        pieces.append(_pieces(known, keys, f"{before}{start}:", after, ends))
    return list(map("".join, zip(*pieces, strict=True)))


def _pieces(
    known: dict[Any, str], keys: Iterable[Any], before: str, after: str = "", ends: tuple[str, str] = ("", "")
) -> Iterable[str]:
    """Return for each value what it adds to the JSON of its row."""
    left, right = ends
    blank, start, end = left + right, left + before, after + right
    made = {value: f"{start}{text}{end}" if text else blank for value, text in known.items()}
    return map(made.__getitem__, keys)


def _known(values: list[Any]) -> tuple[dict[Any, str], Iterable[Any]]:
    """Return the JSON of each different value, empty for an empty one, and the keys under which the values are found.

    Where all are empty, there are none.
    """
    known: dict[Any, str] = dict.fromkeys(values, "")
    keys: Iterable[Any] = values
    if set(map(type, known)) == {str}:
        filled = [value for value in known if value and not value.isspace()]
        known.update(zip(filled, _encoded(filled), strict=True))
    elif len({bool, int, float}.intersection(map(type, values))) > 1:
        # 1, 1.0 and True are equal, and not the same.
        keys = range(len(values))
        known = {i: "" if _is_empty(value) else _encoded([value])[0] for i, value in enumerate(values)}
    else:
        filled = [value for value in known if not _is_empty(value)]
        known.update(zip(filled, _encoded(filled), strict=True))
    return (known, keys) if any(known.values()) else ({}, ())


def _encoded(values: list[Any]) -> list[str]:
    """Return the JSON of each value, without addresses."""
    import msgspec

    encoder = msgspec.json.Encoder()
    try:
        return _texts(encoder.encode_lines(values))
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        return [_text({"v": value}, encoder.encode)[5:-1] for value in values]


def _is_empty(value: Any) -> bool:
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def leftovers(values: Sequence[Any], lines: Sequence[int], tally: Tally) -> Leftovers:
    """Return the ``extra`` of a batch without empty values and without e-mail and IP addresses.

    Examples
    --------
    >>> tally = Tally("x", "rows")
    >>> leftovers([{"email": "a@b.org", "n": 1, "none": None}], [1], tally).done(), len(tally.rows)
    (['{"n":1}'], 1)
    """
    if not any(values):
        return Leftovers([None] * len(values))
    encoder = _encoder()
    found: list[str | None] = []
    kept: list[dict[str, Any] | None] = []
    for at in range(0, len(values), SLAB):
        slab = values[at : at + SLAB]
        rows = _filled(slab)
        if rows is None:
            rows = _filled_one_by_one(slab, lines[at : at + SLAB], tally)
        found += _lines_of(rows, encoder)
        kept += rows
    return Leftovers(found, kept)


def _lines_of(rows: list[dict[str, Any] | None], encoder: Any) -> list[str | None]:
    """Return the JSON of rows; None of those that are None."""
    some = rows if all(rows) else [row for row in rows if row]
    if not some:
        return list(rows)  # type: ignore[arg-type]
    try:
        texts = _texts(encoder.encode_lines(some))
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        texts = [_text(row, encoder.encode) for row in some if row]
    if some is rows:
        return texts  # type: ignore[return-value]
    each = iter(texts)
    return [next(each) if row else None for row in rows]


def _filled(slab: Sequence[Any]) -> list[dict[str, Any] | None] | None:
    """Return rows without empty values, all at once; None where they must be looked at one by one.

    That is where a field, however deep inside, has the name of something private, or a value is none of JSON's.
    """
    rows = slab if all(slab) else [row for row in slab if row]
    if set(map(type, rows)) - {dict}:
        return None
    cells = list(chain.from_iterable(map(dict.values, rows)))
    kinds = set(map(type, cells))
    if not kinds <= _KINDS or any(map(is_private, set(chain.from_iterable(rows)))):
        return None
    if float in kinds and any(c != c for c in cells if type(c) is float):
        return None
    if not _NESTED.isdisjoint(kinds) and any(map(is_private, _names_inside(cells, kinds))):
        return None
    if _NUMBERS.issuperset(map(type, filterfalse(None, cells))):  # 0 and False are no empty values
        return list(rows) if rows is slab else [row or None for row in slab]
    return [
        (row if all(row.values()) else {n: v for n, v in row.items() if v or v == 0} or None) if row else None
        for row in slab
    ]


def _names_inside(values: list[Any], kinds: set[type]) -> set[str]:
    """Return the names in objects among values of some kinds, and in those inside of them."""
    names: set[str] = set()
    for _ in range(_DEEPEST + 1):
        objects = [value for value in values if type(value) is dict] if dict in kinds else []
        inner = [value for value in values if type(value) is list] if list in kinds else []
        names.update(chain.from_iterable(objects))
        values = list(chain(chain.from_iterable(map(dict.values, objects)), chain.from_iterable(inner)))
        kinds = set(map(type, values))
        if _NESTED.isdisjoint(kinds):
            break
    return names


def _filled_one_by_one(
    values: Sequence[Any], lines: Sequence[int], tally: Tally
) -> list[dict[str, Any] | None]:
    """Return rows without empty values and private fields."""
    out: list[dict[str, Any] | None] = []
    for value, line in zip(values, lines, strict=True):
        if not value:
            out.append(None)
            continue
        dropped = 0
        kept = {}
        for name, one in value.items():
            if not (one or one is False or one == 0) or (type(one) is float and one != one):
                continue
            if is_private(name):
                dropped += 1
                continue
            if type(one) is dict or type(one) is list:
                one, more = _without(one)
                dropped += more
            kept[name] = one
        if dropped:
            tally.add("repaired", PRIVATE, line)
        out.append(kept or None)
    return out


@lru_cache(maxsize=10_000)
def is_private(name: str) -> bool:
    """Whether a field's name says that it holds an e-mail or IP address.

    Examples
    --------
    >>> [is_private(n) for n in ("author_email", "ipAddress", "comment_author_IP", "mail", "zip", "recipient", "tip")]
    [True, True, True, True, False, False, False]
    """
    return _PRIVATE.search(_CAMEL.sub("_", str(name)).lower()) is not None


def _without(value: Any, depth: int = 0) -> tuple[Any, int]:
    """Return a nested value without private fields, and how many were left out."""
    if depth > _DEEPEST:
        return value, 0
    dropped = 0
    if type(value) is list:
        items: list[Any] = []
        for one in value:
            if type(one) is dict or type(one) is list:
                one, more = _without(one, depth + 1)
                dropped += more
            items.append(one)
        return items, dropped
    out = {}
    for name, one in value.items():
        if is_private(name):
            dropped += 1
            continue
        if type(one) is dict or type(one) is list:
            one, more = _without(one, depth + 1)
            dropped += more
        out[name] = one
    return out, dropped


def _sound(value: Any, depth: int = 0) -> Any:
    """Return a value that JSON and UTF-8 can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if depth > _DEEPEST:
        return str(value)[:1000]
    if isinstance(value, dict):
        return {_sound(str(k)): _sound(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(v, depth + 1) for v in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -(2**63) <= value < 2**63 else str(value)
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    return str(value)
