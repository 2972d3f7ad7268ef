"""Numbers, signs and parameters as a reader meets them; lists as a sentence names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from discourse.model.analysis import Analysis
from discourse.model.results import Made

MINUS = "−"
SIGNS = {1: ("+", "supports"), -1: (MINUS, "rejects"), 0: ("0", "neutral")}


def run_id(analysis: Analysis) -> str:
    """Return the id of the run: the manifest's, or one made of what was read and coded."""
    from discourse.files import sha256

    found = analysis.manifest.get("id")
    if found:
        return str(found)
    whole = (
        analysis.corpus.digest
        + (analysis.codebook.digest if analysis.codebook else "")
        + analysis.statements.digest
    )
    return sha256(whole.encode())[:12]


def sign(stance: Any) -> tuple[str, str]:
    """Return the sign of a stance and the word for it.

    Examples
    --------
    >>> sign(-0.5), sign(0), sign(None)
    (('−', 'rejects'), ('0', 'neutral'), ('', 'no stance'))
    """
    if stance is None or pd.isna(stance):
        return "", "no stance"
    return SIGNS[int(stance > 0) - int(stance < 0)]


def number(value: Any, digits: int = 2, *, plus: bool = False) -> str:
    """Return a number as text; an empty one where it is missing.

    Examples
    --------
    >>> number(3.0), number(-0.5), number(0.25, plus=True), number(None), number(12345)
    ('3', '−0.50', '+0.25', '', '12,345')
    """
    if value is None or pd.isna(value):
        return ""
    if float(value) == int(value) and not plus:
        return f"{int(value):,}".replace("-", MINUS)
    text = f"{float(value):+.{digits}f}" if plus else f"{float(value):,.{digits}f}"
    return text.replace("-", MINUS) if text.strip("+-0.") else text.lstrip("+-")


def percent(value: Any) -> str:
    r"""Return a share as a percentage.

    Examples
    --------
    >>> percent(0.256) == "26\u202f%", percent(None)
    (True, '')
    """
    return "" if value is None or pd.isna(value) else f"{float(value) * 100:.0f}\u202f%"


def count(n: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "tie"), count(1200, "tie"), count(2, "stance", "stances")
    ('1 tie', '1,200 ties', '2 stances')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """Return names joined as in a sentence.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join([*([", ".join(names[:-1])] if len(names) > 1 else []), *names[-1:]])


def options(parameters: Mapping[str, Any]) -> str:
    """Return parameters as a list in words.

    Examples
    --------
    >>> options({"resolution": 1.0, "isolates": False, "normalization": None, "codes": ["actor", "narrative"]})
    'resolution 1, isolates no, normalization none, codes actor and narrative'
    """
    return ", ".join(f"{str(k).replace('_', ' ')} {_value(v)}" for k, v in parameters.items())


def _value(value: Any) -> str:
    if value is None or (isinstance(value, Mapping | list | tuple) and not value):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}".replace("-", MINUS)
    if isinstance(value, list | tuple):
        return listed([_value(v) for v in value])
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {_value(v)}" for k, v in value.items())
    return str(value)


def origin(made: Made | Mapping[str, Any]) -> str:
    """Return a method with its parameters in brackets.

    Examples
    --------
    >>> origin(Made("leiden", {"seed": 0})), origin({"method": "hand"})
    ('leiden (seed 0)', 'hand')
    """
    method = made.method if isinstance(made, Made) else str(made.get("method", ""))
    parameters = made.parameters if isinstance(made, Made) else made.get("parameters", {})
    told = options(parameters) if isinstance(parameters, Mapping) else ""
    return f"{method or 'given'} ({told})" if told else method or "given"
