"""Where a user starts: a header, and everything that it declares."""

from __future__ import annotations

import functools
import importlib
import os
from collections.abc import Callable as PyCallable
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from . import parsing, readings, travel
from .callbacks import Callback, Compiler, Recipe, Source, build, watched
from .error_policies import OnError
from .errors import HeaderError, SignatureError
from .layouts import CType, Layout, Pointer, Prototype, Reference, describe
from .namespaces import LazyMapping, Namespace
from .parsing import Declarations
from .prototypes import Order, bind, parameter_names
from .shapes import ShapeSpec
from .states import Library, State, StructType, StructTypes
from .states.ffis import plain_ffi, typeof
from .states.graves import is_debugging

if TYPE_CHECKING:
    from .parsing.sources import Source as CSource
    from .verification import Report

__all__ = ["Header", "load", "parse"]

# The file that a header was read from, the folders that `#include` searched, and the macros that were defined.
Origin: TypeAlias = tuple[Path, tuple[str, ...], dict[str, str | int | None]]


def load(
    source: str | os.PathLike[str],
    *,
    include_dirs: Sequence[str | os.PathLike[str]] = (),
    defines: Mapping[str, str | int | None] | None = None,
    only: Sequence[str] | None = None,
) -> Header:
    """Load a header from a file, or one that ships.

    Parameters
    ----------
    source
        A path, or the name of a header that ships in ``cdefs/``, such as ``"sundials/cvode"``.
    include_dirs
        Folders that ``#include`` searches.
    defines
        Macros that are defined before the first line; None for one without a value.
    only
        Names to keep, with all that they need; by default everything that the header itself declares.

    Raises
    ------
    HeaderError
        C text that cannot be read; the message names file, line and text.
    MissingHeaderError
        No such file, and no such name among the headers that ship.
    """
    path = Path(source)
    if not path.exists() and not path.suffix:
        path = parsing.find_shipped(str(source))
    include_dirs = [include_dirs] if isinstance(include_dirs, str | os.PathLike) else include_dirs
    only = [only] if isinstance(only, str) else only
    found = readings.read_file(path, include_dirs=include_dirs, defines=defines, only=only)
    folders = tuple(str(Path(folder).absolute()) for folder in include_dirs)
    return Header(found, origin=(path.resolve(), folders, dict(defines or {})))


def parse(text: str) -> Header:
    """Parse C declarations.

    Raises
    ------
    HeaderError
        C text that cannot be read; the message names line and text.
    """
    return Header(readings.read_text(text))


class Header:
    """What a C header declares, and the way from it to states and callbacks.

    Made by ``load``, ``parse`` or ``Header.from_ffi``.
    """

    def __init__(self, declarations: Declarations, ffi: Any = None, origin: Origin | None = None) -> None:
        self.declarations = declarations
        self._given_ffi, self._origin = ffi, origin

    @classmethod
    def from_ffi(cls, ffi: Any) -> Header:
        """Wrap an FFI that the user already has: in-line, or a compiled module's ``ffi``."""
        return cls(parsing.parse_ffi(ffi), ffi)

    @functools.cached_property
    def ffi(self) -> Any:
        """The header's ``cffi.FFI``."""
        return self._given_ffi or parsing.open_ffi(self.declarations)

    @functools.cached_property
    def _spelled(self) -> dict[str, Prototype]:
        return {}

    @functools.cached_property
    def _found(self) -> dict[str, StructType]:
        return {}

    @functools.cached_property
    def _types(self) -> StructTypes:
        return StructTypes(self.declarations.structs, lambda: self.ffi, compiler=Compiler(), header=self)

    @functools.cached_property
    def structs(self) -> Mapping[str, StructType]:
        """The complete structs and unions, by every C spelling that the header gives them."""
        names = [*self.declarations.structs]
        names += [
            n for n, t in self.declarations.typedefs.items() if isinstance(t, Reference) and n not in names
        ]
        return LazyMapping(tuple(names), self.struct)

    @functools.cached_property
    def callbacks(self) -> Mapping[str, Prototype]:
        """The prototypes of function typedefs and of function-pointer fields."""
        return MappingProxyType(dict(self.declarations.callbacks))

    @functools.cached_property
    def functions(self) -> Mapping[str, Prototype]:
        """The prototypes of the functions that the header declares."""
        return MappingProxyType(dict(self.declarations.functions))

    @functools.cached_property
    def enums(self) -> Namespace[Any]:
        """The enumerations, as ``enum.IntEnum`` classes; ``h.enums.color.RED`` works in compiled code too."""
        return Namespace(
            {name: self._types.enum(enum) for name, enum in self.declarations.named_enums.items()},
            (self, "enums"),
        )

    @functools.cached_property
    def constants(self) -> Namespace[int | float | bytes]:
        """The values of macros and of unnamed enumerations."""
        return Namespace(self.declarations.constants, (self, "constants"))

    @property
    def skipped(self) -> Mapping[str, str]:
        """What was left out of the header, and why."""
        return MappingProxyType(dict(self.declarations.skipped))

    def struct(self, name: str) -> StructType:
        """Return a struct type (or a union) by any C spelling.

        Raises
        ------
        HeaderError
            No such struct, or an incomplete one; the message lists what there is.
        """
        if name not in self._found:
            self._found[name] = self._types.get(self._layout(name))
        return self._found[name]

    def new(self, name: str, /, **fields: Any) -> State:
        """Return a new state: short for ``h.struct(name)(**fields)``."""
        made: State = self.struct(name)(**fields)
        return made

    def callback(
        self,
        prototype: str,
        *,
        user_data: str | StructType | Mapping[str, str | StructType] | None = None,
        arrays: Mapping[str, ShapeSpec] | None = None,
        on_error: OnError = None,
        noalias: bool = False,
        fastmath: bool | set[str] = False,
        boundscheck: bool = False,
        error_model: str = "python",
        order: Order = "C",
        cache: bool = True,
        debug: bool = False,
    ) -> PyCallable[[PyCallable[..., Any]], Callback]:
        """Compile the decorated Python function into a C callback.

        Parameters
        ----------
        prototype
            The name of a function-pointer typedef (``"rhs_fn"``), of a struct's function-pointer field
            (``"gsl_function.function"``), or a prototype as text (``"double (double, void *)"``).
        user_data
            The struct behind the last ``void *``; ``{"ctx": "oscillator"}`` names another parameter.
        arrays
            Shapes of pointer arguments: ``{"y": "p.n", "grid": ("rows", "cols"), "w": 8}``; a dimension is a
            constant, another argument, a field, or a product of them. Without a shape a pointer stays a pointer.
        on_error
            What C gets when the body raises: a value, or a mapping from exception class to value. By default -1 for
            signed integers and enums, 0 for unsigned ones and ``_Bool``, NaN for floats, NULL for pointers.
        noalias
            Promise that the pointer arguments never overlap.
        fastmath, boundscheck, error_model
            As in numba.
        order
            How arrays of two and more dimensions lie in memory, ``"C"`` or ``"F"``.
        debug
            Run the body in the interpreter: pdb, print and coverage work, results are the same. ``STRUCTCB_DEBUG=1``
            does it for every callback.
        cache
            Whether the machine code may come from, and go to, the cache on disk; ``cache_status`` says what happened.

        Raises
        ------
        SignatureError
            The function, the prototype and the options do not fit.
        numba.core.errors.TypingError
            The body cannot be compiled, or writes what C declares ``const``.
        """
        found = self._prototype(prototype)
        seen: dict[str, Any] = {
            "user_data": spell_user_data(user_data),
            "arrays": arrays,
            "on_error": on_error,
            "order": order,
        }
        compiled = {
            "noalias": noalias,
            "fastmath": frozenset(fastmath) if isinstance(fastmath, (set, frozenset)) else fastmath,
            "boundscheck": boundscheck,
            "error_model": error_model,
        }

        recipe = Recipe(self, prototype, {**seen, **compiled, "cache": cache, "debug": debug})
        table = self.declarations.structs

        def decorate(function: PyCallable[..., Any]) -> Callback:
            names = parameter_names(function)
            signature = bind(found, names, table=table, find=self._layout, **seen)
            if debug or is_debugging():
                from .debugging import debug_unit

                pointer_type = self._function_pointer(prototype)
                made = debug_unit(function, signature, self._types, self.ffi, pointer_type)
                unit: Any = watched(made, made.slot, function)
            else:
                unit = build(Source(function, signature, table, tuple(compiled.items())), cache=cache)
            pointer = functools.partial(self._function_pointer, prototype)
            return Callback(function, signature, self._types, unit, pointer, recipe=recipe)

        return decorate

    def __reduce__(self) -> tuple[Any, ...]:
        if self._given_ffi is not None and not self.declarations.cdef:
            return header_of_module, (travel.find_module(self._given_ffi),)
        travel.arrived(self._packed, self)
        return receive_header, (self._packed,)

    @functools.cached_property
    def _packed(self) -> bytes:
        return travel.pack(self.declarations)

    def __deepcopy__(self, memo: object) -> Header:
        return self

    def verify(self) -> Report:
        """Compare every layout with cffi, NumPy, numba, clang and the C compiler.

        Sizes, alignments, offsets, masks of bit-fields, kinds of numbers, enumerations and prototypes are compared
        with whoever is there; the report says who was, and what was left out and why. It takes a second or two.

        Raises
        ------
        LayoutMismatchError
            Something differs; ``differences`` lists it all.
        """
        from .verification import verify

        return verify(self.declarations, self.ffi, self.source)

    def open(self, name: str | os.PathLike[str] | None) -> Library:
        """Open the library behind the header, its symbols local and resolved at once; None is the process itself."""
        path = None if name is None else os.fspath(name)
        if path is not None and Path(path).parent != Path():
            # A bare name is the system's to find; a path must hold in another folder too.
            path = str(Path(path).absolute())
        library = self.ffi.dlopen(path, self.ffi.RTLD_NOW | self.ffi.RTLD_LOCAL)
        return Library(path or "", library, self.declarations.functions, self._types)

    def _layout(self, name: str) -> Layout:
        structs, typedefs = self.declarations.structs, self.declarations.typedefs
        found: CType | None = typedefs.get(name)
        if isinstance(found, Reference):
            return structs[found.name]
        # A tag alone will do where no typedef has that name.
        for spelled in (name, f"struct {name}", f"union {name}"):
            if spelled in structs:
                return structs[spelled]
        reason = self.declarations.skipped.get(name)
        if reason:
            raise HeaderError(f"the struct `{name}` was refused: {reason}")
        known = ", ".join(self.structs) or "none"
        raise HeaderError(f"the header declares no complete struct `{name}`; it has {known}")

    def _prototype(self, name: str) -> Prototype:
        if name in self.declarations.callbacks:
            return self.declarations.callbacks[name]
        if "(" in name:
            if name not in self._spelled:
                self._spelled[name] = readings.read_prototype(name, self.declarations)
            return self._spelled[name]
        known = ", ".join(self.declarations.callbacks) or "none"
        raise SignatureError(
            f"the header declares no callback `{name}`; it has {known}. A prototype as text works too"
        )

    def _function_pointer(self, name: str) -> Any:
        """Return cffi's type of a pointer to a callback's function."""
        spelling = describe(Pointer(self._prototype(name), size=0))
        # A prototype of C's own types is the same for every FFI, and the header need not be parsed for it.
        plain = None if "_t" in spelling else typeof(plain_ffi(), spelling)
        if plain is not None:
            return plain
        if "(" in name:
            return self.ffi.typeof(name.replace("(", "(*)(", 1))
        if name in self.declarations.typedefs:
            # cffi calls a pointer to a function a "function", and has no type for a function itself.
            ctype = self.ffi.typeof(f"{name} *")
            return ctype if ctype.kind == "function" else ctype.item
        owner, _, field = name.rpartition(".")
        return dict(self.ffi.typeof(owner).fields)[field].type

    @property
    def source(self) -> CSource | None:
        """The C text behind the header, as a compiler is given it; None for a compiled module, which holds none."""
        from .parsing.sources import Source as CSource

        text = self.declarations.source
        if self._origin is None:
            return CSource("<text>", text) if text else None
        path, folders, defines = self._origin
        return CSource(str(path), text, path, folders, defines)

    @property
    def _numba_type_(self) -> Any:
        return Compiler().module_type(self)

    def _structcb_fingerprint(self) -> tuple[object, tuple[Any, ...]]:
        found = self.declarations
        return (dict(found.structs), dict(found.enums), dict(found.constants), dict(found.typedefs)), ()

    def __repr__(self) -> str:
        counts = f"{len(self.declarations.structs)} structs, {len(self.callbacks)} callbacks"
        return f"<structcb header: {counts}, {len(self.functions)} functions>"


def receive_header(packed: bytes) -> Header:
    """Return the header of another process."""
    found: Header = travel.arrived(packed) or travel.arrived(packed, Header(travel.unpack(packed)))
    return found


def header_of_module(name: str) -> Header:
    """Return the header of a compiled FFI."""
    return Header.from_ffi(importlib.import_module(name).ffi)


def spell_user_data(
    user_data: str | StructType | Mapping[str, str | StructType] | None,
) -> str | dict[str, str] | None:
    """Return user data by C spelling."""
    if user_data is None:
        return None
    if isinstance(user_data, Mapping):
        return {name: spelling(struct) for name, struct in user_data.items()}
    return spelling(user_data)


def spelling(struct: str | StructType) -> str:
    """Return the C spelling of a struct that is given by name or as its type."""
    return struct if isinstance(struct, str) else struct.layout.name
