"""Symbols of C functions: how machine code names a function of a library, so that no address is baked into it.

The symbol is `structcb:<library>:<name>`. `<library>` is what `Header.open` was given, as `dlopen` takes it (a name
that the system searches for, or an absolute path), and empty for the process itself; it may hold colons, `<name>`
holds none.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable

from .engines import publish

__all__ = ["address_of", "addresses_of", "bind", "is_symbol", "split", "symbol_of"]

PREFIX = "structcb:"


def symbol_of(library: str, name: str) -> str:
    """Return the symbol of a function of a library."""
    return f"{PREFIX}{library}:{name}"


def is_symbol(symbol: str) -> bool:
    """Return whether a symbol names a function of a library."""
    return symbol.startswith(PREFIX)


def split(symbol: str) -> tuple[str, str]:
    """Return library and name of a symbol."""
    library, _, name = symbol.removeprefix(PREFIX).rpartition(":")
    return library, name


def address_of(symbol: str) -> int:
    """Return the address behind a symbol; its library is opened, and stays open.

    Raises
    ------
    OSError
        The library cannot be opened.
    AttributeError
        It has no such function.
    """
    library, name = split(symbol)
    mode = getattr(os, "RTLD_NOW", 0) | getattr(os, "RTLD_LOCAL", 0)
    function = getattr(ctypes.CDLL(library or None, mode=mode), name)
    return ctypes.cast(function, ctypes.c_void_p).value or 0


def addresses_of(symbols: Iterable[str]) -> dict[str, int]:
    """Return the address behind each symbol that names a function of a library; the others are not ours."""
    return {symbol: address_of(symbol) for symbol in symbols if is_symbol(symbol)}


def bind(symbol: str) -> None:
    """Tell LLVM where the function behind a symbol is."""
    publish(symbol, address_of(symbol))
