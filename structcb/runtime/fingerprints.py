"""What a compiled function depends on, as one digest: its code, and everything that the code can reach.

Nothing here imports numba: objects of numba are told by their attributes. What cannot be put into the digest is not
cached, with the reason.
"""

from __future__ import annotations

import builtins
import dis
import enum
import hashlib
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

__all__ = ["NotCacheableError", "fingerprint_function"]

CODE_FACTS = (
    "co_code",
    "co_names",
    "co_varnames",
    "co_freevars",
    "co_cellvars",
    "co_linetable",
    "co_exceptiontable",
    "co_filename",
    "co_firstlineno",
    "co_flags",
    "co_qualname",
)
# Packages whose version is part of the environment: what a function uses of them is named by its code.
VERSIONED = {"numpy", "numba", "structcb", "llvmlite"}


class NotCacheableError(Exception):
    """A reason why machine code must not outlive this process."""


def fingerprint_function(function: Callable[..., Any]) -> str:
    """Return a digest of a Python function and of all that it reaches.

    Raises
    ------
    NotCacheableError
        It reaches something whose content cannot be told, such as a plain Python function or a state's address.
    """
    walk = _Walk()
    walk.function(plain_function(function))
    return walk.digest.hexdigest()


def plain_function(function: Callable[..., Any]) -> types.FunctionType:
    """Return the Python function itself."""
    if isinstance(function, types.FunctionType):
        return function
    raise NotCacheableError(f"{type(function).__name__} objects have no code to look at")


class _Walk:
    """One walk through a function: what has been seen, and the digest so far."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.seen: set[int] = set()

    def add(self, *facts: object) -> None:
        self.digest.update(repr(facts).encode("utf-8", "surrogatepass"))

    def function(self, function: types.FunctionType) -> None:
        if id(function) in self.seen:
            self.add("seen", function.__qualname__)
            return
        self.seen.add(id(function))
        self.add("function", function.__module__, function.__qualname__)
        self.code(function.__code__)
        self.names(function, sorted(set(global_names(function.__code__))))
        for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
            self.value(name, cell_contents(name, cell), function)
        self.add("defaults")
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
            self.value("default", default, function)

    def code(self, code: types.CodeType) -> None:
        self.add("code", [(name, getattr(code, name)) for name in CODE_FACTS])
        for constant in code.co_consts:
            if isinstance(constant, types.CodeType):
                self.code(constant)
            else:
                self.add("constant", type(constant).__name__, constant)

    def names(self, function: types.FunctionType, names: Iterable[str]) -> None:
        for name in names:
            if name in function.__globals__:
                self.value(name, function.__globals__[name], function)
            elif hasattr(builtins, name):
                self.add("builtin", name)
            else:
                raise NotCacheableError(f"the global `{name}` is not defined")

    def value(self, name: str, value: Any, user: types.FunctionType) -> None:
        """Add one object that code refers to by name."""
        kind = type(value)
        if value is None or kind in (int, float, complex, bool, str, bytes):
            self.add(name, kind.__name__, value)
        elif kind in (tuple, frozenset):
            self.add(name, kind.__name__, len(value))
            for number, item in enumerate(value):
                self.value(f"{name}[{number}]", item, user)
        elif isinstance(value, types.ModuleType):
            self.module(name, value, user)
        elif isinstance(value, types.BuiltinFunctionType | types.BuiltinMethodType):
            self.add(name, "builtin", value.__module__, value.__qualname__)
        elif isinstance(value, type):
            self.type(name, value)
        elif isinstance(value, enum.Enum):
            self.add(name, "member", value.name)
            self.type(name, kind)
        elif hasattr(value, "_structcb_fingerprint"):
            self.own(name, value)
        elif isinstance(getattr(value, "py_func", None), types.FunctionType):
            self.add(name, "compiled", sorted(getattr(value, "targetoptions", {}).items(), key=str))
            self.function(value.py_func)
        else:
            self.foreign(name, value)

    def own(self, name: str, value: Any) -> None:
        """Add one of structcb's objects: it says itself what it is made of."""
        facts, functions = value._structcb_fingerprint()
        self.add(name, "structcb", facts)
        for function in functions:
            self.function(plain_function(function))

    def module(self, name: str, module: types.ModuleType, user: types.FunctionType) -> None:
        """Add a module: a versioned one by name, any other by the attributes that the code names."""
        top = module.__name__.partition(".")[0]
        self.add(name, "module", module.__name__)
        if top in VERSIONED or top in sys.stdlib_module_names:
            return
        for attribute in sorted(set(attribute_names(user.__code__))):
            if hasattr(module, attribute):
                self.value(f"{name}.{attribute}", getattr(module, attribute), user)

    def type(self, name: str, value: type) -> None:
        """Add a class: an exception by name, an enumeration by its members."""
        top = value.__module__.partition(".")[0]
        if issubclass(value, enum.Enum):
            members = [(member.name, member.value) for member in value]
            self.add(name, "enum", value.__qualname__, members)
        elif issubclass(value, BaseException) or top in VERSIONED or top in sys.stdlib_module_names:
            self.add(name, "class", value.__module__, value.__qualname__)
        else:
            raise NotCacheableError(f"`{name}` is the class {value.__qualname__}")

    def foreign(self, name: str, value: Any) -> None:
        """Add an object of NumPy or numba, told by its module."""
        top = type(value).__module__.partition(".")[0]
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, numpy.ndarray | numpy.generic):
            self.add(name, "array", str(value.dtype), value.dtype.descr, value.shape, value.tobytes())
        elif numpy is not None and isinstance(value, numpy.dtype | numpy.ufunc):
            self.add(name, top, repr(value))
        elif isinstance(value, types.FunctionType) and value.__module__.partition(".")[0] in VERSIONED:
            self.add(name, "function", value.__module__, value.__qualname__)
        elif top == "numba" and type(value).__module__.startswith("numba.core.types"):
            self.add(name, "numba type", repr(value))
        else:
            raise NotCacheableError(f"`{name}` is a {type(value).__qualname__}, whose content cannot be told")


def cell_contents(name: str, cell: Any) -> Any:
    """Return what a closure holds."""
    try:
        return cell.cell_contents
    except ValueError:
        raise NotCacheableError(f"the closure variable `{name}` has no value yet") from None


def instructions(code: types.CodeType) -> Iterator[dis.Instruction]:
    """Yield the instructions of a function and of the functions inside it."""
    yield from dis.get_instructions(code)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from instructions(constant)


def global_names(code: types.CodeType) -> Iterator[str]:
    """Yield the names that code looks up in its module."""
    return (i.argval for i in instructions(code) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME"))


def attribute_names(code: types.CodeType) -> Iterator[str]:
    """Yield the names that code looks up on objects."""
    return (i.argval for i in instructions(code) if i.opname in ("LOAD_ATTR", "LOAD_METHOD", "LOAD_FROM"))
