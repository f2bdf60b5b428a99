"""What a header declares, by name: read-only mappings, whose short names are attributes too."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from .callbacks import Compiler
from .states import StructType

__all__ = ["LazyMapping", "Namespace"]

T = TypeVar("T")


class Namespace(Mapping[str, T]):
    """A read-only mapping whose short names are attributes too, in Python and in compiled code.

    `home` is the object that has it as an attribute, and the attribute's name: so it is found in another process.
    """

    def __init__(self, items: Mapping[str, T], home: tuple[object, str]) -> None:
        self._items, self._home = MappingProxyType(dict(items)), home

    def __reduce__(self) -> tuple[Any, ...]:
        return getattr, self._home

    def _structcb_fingerprint(self) -> tuple[object, tuple[Any, ...]]:
        return {name: spell_constant(value) for name, value in self._items.items()}, ()

    def __getitem__(self, name: str) -> T:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __getattr__(self, name: str) -> T:
        for spelling in (name, f"enum {name}"):
            if spelling in self.__dict__.get("_items", ()):
                return self._items[spelling]
        raise AttributeError(f"the header declares no `{name}`; it has {', '.join(self._items) or 'none'}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *(name.rpartition(" ")[2] for name in self._items)]

    @property
    def _numba_type_(self) -> Any:
        return Compiler().module_type(self)

    def __repr__(self) -> str:
        return (
            f"<{len(self)} declarations: {', '.join(list(self._items)[:8])}{', …' if len(self) > 8 else ''}>"
        )


def spell_constant(value: Any) -> object:
    """Return what a constant is: a number, or the members of an enumeration."""
    if isinstance(value, enum.EnumMeta):
        return [(name, int(value[name])) for name in value.__members__]
    return value


class LazyMapping(Mapping[str, StructType]):
    """A read-only mapping that makes its values when they are asked for."""

    def __init__(self, names: tuple[str, ...], make: Callable[[str], StructType]) -> None:
        self._names, self._make = names, make

    def __getitem__(self, name: str) -> StructType:
        if name not in self._names:
            raise KeyError(name)
        return self._make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"<structs: {', '.join(self._names)}>"
