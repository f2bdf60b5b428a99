"""Pickled exceptions whose class is the user's own: of `__main__` or a notebook, numba pickles a copy of the class."""

from __future__ import annotations

import io
import pickle
import sys
from typing import Any

__all__ = ["find_class", "loads", "users_own"]

# numba's copy of cloudpickle: what it rebuilds a class from. The rest of it is not needed where the class is here.
CLOUDPICKLE = "numba.cloudpickle"


def find_class(module: str, qualname: str) -> object:
    """Return what a module of this process has under a qualified name, or None."""
    found: object = sys.modules.get(module)
    for name in qualname.split("."):
        found = getattr(found, name, None)
    return found


def users_own(cls: Any) -> Any:
    """Return the class that this process has under the name of a copied one: that is what `except` looks for."""
    found = find_class(getattr(cls, "__module__", ""), getattr(cls, "__qualname__", ""))
    return found if isinstance(found, type) and issubclass(found, BaseException) else cls


def loads(pickled: bytes) -> Any:
    """Load a pickled exception; numba is only imported for a class that this process does not have."""
    if CLOUDPICKLE.encode() in pickled and CLOUDPICKLE not in sys.modules:
        try:
            return _Unpickler(io.BytesIO(pickled)).load()
        except Exception:  # noqa: BLE001, S110  (numba knows better, at the price of importing it)
            pass
    return pickle.loads(pickled)


class _Ignored:
    """Stands for a part of a class that need not be rebuilt."""

    def __init__(self, *args: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass

    def __call__(self, *args: object) -> _Ignored:
        return self


class _Unpickler(pickle.Unpickler):
    """Takes classes of this process for those that cloudpickle has copied."""

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name in the pickle stands for."""
        if not module.startswith(CLOUDPICKLE):
            return super().find_class(module, name)
        return {"_make_skeleton_class": skeleton, "_class_setstate": unchanged}.get(name, _Ignored)


def skeleton(constructor: object, name: str, bases: object, facts: dict[str, Any], *more: object) -> Any:
    """Return the class of this name."""
    found = find_class(facts.get("__module__", ""), name)
    if not (isinstance(found, type) and issubclass(found, BaseException)):
        raise pickle.UnpicklingError(f"this process has no exception class `{name}`")
    return found


def unchanged(cls: Any, state: object) -> Any:
    """Leave a class as it is."""
    return cls
