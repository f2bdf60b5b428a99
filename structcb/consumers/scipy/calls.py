"""SciPy's functions with a native callback and its state: exceptions and Ctrl-C arrive instead of a wrong number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

from ...callbacks import Callback, guard
from ...errors import SignatureError
from ...layouts import Scalar
from ...states import State, StateArray
from ..base import Function, check_made, user_data_address

__all__ = [
    "dblquad",
    "generic_filter",
    "generic_filter1d",
    "geometric_transform",
    "nquad",
    "quad",
    "tplquad",
]

Data: TypeAlias = State | StateArray | None


def quad(f: Callback, a: float, b: float, state: Data = None, **options: Any) -> Any:
    """Integrate with ``scipy.integrate.quad``, raising what the integrand raises.

    Parameters
    ----------
    f
        A callback made by ``integrand`` or ``array_integrand``.
    a, b
        The limits.
    state
        What the callback gets as its last argument.
    **options
        Further options of SciPy's function.
    """
    from scipy import integrate

    with guarded(f, "scipy.integrand"):
        return integrate.quad(integrand_of(1, f, state, options), a, b, **options)


def dblquad(  # noqa: PLR0917  (SciPy's own order)
    f: Callback, a: float, b: float, gfun: Any, hfun: Any, state: Data = None, **options: Any
) -> Any:
    """Integrate ``f(y, x)`` with ``scipy.integrate.dblquad``.

    The limits of ``y`` are numbers or functions of ``x``; else it is as ``quad``.
    """
    from scipy import integrate

    inner = [checking(f, limit) for limit in (gfun, hfun)]
    with guarded(f, "scipy.integrand"):
        return integrate.dblquad(integrand_of(2, f, state, options), a, b, *inner, **options)


def tplquad(  # noqa: PLR0917  (SciPy's own order)
    f: Callback,
    a: float,
    b: float,
    gfun: Any,
    hfun: Any,
    qfun: Any,
    rfun: Any,
    state: Data = None,
    **options: Any,
) -> Any:
    """Integrate ``f(z, y, x)`` with ``scipy.integrate.tplquad``.

    The limits of ``y`` are numbers or functions of ``x``, those of ``z`` of ``x`` and ``y``; else it is as ``quad``.
    """
    from scipy import integrate

    inner = [checking(f, limit) for limit in (gfun, hfun, qfun, rfun)]
    with guarded(f, "scipy.integrand"):
        return integrate.tplquad(integrand_of(3, f, state, options), a, b, *inner, **options)


def nquad(f: Callback, ranges: Sequence[Any], state: Data = None, **options: Any) -> Any:
    """Integrate over several variables with ``scipy.integrate.nquad``; else it is as ``quad``."""
    from scipy import integrate

    checked = [checking(f, limits) for limits in ranges]
    with guarded(f, "scipy.integrand"):
        return integrate.nquad(integrand_of(len(checked), f, state, options), checked, **options)


def generic_filter(image: Any, f: Callback, state: Data = None, **options: Any) -> Any:
    """Filter with ``scipy.ndimage.generic_filter``, raising what the callback raises.

    Parameters
    ----------
    image
        The array to filter.
    f
        A callback made by ``filter``.
    state
        What the callback gets as its last argument.
    **options
        Further options of SciPy's function; ``size`` or ``footprint`` is needed.
    """
    from scipy import ndimage

    with guarded(f, "scipy.filter"):
        return ndimage.generic_filter(image, function_of(f, state, options), **options)


def generic_filter1d(image: Any, f: Callback, filter_size: int, state: Data = None, **options: Any) -> Any:
    """Filter lines with ``scipy.ndimage.generic_filter1d``, in the manner of ``generic_filter``."""
    from scipy import ndimage

    with guarded(f, "scipy.filter1d"):
        return ndimage.generic_filter1d(image, function_of(f, state, options), filter_size, **options)


def geometric_transform(image: Any, f: Callback, state: Data = None, **options: Any) -> Any:
    """Transform with ``scipy.ndimage.geometric_transform``, in the manner of ``generic_filter``."""
    from scipy import ndimage

    with guarded(f, "scipy.mapping"):
        return ndimage.geometric_transform(image, function_of(f, state, options), **options)


def guarded(f: Callback, decorator: str) -> AbstractContextManager[object]:
    """Return the guard of a callback."""
    check_made(f, Callback, decorator)
    return guard(f)


def integrand_of(variables: int, f: Callback, state: Data, options: Mapping[str, Any]) -> Any:
    """Return what SciPy integrates; to a function of one number it would pass the first of several without a word."""
    args = options.get("args", ())
    passed = variables + (len(args) if isinstance(args, Sequence) else 1)
    first = f.prototype.parameters[0].type
    if passed > 1 and isinstance(first, Scalar) and first.kind == "float":
        raise SignatureError(
            f"`{f.__qualname__}` has one variable, but SciPy passes {passed}; write one more parameter for each"
        )
    return native(f, state)


def function_of(f: Callback, state: Data, options: Mapping[str, Any]) -> Any:
    """Return what SciPy calls for each pixel, line or point."""
    for name in ("extra_arguments", "extra_keywords"):
        if options.get(name):
            raise ValueError(f"`{name}` reaches functions of the interpreter only; put it into the state.")
    return native(f, state)


def native(f: Callback, state: Data) -> Any:
    """Return what SciPy calls, after a look at whether the state is there."""
    if state is None:
        user_data_address(f, state)
    return f.lowlevel(state)


def checking(f: Callback, limits: Any) -> Function:
    """Return limits as the function that SciPy asks before each inner integral.

    An integral over NaNs uses all its subdivisions, and so does each one around it: it must end with the first.
    """

    def ask(*outer: float) -> Any:
        f.check()
        return limits(*outer) if callable(limits) else limits

    return ask
