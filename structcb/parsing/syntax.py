"""The syntax tree of plain declarations: what pycparser knows and cffi drops."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from ..errors import HeaderError
from .comments import Commented, comment_above, comment_behind
from .sources import line_of

__all__ = ["Node", "Syntax", "parse_expression", "parse_syntax"]

# pycparser ships no types; a node is whatever its class says.
Node: TypeAlias = Any

_PLACE = re.compile(r"^[^:]*:(\d+)(?::(\d+))?: ?")
_MARK = "declarations"


@dataclass(frozen=True)
class Syntax:
    """Declarations by C spelling, as nodes of pycparser's tree."""

    typedefs: Mapping[str, Node] = field(default_factory=dict)
    records: Mapping[str, Node] = field(default_factory=dict)
    enums: Mapping[str, Node] = field(default_factory=dict)
    unnamed_enums: tuple[Node, ...] = ()
    functions: Mapping[str, Node] = field(default_factory=dict)
    own_variables: tuple[str, ...] = ()
    source: Commented = field(default_factory=lambda: Commented(""))
    code: str = ""

    def peel(self, node: Node) -> Node:
        """Follow typedefs down to the declarator that they stand for."""
        while (name := typedef_name(node)) in self.typedefs:
            node = self.typedefs[name].type
        return node

    def is_const(self, node: Node) -> bool:
        """Tell whether objects of this type are read-only; arrays are as const as their items."""
        while node is not None:
            if kind(node) == "ArrayDecl":
                node = node.type
            elif "const" in (getattr(node, "quals", None) or ()):
                return True
            else:
                node = self.typedefs[name].type if (name := typedef_name(node)) in self.typedefs else None
        return False

    def record(self, node: Node) -> Node:
        """Return the struct or union node with the members, for any node that names one."""
        node = self.peel(node)
        while kind(node) in ("TypeDecl", "ArrayDecl", "PtrDecl"):
            node = self.peel(node.type)
        if kind(node) not in ("Struct", "Union"):
            return None
        return node if node.decls else self.records.get(f"{kind(node).lower()} {node.name}")

    def doc(self, node: Node) -> str:
        """Return the comment about a declaration; about a struct, only one that stands above it."""
        place = self.place(node)
        if place is None:
            return ""
        behind = kind(node) not in ("Struct", "Union")
        return (behind and comment_behind(self.source, self.code, place)) or comment_above(
            self.source, self.code, place
        )

    def place(self, node: Node) -> int | None:
        """Return where in the source a node stands."""
        at = getattr(node, "coord", None)
        if at is None or not self.source.text:
            return None
        return self._line_starts[int(at.line) - 1] + int(at.column or 1) - 1

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.source.text))]


def kind(node: Node) -> str:
    """Return the class name of a node, which is how pycparser tells nodes apart."""
    return type(node).__name__


def typedef_name(node: Node) -> str:
    """Return the one identifier that a declarator is made of, or nothing."""
    if kind(node) == "TypeDecl" and kind(node.type) == "IdentifierType" and len(node.type.names) == 1:
        return str(node.type.names[0])
    return ""


def parse_syntax(source: Commented, code: str, filename: str, known: Iterable[str] = ()) -> Syntax:
    """Parse declarations without comments and directives; errors name the user's file and line."""
    tree = _parse(code, filename, source.text, known)
    typedefs, functions, own_variables = {}, {}, []
    finder = _Records()
    for item in tree.ext:
        finder.visit(item)
        if kind(item) == "Typedef" and item.coord is not None and item.coord.file == _MARK:
            typedefs[item.name] = item
        elif kind(item) == "Decl" and kind(item.type) == "FuncDecl":
            functions[item.name] = item
        elif kind(item) == "Decl" and "static" in item.storage:
            own_variables.append(item.name)
    unnamed = tuple(finder.unnamed_enums)
    return Syntax(
        typedefs, finder.records, finder.enums, unnamed, functions, tuple(own_variables), source, code
    )


def parse_expression(text: str) -> Node:
    """Parse a C expression; raises ValueError where it is none."""
    from pycparser import CParser
    from pycparser.c_parser import ParseError

    try:
        tree = CParser().parse(f"int x = {text}\n;", "expression")
    except (ParseError, AssertionError) as error:
        raise ValueError("it is not an expression") from error
    if len(tree.ext) != 1 or tree.ext[0].init is None:
        raise ValueError("it is not an expression")
    return tree.ext[0].init


class _Records:
    """Collects definitions of structs, unions and enums, wherever they stand."""

    def __init__(self) -> None:
        self.records: dict[str, Node] = {}
        self.enums: dict[str, Node] = {}
        self.unnamed_enums: list[Node] = []
        self._seen: set[int] = set()

    def visit(self, node: Node, named: bool = False) -> None:
        if id(node) in self._seen:
            return
        self._seen.add(id(node))
        if kind(node) in ("Struct", "Union") and node.decls and node.name:
            self.records.setdefault(f"{kind(node).lower()} {node.name}", node)
        if kind(node) == "Enum" and node.values is not None:
            if node.name:
                self.enums.setdefault(f"enum {node.name}", node)
            elif not named:
                self.unnamed_enums.append(node)
        for _, child in node.children():
            self.visit(child, (kind(node) == "TypeDecl" and named) or kind(node) == "Typedef")


def _parse(code: str, filename: str, text: str, known: Iterable[str]) -> Node:
    from cffi.commontypes import COMMON_TYPES
    from pycparser import CParser
    from pycparser.c_parser import ParseError

    common = set(re.findall(r"\w+", code)) & {name for name in COMMON_TYPES if name.isidentifier()}
    prelude = "".join(f"typedef int {name};" for name in sorted(common | set(known)))
    try:
        return CParser().parse(f'{prelude}\n# 1 "{_MARK}"\n{code}\n', "prelude")
    except (ParseError, AssertionError, RecursionError) as error:
        place = _PLACE.match(str(error))
        line = int(place[1]) if place else 0
        reason = str(error)[place.end() :] if place else str(error)
        message, found = f"this is not C: {explain(reason)}", line_of(text, line)
        raise HeaderError(message, file=filename, line=line, text=found) from None


def explain(reason: str) -> str:
    """Return pycparser's short reason as a sentence."""
    if reason.startswith("before: "):
        return f"something is missing or wrong before `{reason[8:]}`, such as a type that is not declared"
    return reason.removeprefix(f"{_MARK}: ") or "it cannot be parsed"
