"""A codebook back to TOML, so that a saved analysis carries the one it used."""

from __future__ import annotations

import json
from typing import Any

from discourse.model.codebook import Alias, Codebook
from discourse.model.codebook_file import FORMAT
from discourse.model.cues import Cue, Phrase


def dump(book: Codebook) -> str:
    """Return a codebook as TOML; loading it gives an equal codebook.

    Parameters
    ----------
    book : Codebook

    Returns
    -------
    str

    Examples
    --------
    >>> from discourse.model.codebook_file import parse
    >>> book = Codebook.load("syria-conflict")
    >>> parse(dump(book), "copy.toml").digest == book.digest
    True
    """
    lines = [f"format = {_value(FORMAT)}"]
    for key in ("id", "label", "language", "version", "description"):
        if getattr(book, key) or key == "language":
            lines.append(f"{key} = {_value(getattr(book, key))}")
    for actor in book.actors:
        lines += ["", "[[actor]]", f"id = {_value(actor.id)}", f"label = {_value(actor.label)}"]
        lines.append(f"kind = {_value(actor.kind)}")
        if actor.parent:
            lines.append(f"parent = {_value(actor.parent)}")
        lines.append(f"aliases = [{', '.join(_alias(a) for a in actor.aliases)}]")
    for narrative in book.narratives:
        lines += ["", "[[narrative]]", f"id = {_value(narrative.id)}", f"label = {_value(narrative.label)}"]
        if narrative.description:
            lines.append(f"description = {_value(narrative.description)}")
        lines += ["cues = [", *(f"  {_value(_cue(c))}," for c in narrative.cues), "]"]
        for key in ("examples", "counterexamples"):
            if getattr(narrative, key):
                lines.append(f"{key} = {_value(list(getattr(narrative, key)))}")
    return "\n".join(lines) + "\n"


def _alias(alias: Alias) -> str:
    if alias.case == "auto":
        return _value(alias.text)
    return f"{{ text = {_value(alias.text)}, case = {_value(alias.case)} }}"


def _cue(cue: Cue) -> Any:
    if isinstance(cue, Phrase):
        return cue.source
    out: dict[str, Any] = {}
    for key, items in (("all", cue.every), ("any", cue.either), ("not", cue.without)):
        if items:
            out[key] = [_cue(c) for c in items]
    if cue.near is not None:
        out["near"] = cue.near
    return out


def _value(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    return str(value)
