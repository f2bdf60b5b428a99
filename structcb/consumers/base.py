"""What consumers share: the shared libraries that a Python wheel carries, and adapters around the user's functions.

A library of your own needs the same pieces: ``find_library`` for its path, a ``Role`` for each kind of callback,
``adapted`` to compile a user's function for it, and ``user_data_address`` for what the library hands back.
``docs/howto/bring-your-own-library.md`` shows them at work.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, TypeAlias

from ..callbacks import Callback, inline, inline_body
from ..errors import MissingLibraryError, SignatureError, StateError
from ..headers import Header
from ..layouts import Pointer, Prototype, Void, describe
from ..prototypes import parameter_names
from ..states import State, StateArray, StructType
from ..states.abi_shapes import function_shape

__all__ = [
    "Function",
    "Role",
    "UserData",
    "adapted",
    "check_made",
    "check_prototype",
    "find_library",
    "one_number",
    "plain",
    "user_data_address",
]

Function: TypeAlias = Callable[..., Any]
UserData: TypeAlias = str | StructType | None

# libfoo-1a2b3c.so.7.9.0, libfoo.7.dylib, foo-1a2b3c.dll: what auditwheel, delocate and delvewheel make of a name.
SHARED_LIBRARY = r"(lib)?{stem}([-.][^/]*)?\.(so(\.[\d.]+)?|dylib|dll)"


def find_library(distribution: str, stem: str, *, extra: str = "") -> Path:
    """Return the path of a shared library inside an installed distribution.

    Parameters
    ----------
    distribution
        The name on the package index, such as ``"scikit-sundae"``.
    stem
        The name of the library without ``lib``, version and suffix, such as ``"sundials_cvode"``.
    extra
        The extra of structcb that brings the distribution, for the message; if none does, it names the distribution.

    Raises
    ------
    MissingLibraryError
        The distribution is not installed, or has no such library.
    """
    remedy = "install it with:  pip install " + (f"'structcb[{extra}]'" if extra else distribution)
    try:
        files = metadata.files(distribution) or []
        version = metadata.version(distribution)
    except metadata.PackageNotFoundError:
        raise MissingLibraryError(
            f"`{stem}` comes with `{distribution}`, which is missing; {remedy}"
        ) from None
    pattern = re.compile(SHARED_LIBRARY.format(stem=re.escape(stem)))
    for file in files:
        if pattern.fullmatch(file.name):
            return Path(str(file.locate())).resolve()
    raise MissingLibraryError(
        f"`{distribution}` {version} is installed, but this build of it carries no shared library `{stem}`; {remedy}"
    )


@dataclass(frozen=True)
class Role:
    """What a callback is to its library: C's prototype, what the body gets, and the adapter between the two.

    ``adapt`` takes the body, which compiled code can call, and returns a function with C's parameters; the one that
    carries the state is called ``user_data``. Both are compiled together, and nothing remains of the seam. Where the
    last that the body gets is ``p``, that is the state, and a function without one leaves it out.
    """

    prototype: str
    body: str
    adapt: Callable[[Any], Function]


def adapted(
    role: Role, header: Header, user_data: UserData, options: dict[str, Any], function: Function
) -> Callback:
    """Compile a function for its role, with the adapter around it.

    Parameters
    ----------
    role
        What the library wants.
    header
        The header that declares the state.
    user_data
        The struct of the state, or None for a function that takes none.
    options
        For ``Header.callback``; what they say of the code holds for the user's function, too.
    function
        The user's function.

    Raises
    ------
    SignatureError
        A function with other parameters than the role's.
    """
    if user_data is None:
        role = without_state(role)
    names = parameter_names(function)
    if len(names) != len(role.body.split(", ")):
        hint = "; for a state give `user_data`" if user_data is None else ""
        raise SignatureError(
            f"`{function.__qualname__}` gets ({role.body}), but takes ({', '.join(names)}){hint}"
        )
    struct = None if user_data is None else {"user_data": user_data}
    decorate = header.callback(role.prototype, user_data=struct, **options)
    return decorate(named_like(function, role.adapt(inline_body(function, options))))


def check_made(given: object, kind: type, decorator: str) -> None:
    """Refuse what a decorator did not make, such as a plain function.

    Raises
    ------
    SignatureError
        It names the decorator.
    """
    if not isinstance(given, kind):
        raise SignatureError(f"{given!r} is no compiled function for this; make it with `{decorator}`")


def check_prototype(given: object, wanted: Prototype, decorator: str) -> None:
    """Refuse what C would call with other arguments than it takes.

    Raises
    ------
    SignatureError
        It shows both prototypes and names the decorator.
    """
    check_made(given, Callback, decorator)
    assert isinstance(given, Callback)
    if function_shape(given.prototype) != function_shape(wanted):
        raise SignatureError(
            f"`{given.__qualname__}` is `{describe(given.prototype)}`, but the library calls `{describe(wanted)}`; "
            f"make it with `{decorator}`"
        )


def one_number(result):  # type: ignore[no-untyped-def]  # compiled
    """Return what a body returned, where it is stored as a number: of an array numba would store the first item."""
    return float(result * 1.0)


def plain(value: Any) -> Any:
    """Return a number of Python's for one of NumPy's, which C's setters of options do not take for one."""
    return value.item() if hasattr(value, "item") else value


def named_like(function: Function, adapter: Function) -> Function:
    """Return the adapter under the user's name, so that errors, reports and `py_func` speak of what the user wrote."""
    functools.update_wrapper(adapter, function)
    adapter._structcb_body = function  # type: ignore[attr-defined]  # functions take attributes
    return adapter


def without_state(role: Role) -> Role:
    """Return the role of a function that takes no state."""
    body, _, last = role.body.rpartition(", ")
    if last != "p":
        return role
    return Role(role.prototype, body, lambda function: role.adapt(inline(stateless(function))))


def stateless(body: Any) -> Function:
    """Return a function that calls the body without the last argument."""

    def call(*arguments):  # type: ignore[no-untyped-def]  # compiled
        return body(*arguments[:-1])

    return call


def user_data_address(callback: Callback, state: State | StateArray | None) -> int:
    """Return what a library is to hand back to a callback: the address of its state, or NULL.

    The caller keeps the state alive for as long as the library may call.

    Raises
    ------
    StateError
        No state for a callback that reads one.
    SignatureError
        A state of another struct than the callback takes.
    """
    if state is not None:
        return callback.bind(state).user_data
    position = callback._signature.user_data
    ctype = None if position is None else callback.prototype.parameters[position].type
    if isinstance(ctype, Pointer) and not isinstance(ctype.to, Void):
        name = describe(ctype.to)
        raise StateError(
            f"`{callback.__qualname__}` reads a `{name}`, but no state was given; "
            f"pass one made with `h.new({name!r})`"
        )
    return 0
