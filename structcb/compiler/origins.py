"""Where linked code comes from: what an `@overload` contributes is named nowhere in the function that it serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from numba.core.itanium_mangler import mangle

__all__ = ["find_strangers", "linked_functions"]

PREFIX = "_ZN"
VERSIONED = ("numba", "numpy", "structcb", "llvmlite")


def linked_functions(library: Any) -> tuple[str, ...]:
    """Return the symbols of every function of numba's that a library is about to be linked with."""
    modules = [each._final_module for each in libraries(library, [])]
    found = {f.name for module in modules for f in module.functions if not f.is_declaration}
    return tuple(sorted(name for name in found if name.startswith(PREFIX)))


def libraries(library: Any, seen: list[Any]) -> Iterator[Any]:
    """Yield a code library and all that it links."""
    if library not in seen:
        seen.append(library)
        yield library
        for linked in library._linking_libraries:
            yield from libraries(linked, seen)


def find_strangers(symbols: Iterable[str], known: Iterable[tuple[str, str]]) -> list[str]:
    """Return the symbols that belong neither to a known (module, function) nor to a package whose version is known."""
    functions = [f"{str(mangle(f'{module}.{name}', ()))[len(PREFIX) : -1]}B" for module, name in known]
    packages = [f"{len(package)}{package}" for package in VERSIONED]
    # numba puts a wrapper for Python around each function.
    ours = tuple(f"{PREFIX}{way}{start}" for way in ("", "7cpython") for start in [*functions, *packages])
    return [symbol for symbol in symbols if not symbol.startswith(ours)]
