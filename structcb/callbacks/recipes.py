"""How a callback reaches another process: as its header, its options and its Python function, compiled there anew.

The cache makes that a hit: the function's code is what it was.
"""

from __future__ import annotations

import importlib.util
import pickle
import sys
from collections.abc import Callable
from typing import Any

from ..errors import MissingLibraryError
from ..facts import Fact

__all__ = ["Recipe", "by_name"]


class Recipe(Fact):
    """What a callback was made from, besides its function."""

    header: Any
    prototype: str
    options: dict[str, Any]

    def reduce(self, function: Callable[..., Any]) -> tuple[Any, ...]:
        """Return how pickle rebuilds the callback."""
        # Exception classes of `__main__` travel with the function.
        return rebuild, (self.header, self.prototype, pack((function, self.options)))


def rebuild(header: Any, prototype: str, packed: bytes) -> Any:
    """Compile a callback that has arrived, or find it in the cache."""
    function, options = pickle.loads(packed)
    return header.callback(prototype, **options)(function)


def by_name(callback: Any) -> str | None:
    """Return the name under which another process can import a callback, or None."""
    module, name = callback.__module__, callback.__qualname__
    # Another process has another `__main__`.
    found: object = None if module == "__main__" else sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return name if found is callback else None


def pack(value: object) -> bytes:
    """Pickle a function: by value where no import would find it, which only cloudpickle can."""
    if importlib.util.find_spec("cloudpickle") is not None:
        import cloudpickle

        packed: bytes = cloudpickle.dumps(value)
        return packed
    try:
        return pickle.dumps(value)
    except (pickle.PicklingError, AttributeError) as error:
        raise MissingLibraryError(
            f"only cloudpickle can send a function that cannot be imported ({error}): pip install structcb[dask]"
        ) from error
