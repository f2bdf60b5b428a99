"""What a compiled function depends on, as one digest: its code, and everything that the code can reach.

Nothing here imports numba: objects of numba are told by their attributes. What cannot be put into the digest is not
cached, with the reason.
"""

from __future__ import annotations

import builtins
import enum
import os
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

from ..digests import hexdigest_of
from ..facts import Fact
from .codes import facts_of, is_global, names_of

__all__ = ["Fingerprint", "NotCacheableError", "canonical", "fingerprint_function"]

# Packages whose version is part of the environment: what a function uses of them is named by its code.
VERSIONED = {"numpy", "numba", "structcb", "llvmlite"}
STANDARD_LIBRARY = os.path.dirname(os.__file__)  # noqa: PTH120  (the text of a path, to compare with)


class NotCacheableError(Exception):
    """A reason why machine code must not outlive this process."""


class Fingerprint(Fact):
    """A digest of a function and of all that it reaches: among it are Python functions and exception classes."""

    digest: str
    functions: tuple[tuple[str, str], ...]
    classes: tuple[type[BaseException], ...]


def fingerprint_function(function: Callable[..., Any]) -> Fingerprint:
    """Return the fingerprint of a Python function.

    Raises
    ------
    NotCacheableError
        It reaches something whose content cannot be told, such as a plain Python function or a state's address.
    """
    walk = _Walk()
    walk.function(plain_function(function))
    functions = tuple((f.__module__, f.__qualname__) for f in walk.seen)
    return Fingerprint(hexdigest_of(*walk.facts), functions, tuple(walk.classes.values()))


def plain_function(function: Callable[..., Any]) -> types.FunctionType:
    """Return the Python function itself."""
    if isinstance(function, types.FunctionType):
        return function
    raise NotCacheableError(f"{type(function).__name__} objects have no code to look at")


class _Walk:
    """One walk through a function: what has been seen, and the facts so far."""

    def __init__(self) -> None:
        self.facts: list[object] = []
        self.seen: list[types.FunctionType] = []
        self.classes: dict[tuple[str, str], type[BaseException]] = {}

    def add(self, *facts: object) -> None:
        self.facts.append(facts)

    def function(self, function: types.FunctionType) -> None:
        if function in self.seen:
            self.add("seen", self.seen.index(function))
            return
        self.seen.append(function)
        self.add("function", function.__module__, function.__qualname__)
        self.code(function.__code__)
        self.globals(function)
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            self.value(name, cell_contents(name, cell), function)
        self.add("defaults")
        keywords = function.__kwdefaults__ or {}
        for default in (*(function.__defaults__ or ()), *keywords.values()):
            self.value("default", default, function)

    def code(self, code: types.CodeType) -> None:
        self.add("code", facts_of(code))
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self.code(constant)
            else:
                self.add("constant", canonical(constant))

    def globals(self, function: types.FunctionType) -> None:
        """Add what the code's names mean in its module."""
        known = function.__globals__
        for name in names_of(function):
            if name not in known:
                self.add("builtin" if hasattr(builtins, name) else "attribute", name)
                continue
            before = len(self.facts), len(self.seen)
            try:
                self.value(name, known[name], function)
            except NotCacheableError:
                if is_global(function.__code__, name):
                    raise
                del self.facts[before[0] :], self.seen[before[1] :]
                self.add("attribute", name)

    def value(self, name: str, value: Any, user: types.FunctionType) -> None:
        """Add one object that code refers to by name."""
        kind = type(value)
        if value is None or kind in (int, float, complex, bool, str, bytes):
            self.add(name, kind.__name__, value)
        elif kind is tuple:
            self.add(name, "tuple", len(value))
            for number, item in enumerate(value):
                self.value(f"{name}[{number}]", item, user)
        elif kind is frozenset:
            self.value(name, tuple(sorted(value, key=repr)), user)
        elif isinstance(value, types.ModuleType):
            self.module(name, value, user)
        elif isinstance(value, types.BuiltinFunctionType | types.BuiltinMethodType):
            self.builtin(name, value)
        elif isinstance(value, type):
            self.class_(name, value)
        elif isinstance(value, enum.Enum):
            self.add(name, "member", value.name)
            self.class_(name, kind)
        elif hasattr(value, "_structcb_fingerprint"):
            self.own(name, value, user)
        else:
            self.foreign(name, value)

    def own(self, name: str, value: Any, user: types.FunctionType) -> None:
        """Add one of structcb's objects: it says itself what it is made of."""
        facts, functions = value._structcb_fingerprint()
        self.add(name, "structcb", facts)
        constant = getattr(value, "_structcb_constant", None)
        if constant is not None:
            self.add([(name, constant(name)) for name in names_of(user)])
        for function in functions:
            self.function(plain_function(function))

    def module(self, name: str, module: types.ModuleType, user: types.FunctionType) -> None:
        """Add a module: a versioned one by name, any other by the attributes that the code names."""
        self.add(name, "module", module.__name__)
        if is_versioned(module.__name__):
            return
        for attribute in names_of(user):
            if hasattr(module, attribute):
                self.value(f"{name}.{attribute}", getattr(module, attribute), user)

    def builtin(self, name: str, value: Any) -> None:
        """Add a function that is written in C."""
        owner = value.__self__
        if owner is not None and not isinstance(owner, types.ModuleType | type):
            raise NotCacheableError(f"`{name}` is a method of a {type(owner).__qualname__}, which can change")
        if not is_versioned(value.__module__ or "builtins"):
            raise NotCacheableError(
                f"`{name}` is a function of {value.__module__}, whose code cannot be told"
            )
        self.add(name, "builtin", value.__module__, value.__qualname__)

    def class_(self, name: str, value: type) -> None:
        """Add a class: an exception by its bases, an enumeration by its members."""
        if issubclass(value, BaseException):
            self.exception(name, value)
        elif issubclass(value, enum.Enum):
            members = [(member.name, canonical(member.value)) for member in value]
            self.add(name, "enum", [base.__qualname__ for base in value.__mro__], members)
        elif is_versioned(value.__module__):
            self.add(name, "class", value.__module__, value.__qualname__)
        else:
            raise NotCacheableError(
                f"`{name}` is the class {value.__qualname__}, whose content cannot be told"
            )

    def exception(self, name: str, value: type[BaseException]) -> None:
        """Add an exception class: what C gets depends on its bases, and Python gets the class itself."""
        known = self.classes.setdefault((value.__module__, value.__qualname__), value)
        if known is not value:
            raise NotCacheableError(f"`{name}` is one of two exception classes called {value.__qualname__}")
        self.add(name, "exception", names_of_class(value))

    def foreign(self, name: str, value: Any) -> None:
        """Add an object of NumPy or numba, told by its module."""
        kind = type(value)
        numpy = sys.modules.get("numpy")
        if kind.__module__.startswith("numba.") and isinstance(
            getattr(value, "py_func", None), types.FunctionType
        ):
            self.jitted(name, value)
        elif numpy is not None and kind is numpy.ndarray and not value.dtype.hasobject:
            # The bytes of an array could be millions of characters of `repr`.
            flags = value.flags
            order = flags.c_contiguous, flags.f_contiguous, flags.aligned, flags.writeable
            content = hexdigest_of(value.tobytes())
            self.add(
                name, "array", repr(value.dtype), value.dtype.isalignedstruct, value.shape, order, content
            )
        elif numpy is not None and isinstance(value, numpy.generic) and not value.dtype.hasobject:
            self.add(name, "number", repr(value.dtype), value.tobytes())
        elif numpy is not None and isinstance(value, numpy.dtype):
            self.add(name, "dtype", repr(value), value.isalignedstruct)
        elif numpy is not None and value is getattr(numpy, getattr(value, "__name__", ""), None):
            self.add(name, "numpy", repr(value))
        elif isinstance(value, types.FunctionType) and is_versioned(value.__module__):
            self.add(name, "function", value.__module__, value.__qualname__)
        elif kind.__module__.startswith("numba.core.types"):
            self.add(name, "numba type", repr(value))
        else:
            raise NotCacheableError(f"`{name}` {describe(value)}")

    def jitted(self, name: str, value: Any) -> None:
        """Add a function that numba compiles: its options, the types it is pinned to, its code."""
        options = [(option, canonical(setting)) for option, setting in sorted(value.targetoptions.items())]
        pinned = () if getattr(value, "_can_compile", True) else tuple(map(str, value.nopython_signatures))
        self.add(
            name,
            "compiled",
            type(value).__qualname__,
            options,
            pinned,
            canonical(getattr(value, "locals", {})),
        )
        self.function(value.py_func)


def describe(value: object) -> str:
    """Return why the content of an object cannot be told."""
    kind = type(value).__qualname__
    if isinstance(value, types.FunctionType | types.MethodType):
        return "is a plain Python function, which only an @overload can compile; mark it with @numba.njit"
    if isinstance(value, list | dict | set | bytearray):
        return f"is a {kind}, which can change; make it a tuple"
    if hasattr(value, "_structcb_address"):
        return f"is a state or a pointer ({kind}), whose address holds in this process only; pass it as user data"
    return f"is a {kind}, whose content cannot be told"


def canonical(constant: object) -> object:
    """Return a constant whose `repr` is the same in every process and tells 1 from 1.0 and True."""
    match constant:
        case tuple() | list():
            return type(constant).__name__, [canonical(item) for item in constant]
        case set() | frozenset():
            return type(constant).__name__, sorted(repr(canonical(item)) for item in constant)
        case Mapping():
            return "mapping", sorted(
                repr((canonical(key), canonical(item))) for key, item in constant.items()
            )
        case _:
            return type(constant).__name__, constant


def is_versioned(module: str) -> bool:
    """Return whether a module can only change with a version that is part of the environment."""
    top = module.partition(".")[0]
    if top in VERSIONED:
        return True
    # A file of the user's may be called like a module of the standard library, and be found first.
    file = getattr(sys.modules.get(top), "__file__", None)
    return top in sys.stdlib_module_names and (file is None or file.startswith(STANDARD_LIBRARY))


def names_of_class(cls: type) -> list[tuple[str, str]]:
    """Return the names of a class and of its bases."""
    return [(base.__module__, base.__qualname__) for base in cls.__mro__]


def cell_contents(name: str, cell: Any) -> Any:
    """Return what a closure holds."""
    try:
        return cell.cell_contents
    except ValueError:
        raise NotCacheableError(f"the closure variable `{name}` has no value yet") from None
