"""SciPy's functions with a native callback and its state: exceptions and Ctrl-C arrive instead of a wrong number."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

from ...callbacks import Callback, guard
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
        return integrate.quad(native(f, state), a, b, **options)


def dblquad(  # noqa: PLR0917  (SciPy's own order)
    f: Callback, a: float, b: float, gfun: Any, hfun: Any, state: Data = None, **options: Any
) -> Any:
    """Integrate ``f(y, x)`` with ``scipy.integrate.dblquad``.

    The limits of ``y`` are numbers or functions of ``x``; else it is as ``quad``.
    """
    from scipy import integrate

    inner = [checking(f, limit) for limit in (gfun, hfun)]
    with guarded(f, "scipy.integrand"):
        return integrate.dblquad(native(f, state), a, b, *inner, **options)


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
        return integrate.tplquad(native(f, state), a, b, *inner, **options)


def nquad(f: Callback, ranges: Sequence[Any], state: Data = None, **options: Any) -> Any:
    """Integrate over several variables with ``scipy.integrate.nquad``; else it is as ``quad``."""
    from scipy import integrate

    checked = [checking(f, limits) for limits in ranges]
    with guarded(f, "scipy.integrand"):
        return integrate.nquad(native(f, state), checked, **options)


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
        return ndimage.generic_filter(image, native(f, state), **options)


def generic_filter1d(image: Any, f: Callback, filter_size: int, state: Data = None, **options: Any) -> Any:
    """Filter lines with ``scipy.ndimage.generic_filter1d``, in the manner of ``generic_filter``."""
    from scipy import ndimage

    with guarded(f, "scipy.filter1d"):
        return ndimage.generic_filter1d(image, native(f, state), filter_size, **options)


def geometric_transform(image: Any, f: Callback, state: Data = None, **options: Any) -> Any:
    """Transform with ``scipy.ndimage.geometric_transform``, in the manner of ``generic_filter``."""
    from scipy import ndimage

    with guarded(f, "scipy.mapping"):
        return ndimage.geometric_transform(image, native(f, state), **options)


def guarded(f: Callback, decorator: str) -> AbstractContextManager[object]:
    """Return the guard of a callback."""
    check_made(f, Callback, decorator)
    return guard(f)


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
