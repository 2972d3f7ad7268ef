"""What has no column: kept as JSON in ``extra``, save for addresses that nobody may keep."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
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
    return _IP.sub("[ip]", text) if text.count(".") > 2 else text


class Leftovers:
    """The ``extra`` of a batch, which may be added to until it is done.

    Parameters
    ----------
    found : list of (dict or str or None)
        For each row its values, or their JSON.
    """

    def __init__(self, found: list[Any]) -> None:
        self.found = found

    def set(self, at: int, name: str, value: Any) -> None:
        """Keep one more value of a row."""
        row = self.found[at]
        if isinstance(row, str):
            import msgspec

            row = msgspec.json.decode(row)
        self.found[at] = {**(row or {}), name: value}

    def done(self) -> list[str | None]:
        """Return the JSON of each row, names in order; None where there is nothing."""
        import msgspec

        encode = msgspec.json.Encoder(order="sorted").encode
        return [self._text(row, encode) if type(row) is dict else row for row in self.found]

    @staticmethod
    def _text(row: dict[str, Any], encode: Callable[[Any], bytes]) -> str:
        try:
            text = encode(row).decode()
        except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
            text = encode(_sound(row)).decode()
        return masked(text)


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
    if not all(_NESTED.isdisjoint(map(type, columns[name])) for name in names):
        rows = zip(*(columns[name] for name in names), strict=True)
        return leftovers([dict(zip(names, row, strict=True)) for row in rows], lines, tally)
    pieces = [found for name in names if any(found := _pieces(name, columns[name]))]
    if not pieces:
        return Leftovers([None] * len(lines))
    joined = [",".join(filter(None, row)) for row in zip(*pieces, strict=True)]
    return Leftovers([f"{{{text}}}" if text else None for text in joined])


def _pieces(name: str, values: list[Any]) -> list[str]:
    """Return for each value what it adds to the JSON of its row."""
    if (
        len({bool, int, float}.intersection(map(type, values))) > 1
    ):  # 1, 1.0 and True are equal, and not the same
        return [_pieces(name, [value])[0] for value in values]
    known: dict[Any, str] = dict.fromkeys(values, "")
    start = json.dumps(_sound(name), ensure_ascii=False)
    filled = [value for value in known if not _is_empty(value)]
    for value, text in zip(filled, _encoded(filled), strict=True):
        known[value] = f"{start}:{text}"
    return list(map(known.__getitem__, values))


def _encoded(values: list[Any]) -> list[str]:
    """Return the JSON of each value, without addresses."""
    import msgspec

    encoder = msgspec.json.Encoder()
    try:  # All at once; an object has no line end outside of its strings, nor inside.
        text = encoder.encode_lines(values).decode()
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        return [Leftovers._text({"v": value}, encoder.encode)[5:-1] for value in values]
    return masked(text).split("\n")[:-1]


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
    private: dict[str, bool] = {}
    fields: set[str] = set()
    secret: set[str] = set()
    out: list[Any] = []
    for i, value in enumerate(values):
        if not value:
            out.append(None)
            continue
        dropped = 0
        kept = {
            name: one
            for name, one in value.items()
            if (one or one is False or one == 0) and not (type(one) is float and one != one)
        }
        if not fields.issuperset(kept):
            secret.update(name for name in kept.keys() - fields if is_private(name))
            fields.update(kept)
        for name in secret.intersection(kept) if secret else ():
            del kept[name]
            dropped += 1
        if not _NESTED.isdisjoint(map(type, kept.values())):
            for name, one in kept.items():
                if type(one) is dict or type(one) is list:
                    kept[name], more = _without(one, private)
                    dropped += more
        if dropped:
            tally.add("repaired", PRIVATE, lines[i])
        out.append(kept or None)
    return Leftovers(out)


def is_private(name: str) -> bool:
    """Whether a field's name says that it holds an e-mail or IP address.

    Examples
    --------
    >>> [is_private(n) for n in ("author_email", "ipAddress", "comment_author_IP", "mail", "zip", "recipient", "tip")]
    [True, True, True, True, False, False, False]
    """
    return _PRIVATE.search(_CAMEL.sub("_", str(name)).lower()) is not None


def _without(value: Any, private: dict[str, bool], depth: int = 0) -> tuple[Any, int]:
    """Return a nested value without private fields, and how many were left out."""
    if depth > _DEEPEST:
        return value, 0
    dropped = 0
    if type(value) is list:
        items: list[Any] = []
        for one in value:
            if type(one) is dict or type(one) is list:
                one, more = _without(one, private, depth + 1)
                dropped += more
            items.append(one)
        return items, dropped
    out = {}
    for name, one in value.items():
        known = private.get(name)
        if known is None:
            known = private[name] = is_private(name)
        if known:
            dropped += 1
            continue
        if type(one) is dict or type(one) is list:
            one, more = _without(one, private, depth + 1)
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
