"""A C prototype as the Python function sees it: which pointers are arrays of what shape, which is the user data.

Everything here is pure: names and layouts in, a frozen `Signature` or a `SignatureError` out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NoReturn, TypeAlias

from .error_policies import ErrorPolicy, OnError, error_policy
from .errors import SignatureError
from .facts import Fact, replace
from .layouts import (
    Array,
    CType,
    Layout,
    Parameter,
    Pointer,
    Prototype,
    Reference,
    Table,
    Void,
    describe,
)
from .shapes import Constant, Dimension, Scope, ShapeSpec, bind_dimension

__all__ = [
    "ArrayParameter",
    "Signature",
    "ValueParameter",
    "bind",
    "parameter_names",
]

Order: TypeAlias = Literal["C", "F"]
# As in `inspect`.
VARIADIC, KEYWORDS = 4, 8
# The bits of generators, coroutines and asynchronous generators.
LATER = 0x20 | 0x80 | 0x200


class ValueParameter(Fact):
    """A parameter that is passed on as it is: a number, a pointer, a struct by value."""

    name: str
    type: CType


class ArrayParameter(Fact):
    """A pointer that the Python function sees as an array; each dimension is a product of factors."""

    name: str
    type: Pointer
    shape: tuple[Dimension, ...]
    order: Order

    @property
    def readonly(self) -> bool:
        """Whether C declares the items `const`."""
        return self.type.const

    @property
    def fixed(self) -> tuple[int | None, ...]:
        """The dimensions that are constant, None for the others."""
        constants = [[f.value for f in dim if isinstance(f, Constant)] for dim in self.shape]
        return tuple(
            math.prod(found) if len(found) == len(dim) else None
            for found, dim in zip(constants, self.shape, strict=True)
        )


BoundParameter: TypeAlias = ValueParameter | ArrayParameter


class Signature(Fact):
    """A prototype bound to the parameters of a Python function.

    `user_data` is the position of the parameter that carries the state, or None.
    """

    prototype: Prototype
    parameters: tuple[BoundParameter, ...]
    errors: ErrorPolicy
    user_data: int | None

    @property
    def result(self) -> CType:
        """The C type that the callback returns."""
        return self.prototype.result


def parameter_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the positional parameters of a Python function; any other kind is refused."""
    code, defaults = getattr(function, "__code__", None), getattr(function, "__defaults__", None)
    if code is None or defaults or code.co_kwonlyargcount or code.co_flags & (VARIADIC | KEYWORDS):
        refuse_parameters(function)
    if code.co_flags & LATER:
        raise SignatureError(
            f"`{function.__qualname__}` is a generator or a coroutine, but C wants its result at once; "
            f"make it a plain `def` that returns"
        )
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount]
    return names


def refuse_parameters(function: Callable[..., Any]) -> NoReturn:
    """Say which parameter C cannot pass; `inspect` takes long to import and is only needed for that."""
    import inspect

    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind not in plain or parameter.default is not inspect.Parameter.empty:
            raise SignatureError(
                f"`{function.__qualname__}`: parameter `{parameter}` cannot be passed by C, which passes every "
                f"argument by position; make it a plain parameter"
            )
    raise SignatureError(
        f"{function!r} is a {type(function).__name__}; only a Python function can be compiled"
    )


def bind(
    prototype: Prototype,
    names: Sequence[str],
    *,
    table: Table,
    find: Callable[[str], Layout],
    user_data: str | Mapping[str, str] | None = None,
    arrays: Mapping[str, ShapeSpec] | None = None,
    on_error: OnError = None,
    order: Order = "C",
) -> Signature:
    """Bind a prototype to Python's parameter names and to the options of a callback.

    Parameters
    ----------
    prototype
        What C calls.
    names
        The parameters of the Python function, in order.
    table, find
        The header's layouts, and how it finds one by any C spelling.
    user_data
        The struct behind the last `void *`, or a mapping from parameter name to struct.
    arrays
        Parameter name → shape: an integer, another parameter, a field (`"p.n"`), a product of them, or a tuple.
    on_error
        What C gets when the callback raises: one value, or a mapping from exception class to value.
    order
        How arrays of two and more dimensions lie in memory.

    Raises
    ------
    SignatureError
        A count that differs, or an option that fits neither the prototype nor the function.
    """
    check_count(prototype, names)
    structs = user_data_structs(prototype, names, user_data)
    types = [p.type for p in prototype.parameters]
    for position, spelling in structs.items():
        pointer = types[position]
        assert isinstance(pointer, Pointer)
        types[position] = replace(pointer, to=Reference(found_layout(find, names[position], spelling).name))
    bound = bind_arrays(Scope(names, types, table), dict(arrays or {}), order)
    typed = replace(
        prototype,
        parameters=tuple(
            Parameter(name, ctype, p.array)
            for name, ctype, p in zip(names, types, prototype.parameters, strict=True)
        ),
    )
    carrier = max(structs, default=last_pointer(types, table))
    return Signature(typed, bound, error_policy(prototype, on_error), carrier)


def check_count(prototype: Prototype, names: Sequence[str]) -> None:
    """Refuse a function that takes more or fewer parameters than C passes."""
    if prototype.variadic:
        raise SignatureError(
            f"`{describe(prototype)}` is variadic; C cannot call a compiled callback through it"
        )
    if len(names) != len(prototype.parameters):
        raise SignatureError(
            f"C passes {len(prototype.parameters)} arguments, the Python function takes {len(names)}:\n"
            f"    C:      {describe(prototype)}\n    Python: ({', '.join(names)})"
        )


def user_data_structs(
    prototype: Prototype, names: Sequence[str], user_data: str | Mapping[str, str] | None
) -> dict[int, str]:
    """Return position → struct spelling for each `void *` that the option types."""
    voids = [
        i
        for i, p in enumerate(prototype.parameters)
        if isinstance(p.type, Pointer) and isinstance(p.type.to, Void)
    ]
    if user_data is None:
        return {}
    if isinstance(user_data, str):
        if not voids:
            raise SignatureError(
                f"user_data={user_data!r}: `{describe(prototype)}` has no `void *` parameter"
            )
        return {voids[-1]: user_data}
    for name in user_data:
        if name not in names:
            raise SignatureError(f"user_data: no parameter is called `{name}`; there are {', '.join(names)}")
        if names.index(name) not in voids:
            kind = describe(prototype.parameters[names.index(name)].type)
            raise SignatureError(f"user_data: `{name}` is `{kind}`, not `void *`; C already says what it is")
    return {names.index(name): spelling for name, spelling in user_data.items()}


def found_layout(find: Callable[[str], Layout], name: str, spelling: str) -> Layout:
    """Return the struct that types a user data pointer."""
    try:
        return find(spelling)
    except (KeyError, ValueError, TypeError) as error:
        message = error.args[0] if error.args else error
        raise SignatureError(
            f"user_data of `{name}`: {message}. To a struct `S` of another header, cast in the body: `{name} = S({name})`"
        ) from None


def last_pointer(types: Sequence[CType], table: Table) -> int | None:
    """Return the last pointer to a struct or to void that may be written: what most C libraries call user data."""
    found = [
        i
        for i, ctype in enumerate(types)
        if isinstance(ctype, Pointer) and isinstance(ctype.to, (Reference, Void)) and not ctype.const
    ]
    return found[-1] if found else None


def bind_arrays(scope: Scope, arrays: Mapping[str, ShapeSpec], order: Order) -> tuple[BoundParameter, ...]:
    """Return the parameters, each pointer that has a shape as an array."""
    unknown = sorted(set(arrays) - set(scope.names))
    if unknown:
        raise SignatureError(
            f"arrays: no parameter is called `{unknown[0]}`; there are {', '.join(scope.names)}"
        )
    if order not in ("C", "F"):
        raise SignatureError(f"order={order!r}: an array lies in memory in order 'C' or 'F'")
    return tuple(
        bind_array(name, ctype, arrays[name], scope, order) if name in arrays else ValueParameter(name, ctype)
        for name, ctype in zip(scope.names, scope.types, strict=True)
    )


def bind_array(name: str, ctype: CType, spec: ShapeSpec, scope: Scope, order: Order) -> ArrayParameter:
    """Return one pointer as an array."""
    if not isinstance(ctype, Pointer) or isinstance(ctype.to, (Void, Prototype)):
        raise SignatureError(
            f"arrays: `{name}` is `{describe(ctype)}`, which has no items to make an array of"
        )
    dimensions = spec if isinstance(spec, tuple) else (spec,)
    shape = tuple(bind_dimension(name, dimension, scope) for dimension in dimensions)
    if isinstance(ctype.to, Array):
        # `double (*m)[3]` brings its own trailing dimensions; the option gives the outer ones.
        inner, ctype = inner_shape(name, ctype)
        shape = shape if len(shape) > len(inner) else (*shape, *((Constant(n),) for n in inner))
    return ArrayParameter(name, ctype, shape, order)


def inner_shape(name: str, pointer: Pointer) -> tuple[list[int], Pointer]:
    """Return the constant dimensions behind a pointer to arrays, and the pointer to their items."""
    sizes, item = [], pointer.to
    while isinstance(item, Array):
        if item.length is None:
            raise SignatureError(f"arrays: `{name}` points at arrays of unknown length")
        sizes.append(item.length)
        item = item.item
    return sizes, replace(pointer, to=item)
