"""Readers: one file per format; each turns a Source into a Corpus.

A reader module has ``read(source, **options) -> Corpus`` and ``sniff(source) -> float``, how surely (0 to 1) the
source is of its format. :func:`discourse.readers.detect.detect` asks every reader of the table.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "readers",
    {
        "thread": Entry(
            "discourse.readers.thread:read", "a pasted article with its comments", takes="source"
        ),
        "csv": Entry("discourse.readers.csv:read", "a table, ours or any CSV or TSV", takes="source"),
        "jsonl": Entry(
            "discourse.readers.jsonl:read", "JSON Lines or a JSON list of objects", takes="source"
        ),
        "statements": Entry(
            "discourse.readers.statements_table:read",
            "a statement table, ours or coded by hand: CSV, Excel, Parquet",
            takes="source",
        ),
        "dna": Entry(
            "discourse.readers.dna:read", "a database of Discourse Network Analyzer", takes="source"
        ),
        "network": Entry(
            "discourse.readers.network_file:read", "a network: GraphML, GEXF or a CSV of ties", takes="source"
        ),
    },
)
