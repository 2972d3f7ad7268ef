"""Ways to keep the ties of a network that are more than chance.

Every backbone is a function ``f(network, *, options)`` that returns a network with the same nodes and fewer edges.
To add one, write a file here and a line below.
"""

from __future__ import annotations

from discourse.registry import Registry

TABLE = Registry("backbones", {})
