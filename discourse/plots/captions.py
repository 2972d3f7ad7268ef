"""What a caption says of where its figure comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from discourse.model.results import Made
from discourse.plots import style

_SILENT = ("of", "versions", "notes", "digest", "parameters", "order", "size")


def origin(made: Made | Mapping[str, Any]) -> str:
    """Return a method and its parameters in brackets; nothing where the method is unknown.

    Examples
    --------
    >>> origin(Made("leiden", {"resolution": 1.0, "seed": 0}))
    'leiden (resolution 1, seed 0)'
    >>> origin({"method": "congruence", "rows": "commenter", "isolates": False})
    'congruence (rows commenter, isolates no)'
    """
    method: Any
    if isinstance(made, Made):
        method, facts = made.method, dict(made.parameters)
    else:
        nested = made.get("parameters")
        method = made.get("method")
        facts = {k: v for k, v in made.items() if k != "method"}
        facts |= nested if isinstance(nested, Mapping) else {}
    if not method:
        return ""
    told = [
        f"{name.replace('_', ' ')} {_value(v)}"
        for name, v in facts.items()
        if name not in _SILENT and _told(v)
    ]
    name = style.drawable(method, 40)
    return f"{name} ({', '.join(style.drawable(t, 50) for t in told)})" if told else name


def _told(value: Any) -> bool:
    return isinstance(value, str | bool | int | float) and value != ""


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return style.number(value) if isinstance(value, float) else str(value)


def sources(**parts: Made | Mapping[str, Any] | None) -> list[str]:
    """Return one sentence per part that says where it comes from.

    Examples
    --------
    >>> sources(groups=Made("louvain", {"seed": 0}), layout=None)
    ['Groups: louvain (seed 0).']
    """
    found = {name: origin(made) for name, made in parts.items() if made is not None}
    return [f"{name.capitalize()}: {text}." for name, text in found.items() if text]
