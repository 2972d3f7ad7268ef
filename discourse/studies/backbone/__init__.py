"""Backbones of concepts: which concepts hold the structure of a network, and which are redundant."""

from __future__ import annotations
