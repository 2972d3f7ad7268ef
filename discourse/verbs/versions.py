"""The versions that results depend on."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

_LIBRARIES = (
    "discourse-toolkit",
    "numpy",
    "pandas",
    "scipy",
    "networkx",
    "scikit-learn",
    "graspologic-native",
    "kahip",
)


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Return the versions of this package and of the libraries that results depend on.

    Examples
    --------
    >>> "pandas" in versions()
    True
    """
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
