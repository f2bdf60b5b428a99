"""The C library: arrays of structs sorted and searched, trees and folders walked, with compiled functions and a state."""

from __future__ import annotations

from .arrays import search, sort
from .callbacks import comparator, entry_visitor, visitor
from .folders import walk
from .trees import Tree

__all__ = ["Tree", "comparator", "entry_visitor", "search", "sort", "visitor", "walk"]
