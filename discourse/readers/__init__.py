"""Readers: one file per format; each turns a Source into a Corpus.

A reader module has ``read(source, **options) -> Corpus`` and ``sniff(source) -> float``, how surely (0 to 1) the
source is of its format. :func:`discourse.readers.detect.detect` asks every reader of the table.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "readers",
    {
        name: Entry(f"discourse.readers.{module}:read", summary, takes="source")
        for name, module, summary in (
            ("thread", "thread", "a pasted article with its comments"),
            ("csv", "csv", "a table, ours or any CSV or TSV"),
            ("jsonl", "jsonl", "JSON Lines or a JSON list of objects"),
            ("spreadsheet", "spreadsheet", "a sheet of comments, in Excel or OpenDocument"),
            ("parquet", "parquet", "a table of comments in Parquet"),
            ("reddit", "reddit", "Reddit: listings, pages, dumps (NDJSON, also .zst)"),
            ("hackernews", "hackernews", "Hacker News: items of its API, of Algolia, of BigQuery"),
            ("disqus", "disqus", "Disqus: XML export, or JSON of its API"),
            ("wordpress", "wordpress", "WordPress: export (WXR)"),
            ("youtube", "youtube", "YouTube: JSON of the Data API"),
            ("ytdlp", "ytdlp", "YouTube by yt-dlp: info.json with comments"),
            ("youtube_data_tools", "youtube_data_tools", "YouTube by Data Tools: CSV of comments"),
            ("telegram", "telegram", "Telegram Desktop: result.json"),
            ("twitter", "twitter", "X (Twitter): API v2 and v1.1, JSON Lines"),
            ("fourcat", "fourcat", "4CAT: CSV or NDJSON, also posts captured by Zeeschuimer"),
            ("facepager", "facepager", "Facepager: CSV of nodes"),
            ("convokit", "convokit", "ConvoKit: the folder of a corpus (utterances.jsonl)"),
            ("webpage", "webpage", "a page saved from a browser, HTML or MHTML"),
            ("word", "word", "a pasted thread in Word or OpenDocument text"),
            ("pdf", "pdf", "a pasted thread as PDF"),
            (
                "statements",
                "statements_table",
                "a statement table, ours or coded by hand: CSV, Excel, Parquet",
            ),
            ("dna", "dna", "a database of Discourse Network Analyzer"),
            ("network", "network_file", "a network: GraphML, GEXF or a CSV of ties"),
        )
    },
)
