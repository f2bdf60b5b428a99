"""What a header declares, in one frozen object: the only thing that parsing hands on."""

from __future__ import annotations

from collections.abc import Mapping

from ..facts import Fact
from ..layouts import CType, Enum, Layout, Prototype

__all__ = ["CdefPart", "Declarations"]


class CdefPart(Fact):
    """A piece of text for `FFI.cdef`, with the packing it must be read under (None: as the compiler packs)."""

    text: str
    pack: int | None = None


class Declarations(Fact):
    """Everything a header declares, by C spelling.

    `structs` holds complete structs and unions under their own name (`"struct node"`, or the typedef's name for an
    unnamed one); `typedefs` maps every typedef to its type (a `Reference` for a struct). `callbacks` holds the
    prototypes of function-pointer and function typedefs, and of function-pointer fields as `"struct node.compare"`
    and `"node_t.compare"`. `cdef` is the text that cffi is given; `files` every file that was read.
    `skipped` says what was left out and why.
    """

    structs: Mapping[str, Layout] = {}
    typedefs: Mapping[str, CType] = {}
    callbacks: Mapping[str, Prototype] = {}
    functions: Mapping[str, Prototype] = {}
    enums: Mapping[str, Enum] = {}
    constants: Mapping[str, int | float | bytes] = {}
    skipped: Mapping[str, str] = {}
    cdef: tuple[CdefPart, ...] = ()
    source: str = ""
    files: tuple[str, ...] = ()

    @property
    def named_enums(self) -> dict[str, Enum]:
        """The enumerations by every name that they have in C: by tag and by typedef."""
        typedefs = {name: ctype for name, ctype in self.typedefs.items() if isinstance(ctype, Enum)}
        return {**self.enums, **typedefs}

    @property
    def own_callbacks(self) -> dict[str, Prototype]:
        """The callbacks each once: those of fields under their struct's own name."""
        return {
            name: prototype
            for name, prototype in self.callbacks.items()
            if "." not in name or name.rpartition(".")[0] in self.structs
        }
