"""One table of names per extension point.

A folder of methods (``clusterers``, ``scores``, …) declares a :class:`Registry` in its ``__init__`` with one line
per method. Nothing is imported until a method is asked for by name, so listing methods is free. Packages from
outside add methods through the entry-point group ``discourse.<kind>``, for example::

    [project.entry-points."discourse.clusterers"]
    mine = "mypackage.module:function"
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from discourse.errors import MissingExtra, OptionError, did_you_mean


@dataclass(frozen=True)
class Entry:
    """One registered method.

    Attributes
    ----------
    target : str
        ``"package.module:function"``, imported on use.
    summary : str
        One line for ``discourse methods``.
    takes : str
        What the function is given: ``"network"``, ``"statements"``, ``"corpus"``, …
    extra : str or None
        The optional part that must be installed.
    """

    target: str
    summary: str
    takes: str = "network"
    extra: str | None = None


class Registry(Mapping[str, Entry]):
    """Names of one kind of method, with lazy loading and "did you mean".

    Parameters
    ----------
    kind : str
        What the folder holds, in the plural: ``"clusterers"``.
    entries : dict of str to Entry
        The shipped methods.

    Examples
    --------
    >>> table = Registry("clusterers", {"mean": Entry("statistics:mean", "the average")})
    >>> table.load("mean")([1, 3])
    2
    >>> table.load("maen")
    Traceback (most recent call last):
    ...
    discourse.errors.OptionError: 'maen' is not one of the clusterers. Did you mean 'mean'?
    """

    def __init__(self, kind: str, entries: Mapping[str, Entry]) -> None:
        self.kind = kind
        self._shipped = dict(entries)

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        found = dict(self._shipped)
        for point in entry_points(group=f"discourse.{self.kind}"):
            # A shipped name is never replaced from outside: a report must mean the same everywhere.
            found.setdefault(point.name, Entry(point.value, f"from {point.value.split(':')[0]}"))
        return found

    def __getitem__(self, name: str) -> Entry:
        try:
            return self._entries[name]
        except KeyError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, name: str) -> Entry:
        """Return the entry of ``name``; raise :class:`OptionError` with a suggestion if there is none."""
        if not isinstance(name, str) or name not in self._entries:
            raise OptionError(f"{name!r} is not one of the {self.kind}.{did_you_mean(str(name), self)}")
        return self._entries[name]

    def load(self, name: str) -> Callable[..., Any]:
        """Import and return the function called ``name``.

        Raises
        ------
        OptionError
            If no method has this name.
        MissingExtra
            If the method's optional part is not installed.
        """
        entry = self.entry(name)
        module, _, attribute = entry.target.partition(":")
        try:
            return getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            if entry.extra is None or (error.name or "").startswith("discourse"):
                raise
            raise MissingExtra(f"{name!r} among the {self.kind}", entry.extra) from error

    def call(self, name: str, /, *args: Any, **options: Any) -> Any:
        """Call the method ``name`` after checking that it takes every option given.

        Raises
        ------
        OptionError
            If an option is not one of the method's keywords.
        """
        self.check(name, **options)
        return self.load(name)(*args, **options)

    def check(self, name: str, /, **options: Any) -> None:
        """Raise :class:`OptionError` if an option is not one of the keywords of the method ``name``."""
        check_options(self.load(name), options, f"{name!r}")


def check_options(function: Callable[..., Any], options: Mapping[str, Any], what: str) -> None:
    """Raise :class:`OptionError` for a keyword that ``function`` does not take.

    Examples
    --------
    >>> def louvain(network, *, resolution=1.0, seed=0): ...
    >>> check_options(louvain, {"resolutoin": 2}, "'louvain'")
    Traceback (most recent call last):
    ...
    discourse.errors.OptionError: 'louvain' takes no option 'resolutoin'. Did you mean 'resolution'?
    """
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return
    known = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY or p.default is not p.empty]
    for name in options:
        if name not in known:
            raise OptionError(f"{what} takes no option {name!r}.{did_you_mean(name, known)}")


def defaults(function: Callable[..., Any]) -> dict[str, Any]:
    """Return the keyword-only options of ``function`` with their defaults.

    Examples
    --------
    >>> def louvain(network, *, resolution=1.0, seed=0): ...
    >>> defaults(louvain)
    {'resolution': 1.0, 'seed': 0}
    """
    return {
        p.name: p.default
        for p in inspect.signature(function).parameters.values()
        if p.kind is p.KEYWORD_ONLY and p.default is not p.empty
    }
