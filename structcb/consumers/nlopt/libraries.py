"""The shared library of NLopt, which lies inside of its Python module, and what its codes mean."""

from __future__ import annotations

import functools
from typing import Any

from ...headers import Header, load
from ..base import find_library

__all__ = ["NLopt", "nlopt"]


class NLopt:
    """The functions of NLopt; `header` is what describes them."""

    def __init__(self, header: Header, path: Any) -> None:
        self.header, self.ffi, self.path = header, header.ffi, path
        self.functions = header.open(path).cffi

    def __getattr__(self, name: str) -> Any:
        found = self.__dict__[name] = getattr(self.__dict__["functions"], f"nlopt_{name}")
        return found

    def algorithm(self, name: str) -> int:
        """Return the number that this version gives an algorithm.

        Raises
        ------
        ValueError
            No such algorithm; the message lists what there is.
        """
        number = int(self.algorithm_from_string(name.encode()))
        # "No such number" is -1, as the unsigned integer that an enumeration without negative members is.
        if not self.algorithm_to_string(number):
            raise ValueError(f"NLopt has no algorithm `{name}`; it has {', '.join(self.algorithms())}.")
        return number

    def algorithms(self) -> list[str]:
        """Return the names of all algorithms."""
        names: list[str] = []
        # The library's own answer to "no such number" ends the list.
        while name := self.algorithm_to_string(len(names)):
            names.append(self.ffi.string(name).decode())
        return names

    def code_name(self, code: int) -> str:
        """Return NLopt's own name of a result."""
        name = self.result_to_string(code)
        return f"NLOPT_{self.ffi.string(name).decode()}" if name else f"code {code}"


@functools.cache
def nlopt() -> NLopt:
    """Return NLopt from the wheel that the extra `nlopt` brings; it is opened once."""
    return NLopt(load("nlopt/nlopt"), find_library("nlopt", "_nlopt", extra="nlopt"))
