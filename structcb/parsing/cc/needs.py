"""What each declaration declares and what it needs, so that a header's own can be taken with all they rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..syntax import Node, explain, kind
from .stripping import Declaration

__all__ = ["Parsed", "common_types", "parse_declarations", "with_needs"]

_VA_LISTS = {"__builtin_va_list", "va_list", "__gnuc_va_list"}


@dataclass(frozen=True)
class Parsed:
    """A declaration, the names that it defines, and those that it mentions; or why it is not read."""

    declaration: Declaration
    defines: frozenset[str]
    mentions: frozenset[str] = frozenset()
    fault: str = ""
    typedefs: frozenset[str] = frozenset()


def parse_declarations(declarations: Sequence[Declaration]) -> list[Parsed]:
    """Parse each declaration by itself, knowing the typedefs before it."""
    typedefs: set[str] = set(_VA_LISTS)
    found = []
    for declaration in declarations:
        parsed = _parse(declaration, typedefs)
        typedefs |= parsed.typedefs
        found.append(parsed)
    return found


def common_types() -> set[str]:
    """Return the types that cffi knows without being told."""
    from cffi.commontypes import COMMON_TYPES

    return {name for name in COMMON_TYPES if name.isidentifier()}


def _parse(declaration: Declaration, typedefs: Collection[str]) -> Parsed:
    from pycparser import CParser
    from pycparser.c_parser import ParseError

    words = set(declaration.words)
    if declaration.has_body:
        return _unread(declaration, "it is defined in the header (inline), so no library has it")
    if "static" in words:
        return _unread(declaration, "it is static, so no library has it")
    known = words & (set(typedefs) | common_types())
    prelude = "".join(f"typedef int {name};" for name in sorted(known))
    try:
        tree = CParser().parse(f"{prelude}\n{declaration.text}\n")
    except (ParseError, AssertionError, RecursionError) as error:
        return _unread(declaration, f"its syntax is beyond cffi's parser: {explain(str(error))}")
    defines, mentions = _Names(), _Names()
    nodes = tree.ext[len(known) :]
    for node in nodes:
        _collect(node, defines, mentions)
        if node.name:
            defines.add(node.name)
    fault = "every compiler passes `va_list` in its own way" if mentions & _VA_LISTS else ""
    named = frozenset(node.name for node in nodes if kind(node) == "Typedef")
    return Parsed(declaration, frozenset(defines), frozenset(mentions), fault, named)


_Names = set[str]


def _collect(node: Node, defines: _Names, mentions: _Names) -> None:
    """Gather tags and enumerators that are defined, and tags, typedefs and constants that are used."""
    match kind(node):
        case "Struct" | "Union" if node.name:
            (defines if node.decls else mentions).add(f"{kind(node).lower()} {node.name}")
        case "Enum" if node.name:
            (defines if node.values else mentions).add(f"enum {node.name}")
        case "IdentifierType":
            mentions.update(node.names)
        case "Enumerator":
            defines.add(node.name)
        case "ID":
            mentions.add(node.name)
    for _, child in node.children():
        _collect(child, defines, mentions)


def _unread(declaration: Declaration, fault: str) -> Parsed:
    """Return what is left out under a guessed name: the last word before the end or before the first parenthesis."""
    words = declaration.words
    end = words.index("(") if "(" in words else len(words) - 1
    names = [word for word in words[:end] if word.isidentifier()]
    return Parsed(declaration, frozenset(names[-1:]), fault=fault)


def with_needs(parsed: Sequence[Parsed], wanted: Collection[int]) -> list[int]:
    """Return the places of the wanted declarations and of all that they rest on, in order."""
    where: dict[str, int] = {}
    for place, entry in enumerate(parsed):
        for name in entry.defines:
            where.setdefault(name, place)
    taken, waiting = set(wanted), list(wanted)
    while waiting:
        needed = {where[name] for name in parsed[waiting.pop()].mentions if name in where}
        waiting += needed - taken
        taken |= needed
    return sorted(taken)
