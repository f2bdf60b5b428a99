"""Unmodified headers, from text to declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ...errors import HeaderError
from ...facts import replace
from ...layouts import CType, Prototype, Unsupported
from ..declarations import CdefPart, Declarations
from ..ffis import callbacks_of
from ..proof import Wanted, prove
from ..refusals import STATIC
from ..sources import Source
from .comments import Comments
from .cursors import Cursor
from .kinds import CursorKind
from .macros import constant_value
from .openings import open_header
from .parses import Unit
from .questions import is_const, spelling_of
from .translation import Translation

__all__ = ["Found", "parse_unmodified", "take"]

# A refused struct takes those along that embed it; each round goes one level further.
_ROUNDS = 16


def parse_unmodified(source: Source, only: Sequence[str] | None = None) -> Declarations:
    """Parse a header as it is; what cannot be laid out right is refused by name, in `skipped`."""
    try:
        return _parse(source, only)
    except HeaderError as error:
        # The frames below hold libclang's objects, which complain when they outlive their library at exit.
        raise error.with_traceback(None) from None


def _parse(source: Source, only: Sequence[str] | None) -> Declarations:
    opened = open_header(source, only)
    unit, cursors, constants = opened.unit, opened.cursors, opened.constants
    comments = Comments(source.main_text)
    refused = dict.fromkeys(source.opaque, "its members are left out, as asked")
    for _ in range(_ROUNDS):
        found = take(cursors, Translation(comments, refused, unit.pointer_bytes, source.members))
        known = len(refused)
        refused |= found.translation.refused
        if len(refused) == known:
            proof = prove(found.wanted(constants), left_out={**refused, **found.translation.skipped})
            refused |= proof.refused
        if len(refused) == known:
            break
    else:
        raise HeaderError(f"its layouts cannot be settled: {', '.join(sorted(refused))}", file=source.name)
    # A macro of a function's name, as libcurl has them to check types, does not hide the function.
    macros = {name: why for name, why in opened.skipped.items() if name not in found.functions}
    skipped = {**macros, **proof.skipped}
    return found.declarations(constants, skipped, proof.parts, source, _files_of(unit, source))


@dataclass
class Found:
    """What the wanted declarations say."""

    translation: Translation
    functions: dict[str, Prototype] = field(default_factory=dict)
    variables: dict[str, CType] = field(default_factory=dict)
    constants: dict[str, int | float | bytes] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def wanted(self, constants: Mapping[str, int | float | bytes]) -> Wanted:
        """Return what a cdef of it declares."""
        types = self.translation
        enums = [*types.enums.values(), *types.unnamed_enums.values()]
        return Wanted(
            types.records,
            enums,
            self.typedefs,
            self.functions,
            self.variables,
            {**constants, **self.constants},
        )

    @property
    def typedefs(self) -> dict[str, CType]:
        """The typedefs that cffi lays out as the compiler does."""
        types = self.translation
        return {name: ctype for name, ctype in types.typedefs.items() if name not in types.skipped}

    def declarations(
        self,
        constants: Mapping[str, int | float | bytes],
        skipped: Mapping[str, str],
        parts: tuple[CdefPart, ...],
        source: Source,
        files: tuple[str, ...],
    ) -> Declarations:
        """Return all of it as facts."""
        types = self.translation
        unnamed = {name: value for enum in types.unnamed_enums.values() for name, value in enum.members}
        return Declarations(
            structs={name: types.layout(name) for name in types.records},
            typedefs=self.typedefs,
            callbacks=dict(callbacks_of(self.typedefs, types.prototypes)),
            functions={name: f for name, f in self.functions.items() if name not in skipped},
            enums=dict(types.enums),
            constants={**unnamed, **constants, **self.constants},
            skipped={**skipped, **self.skipped, **types.skipped, **types.refused},
            cdef=parts,
            source=source.text,
            files=files,
        )


def take(cursors: Sequence[Cursor], translation: Translation) -> Found:
    """Return what declarations say, in the words of a translation."""
    found = Found(translation)
    for cursor in cursors:
        _take(cursor, found)
        found.translation.read_waiting()
    return found


def _take(cursor: Cursor, found: Found) -> None:
    types, name = found.translation, cursor.spelling
    match cursor.kind:
        case CursorKind.TYPEDEF:
            types.typedef(cursor)
        case CursorKind.STRUCT | CursorKind.UNION if cursor.is_definition and spelling_of(cursor.type):
            types.record(cursor)
        case CursorKind.ENUM if cursor.is_definition:
            types.enum(cursor)
        case CursorKind.FUNCTION:
            _take_function(cursor, name, found)
        case CursorKind.VARIABLE if cursor.is_static:
            _take_static(cursor, name, found)
        case CursorKind.VARIABLE:
            found.variables[name] = types.convert(cursor.type, cursor, name)


def _take_static(cursor: Cursor, name: str, found: Found) -> None:
    """Take a constant that is written as a variable."""
    value = constant_value(cursor) if is_const(cursor.type) else None
    if value is None:
        found.skipped[name] = STATIC
    else:
        found.constants[name] = value


def _take_function(cursor: Cursor, name: str, found: Found) -> None:
    if cursor.is_static or cursor.is_definition:
        found.skipped[name] = "it is defined in the header (inline), so no library has it"
        return
    prototype = found.translation.convert(cursor.type, cursor, name)
    if not isinstance(prototype, Prototype):
        return
    parts = [prototype.result, *(parameter.type for parameter in prototype.parameters)]
    if lost := [part for part in parts if isinstance(part, Unsupported) and part.name != "long double"]:
        found.skipped[name] = f"it takes or returns `{lost[0].name}`: {lost[0].reason}"
        return
    found.functions[name] = replace(prototype, name=name)


def _files_of(unit: Unit, source: Source) -> tuple[str, ...]:
    included = [path for _, path in unit.get_includes()]
    main = [str(source.path)] if source.path is not None else []
    return tuple(dict.fromkeys([*main, *included]))
