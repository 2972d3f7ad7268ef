"""Networks from elsewhere: GraphML, GEXF, and a table of ties."""

from __future__ import annotations

import csv
import io
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, InputError
from discourse.files import apply_to_text, refuse
from discourse.model.network import Network
from discourse.readers.source import Source
from discourse.readers.tables.mapping import listed

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOT = re.compile(r"<(?:\w+:)?(graphml|gexf)[\s>]")


def sniff(source: Source) -> float:
    r"""Return how surely this is a network: by the root of its XML, or by columns ``source`` and ``target``.

    Examples
    --------
    >>> sniff(Source.from_text("Source,Target,Weight\na,b,2"))
    0.9
    """
    if _language(source):
        return 1.0
    if source.suffix in (".graphml", ".gexf"):
        return 0.8
    first = source.start.lstrip("\n").partition("\n")[0].lower()
    names = [c.strip().strip('"').strip() for c in re.split(r"[,;\t]", first)]
    return 0.9 if {"source", "target"} <= set(names) else 0.0


def read(source: Source) -> Network:
    r"""Read a network.

    Parameters
    ----------
    source : Source
        GraphML, GEXF 1.1 to 1.3, or CSV with the columns ``source`` and ``target`` (and ``weight``, 1 by default).
        Beside ``NAME.csv`` a table ``NAME.nodes.csv`` with ``id``, ``label`` and ``kind`` is read too.

    Returns
    -------
    Network

    Raises
    ------
    InputError
        Naming the file and what is wrong in it. Files with a document type or entities of their own are refused.

    Examples
    --------
    >>> read(Source.from_text("source,target,weight\na,b,2\nb,c,-1")).edges["weight"].tolist()
    [2.0, -1.0]
    """
    language = _language(source)
    try:
        if language:
            return _xml(source, language)
        if source.suffix in (".graphml", ".gexf"):
            raise InputError(f"{source.name} holds neither <graphml> nor <gexf>; export the network again")
        return _csv(source)
    except DataError as error:
        raise InputError(f"{source.name}: {error}") from None


def _language(source: Source) -> str:
    head = source.head.lstrip()
    found = _ROOT.search(head) if head.startswith("<") else None
    return found.group(1) if found else ""


def _xml(source: Source, language: str) -> Network:
    import networkx as nx

    for word in ("<!DOCTYPE", "<!ENTITY"):
        if word in source.text:
            raise InputError(
                f"{source.name} declares a document type ({word}), which network files do not need; "
                f"export it again without"
            )
    text = _DECLARATION.sub("", source.text, count=1)
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            graph = nx.read_graphml(stream) if language == "graphml" else nx.read_gexf(stream)
    except (
        nx.NetworkXException,
        SyntaxError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RuntimeError,
    ) as error:
        # networkx says an unreadable document with whatever its parser trips over.
        raise InputError(
            f"{source.name} cannot be read as {language}: {error or type(error).__name__}"
        ) from None
    for _, attributes in graph.nodes(data=True):
        _texts(attributes)
    for a, b, attributes in graph.edges(data=True):
        if language == "gexf":
            attributes.pop("id", None)
        try:
            attributes["weight"] = float(attributes.get("weight", 1.0))
        except (TypeError, ValueError):
            raise InputError(
                f"{source.name}: the weight of the tie {a} – {b} is {attributes['weight']!r}, not a number"
            ) from None
    return Network.from_networkx(graph, made={"method": language, "file": source.name})


def _texts(attributes: dict[str, Any]) -> None:
    for name in ("label", "kind"):
        if attributes.get(name) is None:
            attributes.pop(name, None)
        else:
            attributes[name] = str(attributes[name])


def _csv(source: Source) -> Network:
    edges = _table(source.raw or source.text, source.name)
    edges = edges.rename(
        columns={c: c.lower() for c in edges.columns if c.lower() in ("source", "target", "weight")}
    )
    missing = [c for c in ("source", "target") if c not in edges.columns]
    if missing:
        raise InputError(
            f"{source.name} has no column {missing[0]!r}; a table of ties has source, target and perhaps weight. "
            f"It has: {listed(edges.columns)}"
        )
    if len(empty := np.flatnonzero(edges[["source", "target"]].isna().any(axis=1))):
        raise InputError(f"{source.name}: the tie in row {empty[0] + 2} has no source or no target")
    directed = "directed" in edges and set(edges["directed"].dropna().str.lower()) == {"true"}
    edges = _typed(edges.drop(columns="directed") if directed else edges, ("source", "target"))
    if "weight" not in edges:
        edges["weight"] = 1.0
    elif len(edges) and not pd.api.types.is_numeric_dtype(edges["weight"]):
        bad = edges["weight"][pd.to_numeric(edges["weight"], errors="coerce").isna()].iloc[0]
        raise InputError(f"{source.name}: the weight {bad!r} is not a number")
    nodes = _nodes(source, edges)
    if not len(nodes):
        raise InputError(
            f"{source.name} holds no tie and no node below its headings; check that it was written whole"
        )
    return Network(nodes, edges.astype({"weight": float}), directed, {"method": "csv", "file": source.name})


def _nodes(source: Source, edges: pd.DataFrame) -> pd.DataFrame:
    beside = source.path.with_suffix(".nodes.csv") if source.path is not None else Path()
    if beside.name and beside.is_file() and source.path != beside:
        other = Source.open(beside)
        nodes = _typed(_table(other.raw or other.text, other.name), ("id", "label", "kind"))
        if "id" not in nodes:
            raise InputError(f"{other.name} has no column 'id'; it names the nodes of {source.name}")
        return nodes.assign(label=nodes["label"].fillna(nodes["id"]) if "label" in nodes else nodes["id"])
    ids = pd.unique(pd.concat([edges["source"], edges["target"]]).dropna())
    kinds = pd.Series(ids, dtype="str").str.extract(r"^(commenter|actor|narrative|article):(.+)$")
    labels = kinds[1].fillna(pd.Series(ids, dtype="str"))
    return pd.DataFrame({"id": ids, "label": labels, "kind": kinds[0].fillna("node")})


def _table(text: str, name: str) -> pd.DataFrame:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    old = csv.field_size_limit(2**31 - 1)
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row
        ]
    except csv.Error as error:
        raise InputError(f"{name} cannot be read as CSV: {error}; save it again as CSV (UTF-8)") from None
    finally:
        csv.field_size_limit(old)
    if not rows:
        raise InputError(f"{name} has no header line")
    odd = next((i for i, row in enumerate(rows) if len(row) != len(rows[0])), None)
    if odd is not None:
        raise InputError(
            f"{name}: row {odd + 1} has {len(rows[odd])} cells, but the header has {len(rows[0])}"
        )
    header = [str(refuse(c.strip())) for c in rows[0]]
    if len(set(header)) < len(header):
        raise InputError(f"{name} names a column twice; rename one")
    frame = pd.DataFrame(rows[1:], columns=header, dtype="str")
    return apply_to_text(frame.where(frame != "", None), refuse).astype("str")


def _typed(frame: pd.DataFrame, texts: tuple[str, ...]) -> pd.DataFrame:
    """Give number columns their type; the columns named stay text."""
    out = frame.copy()
    for name in out.columns:
        if name in texts:
            continue
        numbers = pd.to_numeric(out[name], errors="coerce")
        if out[name].notna().any() and (numbers.notna() == out[name].notna()).all():
            whole = bool((numbers.dropna() % 1 == 0).all()) and bool(np.isfinite(numbers.dropna()).all())
            written = not out[name].dropna().str.contains(r"[.eE]").any()
            out[name] = (
                numbers.astype("Int64" if numbers.isna().any() else "int64") if whole and written else numbers
            )
    return out
