"""What all network writers share: flat typed tables, and text that XML and JSON can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.model.results import Partition, Positions

#: What XML 1.0 cannot hold, not even escaped: most control characters, lone surrogates, and two non-characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)
_NATIVE = ("id", "label", "source", "target")


def legal(text: str) -> str:
    r"""Return ``text`` with every character that XML cannot hold replaced by U+FFFD.

    Examples
    --------
    >>> legal("a\x00b") == "a\ufffdb"
    True
    """
    return _ILLEGAL.sub("\ufffd", text)


def escape(value: Any) -> str:
    r"""Return a value as XML text, fit for elements and for attributes in double quotes.

    Examples
    --------
    >>> escape('<b a="1">\n'), escape(True), escape(0.5), escape(float("inf"))
    ('&lt;b a=&quot;1&quot;&gt;&#10;', 'true', '0.5', 'INF')
    """
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return repr(float(value)) if np.isfinite(value) else ("INF" if value > 0 else "-INF")
    return legal(str(value)).translate(_ESCAPES)


def kind_of(values: pd.Series) -> str:
    """Return the type of a column as XML graph formats call it.

    Examples
    --------
    >>> [kind_of(pd.Series(v)) for v in ([1, 2], [0.5], [True], ["a"], [1, "a"])]
    ['long', 'double', 'boolean', 'string', 'string']
    """
    if pd.api.types.is_bool_dtype(values.dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(values.dtype):
        return "long"
    if pd.api.types.is_float_dtype(values.dtype):
        filled = values.dropna()
        whole = len(filled) < len(values) and np.isfinite(filled).all() and (filled % 1 == 0).all()
        return "long" if whole and len(filled) else "double"
    return "string"


def flat(
    network: Network, positions: Positions | None = None, partition: Partition | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes and edges as plain tables, fit for any format.

    Parameters
    ----------
    network : Network
    positions : Positions, optional
        Of this network; they become the node columns ``x`` and ``y``.
    partition : Partition, optional
        Of this network; it becomes the node column ``group``.

    Returns
    -------
    nodes, edges : pandas.DataFrame
        Columns hold whole numbers, numbers, truth values or text. Ids are legal in XML and still distinct; columns
        without any value are left out.

    Raises
    ------
    DataError
        If positions or partition are of another network.
    """
    nodes, edges = network.nodes.copy(), network.edges.copy()
    ids = _distinct([legal(i) for i in nodes["id"]])
    renamed = dict(zip(nodes["id"], ids, strict=True))
    nodes["id"] = pd.Series(ids, dtype="str")
    for name in ("source", "target"):
        edges[name] = edges[name].astype("str").map(renamed).astype("str")
    if partition is not None:
        nodes["group"] = partition.of(network)
    if positions is not None:
        nodes[["x", "y"]] = positions.of(network)
    return _plain(nodes, ("id", "label", "kind")), _plain(edges, ("source", "target", "weight"))


def _plain(table: pd.DataFrame, always: tuple[str, ...]) -> pd.DataFrame:
    out = {}
    for name in table.columns:
        values = table[name]
        if values.isna().all() and name not in always:
            continue
        if values.dtype == "category" or pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.astype("str")
        if kind_of(values) == "long" and pd.api.types.is_float_dtype(values.dtype):
            values = values.astype("Int64")
        if kind_of(values) == "string":
            values = values.map(_text, na_action="ignore").astype("str")
        out[legal(str(name))] = values
    return pd.DataFrame(out, index=table.index)


def _text(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(map(str, value)) if isinstance(value, set | frozenset) else map(str, value)
        return legal("; ".join(parts))
    return legal(str(value))


def _distinct(ids: list[str]) -> list[str]:
    """Number ids that became equal, keeping the first as it is."""
    taken: set[str] = set(ids)
    seen: set[str] = set()
    out = []
    for name in ids:
        new, n = name, 1
        while new in seen or (n > 1 and new in taken):
            n += 1
            new = f"{name}~{n}"
        seen.add(new)
        out.append(new)
    return out


def declared(table: pd.DataFrame, skip: tuple[str, ...] = _NATIVE) -> dict[str, str]:
    """Return the attributes of a flat table and their types, without what the format has a place for."""
    return {str(name): kind_of(table[name]) for name in table.columns if name not in skip}


def filled(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row without its missing values."""
    names = list(table.columns)
    present = table.notna().to_numpy()
    columns = [table[name].tolist() for name in names]
    for row, values in zip(present, zip(*columns, strict=True), strict=True):
        yield {n: v for n, v, there in zip(names, values, row, strict=True) if there}
