"""What a header declares, in one frozen object: the only thing that parsing hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..layouts import CType, Enum, Layout, Prototype

__all__ = ["CdefPart", "Declarations"]


@dataclass(frozen=True, slots=True)
class CdefPart:
    """A piece of text for `FFI.cdef`, with the packing it must be read under (None: as the compiler packs)."""

    text: str
    pack: int | None = None


@dataclass(frozen=True)
class Declarations:
    """Everything a header declares, by C spelling.

    `structs` holds complete structs and unions under their own name (`"struct node"`, or the typedef's name for an
    unnamed one); `typedefs` maps every typedef to its type (a `Reference` for a struct). `callbacks` holds the
    prototypes of function-pointer and function typedefs, and of function-pointer fields as `"struct node.compare"`
    and `"node_t.compare"`. `cdef` is the text that cffi is given; `files` every file that was read.
    `skipped` says what was left out and why.
    """

    structs: Mapping[str, Layout] = field(default_factory=dict)
    typedefs: Mapping[str, CType] = field(default_factory=dict)
    callbacks: Mapping[str, Prototype] = field(default_factory=dict)
    functions: Mapping[str, Prototype] = field(default_factory=dict)
    enums: Mapping[str, Enum] = field(default_factory=dict)
    constants: Mapping[str, int | float | bytes] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    cdef: tuple[CdefPart, ...] = ()
    source: str = ""
    files: tuple[str, ...] = ()
