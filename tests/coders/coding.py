"""What the tests of the dictionary coder share: small codebooks, and coding one text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from discourse.coders.dictionary.coder import dictionary
from discourse.model.codebook import Codebook
from discourse.model.codebook_file import parse
from discourse.model.corpus import Corpus

ACTORS = {
    "iran": ["Iran", "Iranian"],
    "syria": ["Syria"],
    "syrian-people": ["Syrian"],
    "syrian-army": ["SAA", "Syrian Army", "Syrian Arab Army"],
    "fsa": ["Free Syrian Army"],
    "jaish": ["Army of Islam"],
    "hezbollah": ["Hezbollah"],
    "cia": ["cia"],
    "isis": ["ISIS"],
    "usa": ["US", "United States", "America"],
    "assad": ["Assad", "al-Assad"],
    "russia": ["Russia", "Russian"],
    "turkey": ["Turkey"],
    "deir": ["Deir ez-Zor"],
}


def toml_book(actors: Mapping[str, Any], narratives: str = "") -> str:
    """Return the TOML of a codebook with these aliases by actor."""
    lines = ['id = "t"', 'label = "T"']
    for name, aliases in actors.items():
        listed = ", ".join(a if a.startswith("{") else f'"{a}"' for a in aliases)
        lines += ["[[actor]]", f'id = "{name}"', f'label = "{name}"', f"aliases = [{listed}]"]
    return "\n".join([*lines, narratives]) + "\n"


def make_book(actors: Mapping[str, Any] = ACTORS, narratives: str = "") -> Codebook:
    """Return a codebook with these aliases by actor, and narratives as TOML."""
    return parse(toml_book(actors, narratives), "t.toml")


def code_rows(rows: list[tuple[str, str]], book: Codebook, **options: Any) -> pd.DataFrame:
    """Return the statement table of comments given as author and text."""
    return dictionary(Corpus.from_comments(rows), book, **options).table


def code_text(text: str, book: Codebook, **options: Any) -> pd.DataFrame:
    """Return the statement table of one comment."""
    return code_rows([("Somebody", text)], book, **options)


def mentions_in(text: str, book: Codebook, **options: Any) -> list[tuple[str, str, float]]:
    """Return actor, words as they stand and confidence of every mention."""
    table = code_text(text, book, stance=False, **options)
    table = table[table["actor"].notna()]
    return [
        (a, text[int(s) : int(e)], float(c))
        for a, s, e, c in zip(table["actor"], table["start"], table["stop"], table["confidence"], strict=True)
    ]


def narratives_in(text: str, book: Codebook, **options: Any) -> list[tuple[str, str]]:
    """Return narrative and words, pieces joined by "|", of every narrative found."""
    table = code_text(text, book, stance=False, **options)
    table = table[table["narrative"].notna()]
    out = []
    for name, pieces in zip(table["narrative"], table["evidence"], strict=True):
        ends = [tuple(map(int, p.split("-"))) for p in pieces.split()]
        out.append((name, "|".join(text[a:b] for a, b in ends)))
    return out


def stances_in(text: str, book: Codebook) -> dict[str, int]:
    """Return the stance toward each actor of a comment that names each once."""
    table = code_text(text, book)
    table = table[table["actor"].notna()]
    return dict(zip(table["actor"], table["stance"].astype(int), strict=True))
