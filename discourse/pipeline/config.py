"""The options of a run."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from discourse import studies, verbs
from discourse.errors import InputError, OptionError, did_you_mean
from discourse.files import read_bytes


@dataclass(frozen=True)
class Config:
    """The options of a run, each with its default.

    Attributes
    ----------
    inputs : tuple of str
        Files to read.
    codebook : str or None
        Name of a shipped codebook, or a file; not needed for statements that are coded already.
    format : str or None
        The reader; found by content if not given.
    read : dict
        Options of the reader, such as ``split_uncertain``.
    coder : str
    code : dict
        Options of the coder, such as ``include_article`` and ``min_confidence``.
    rows, cols, qualifier : str or None
        For statements that are coded already: the variables that say who speaks, what is said and how; by default
        found by their usual names (organization, concept, agreement).
    studies : tuple of str or None
        Names of studies; by default all for statements that are coded already, and none for comments.
    width : str or None
        Of the windows of time in studies, such as ``"30D"``; by default about a fifth of the range.
    coalitions : str
        The projection in which coalitions are looked for.
    project : dict
        Its options.
    clusterer : str
    cluster : dict
        Its options.
    layout : str
    seed : int
        For clustering and layout.
    pseudonyms : bool or str
        Replace commenters' names before anything is coded: by numbers, or by the key in this file.
    nulls : int
        With how many random networks scores of whole networks are compared; 0 for none.
    draws : int
        From how many bootstrap draws their intervals are; 0 for none.
    strict : bool
        Stop where anything is dropped while reading.

    Examples
    --------
    >>> Config(("a.txt",), "syria-conflict").clusterer
    'leiden'
    """

    inputs: tuple[str, ...]
    codebook: str | None = None
    format: str | None = None
    read: dict[str, Any] = field(default_factory=dict)
    coder: str = "dictionary"
    code: dict[str, Any] = field(default_factory=dict)
    rows: str | None = None
    cols: str | None = None
    qualifier: str | None = None
    studies: tuple[str, ...] | None = None
    width: str | None = None
    coalitions: str = "congruence"
    project: dict[str, Any] = field(default_factory=lambda: {"normalization": "average"})
    clusterer: str = "leiden"
    cluster: dict[str, Any] = field(default_factory=dict)
    layout: str = "spring"
    seed: int = 0
    pseudonyms: bool | str = False
    nulls: int = 40
    draws: int = 200
    strict: bool = False

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Config:
        """Read a configuration from a TOML file; relative paths in it are relative to it.

        Raises
        ------
        InputError
            If it is not TOML.
        OptionError
            For an unknown key or a value of the wrong kind.
        """
        return cls.make(cls.raw(path), str(Path(path)))

    @staticmethod
    def raw(path: str | os.PathLike[str]) -> dict[str, Any]:
        """Return what a TOML file says, with its relative paths made relative to it, unchecked.

        Raises
        ------
        InputError
            If it is not TOML.
        """
        place = Path(path)
        try:
            raw = tomllib.loads(read_bytes(place).decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(f"{place} is not a TOML file: {error}") from None
        for key in ("inputs", "codebook"):
            values = raw.get(key)
            if isinstance(values, str) and (place.parent / values).is_file():
                raw[key] = str(place.parent / values)
            elif isinstance(values, list):
                raw[key] = [str(place.parent / v) if isinstance(v, str) else v for v in values]
        return raw

    @classmethod
    def make(cls, raw: Mapping[str, Any], name: str = "the configuration") -> Config:
        """Make a configuration from a mapping, checking keys and kinds."""
        known = {f.name: f for f in fields(cls)}
        for key, value in raw.items():
            if key not in known:
                raise OptionError(f"{name}: unknown key {key!r}.{did_you_mean(key, known)}")
            wanted = _WANTED.get(key, str)
            if value is not None and not isinstance(value, wanted):
                raise OptionError(f"{name}: {key!r} has a value of the wrong kind: {value!r}")
            if isinstance(value, int) and key in _COUNTS and (isinstance(value, bool) or value < 0):
                raise OptionError(f"{name}: {key!r} is a whole number from 0, not {value!r}")
            if key == "draws" and value == 1:
                raise OptionError(
                    f"{name}: one draw gives no interval; 'draws' is 0, or at least 2 (200 is usual)"
                )
        if not raw.get("inputs"):
            raise OptionError(f"{name}: 'inputs' is missing; it says what to read")
        if not raw.get("codebook") and not verbs.is_coded(raw["inputs"][0], raw.get("format")):
            raise OptionError(f"{name}: 'codebook' is missing; it says what to look for")
        chosen = raw.get("studies")
        for study in chosen or ():
            studies.TABLE.entry(study)
        return cls(
            **{**raw, "inputs": tuple(raw["inputs"]), "studies": None if chosen is None else tuple(chosen)}
        )


_COUNTS = ("nulls", "draws", "seed")
_WANTED: dict[str, type | tuple[type, ...]] = {
    "inputs": (list, tuple), "seed": int, "nulls": int, "draws": int, "pseudonyms": (bool, str), "strict": bool,
    "studies": (list, tuple), "read": dict, "code": dict, "project": dict, "cluster": dict,
}  # fmt: skip
