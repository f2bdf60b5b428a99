"""Codecs of numbers: integers, `_Bool`, characters, enums, floating-point and complex numbers, and bit-fields."""

from __future__ import annotations

import enum
import numbers
import operator
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import UnsupportedTypeError
from ..layouts import Enum, Field, Scalar
from .codecs import Codec
from .faults import Path, doesnt_fit, wrong_type
from .memory import Memory

__all__ = ["WIDE_CHARACTERS", "BitsCodec", "int_enum", "int_range", "number_codec"]

# Their kind is a plain integer; only the name tells that the header means characters.
WIDE_CHARACTERS = {"wchar_t", "char16_t", "char32_t"}

_INTEGERS = {1: "b", 2: "h", 4: "i", 8: "q"}
_FLOATS = {2: "e", 4: "f", 8: "d"}


def number_codec(ctype: Scalar | Enum, members: Mapping[int, int]) -> Codec:
    """Return the codec of a number; of an enum, `members` maps each integer to what Python sees."""
    sizes = {"float": _FLOATS, "complex": {2 * size: code for size, code in _FLOATS.items()}}
    if ctype.size not in sizes.get(ctype.kind, _INTEGERS):
        raise UnsupportedTypeError(
            f"`{ctype.name}` is a number of {ctype.size} bytes, which Python cannot read."
        )
    match ctype.kind:
        case "float":
            return FloatCodec(ctype)
        case "complex":
            return ComplexCodec(ctype)
        case "bool":
            return BoolCodec(ctype)
        case "char":
            return CharCodec(ctype)
    if isinstance(ctype, Enum):
        return EnumCodec(ctype, members)
    return WideCodec(ctype) if ctype.name in WIDE_CHARACTERS else IntegerCodec(ctype)


def int_range(signed: bool, bits: int) -> tuple[int, int]:
    """Return the smallest and the largest integer of this many bits."""
    return (-1 << bits - 1, (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)


def int_enum(ctype: Enum) -> type[enum.IntEnum]:
    """Make the Python enum of a C enum; names that Python reserves in enums are left out."""
    members = [(n, v) for n, v in ctype.members if n != "mro" and not (n.startswith("_") and n.endswith("_"))]
    make: Any = enum.IntEnum  # mypy takes only literals
    made: type[enum.IntEnum] = make(ctype.name.removeprefix("enum "), members)
    made._structcb_ctype = ctype  # type: ignore[attr-defined]  # by this, compiled code knows its members for integers
    return made


class NumberCodec(Codec):
    """One number that the struct module can read, at any alignment."""

    ctype: Scalar | Enum
    gives_views = False

    def __init__(self, ctype: Scalar | Enum, code: str) -> None:
        super().__init__(ctype)
        packer = struct.Struct("=" + code)
        self.unpack: Callable[..., tuple[Any, ...]] = packer.unpack_from
        self.pack: Callable[..., None] = packer.pack_into

    def read(self, memory: Memory, offset: int, path: Path) -> object:
        """Return the number."""
        value: object = self.unpack(memory.bytes, offset)[0]
        return value

    def write(self, memory: Memory, offset: int, converted: object) -> None:
        """Store the number."""
        self.pack(memory.bytes, offset, converted)


class IntegerCodec(NumberCodec):
    """A signed or unsigned integer, checked against its range."""

    def __init__(self, ctype: Scalar | Enum) -> None:
        signed = ctype.kind in {"signed", "char"}
        code = _INTEGERS[ctype.size]
        super().__init__(ctype, code if signed else code.upper())
        self.range = int_range(signed, 8 * ctype.size)

    def convert(self, value: object, path: Path) -> int:
        """Return an integer that fits."""
        return _integer_in(self.range, value, path, self.ctype.name)


class CharCodec(IntegerCodec):
    """Plain `char`: an integer as in compiled code, which also takes one byte of text."""

    def convert(self, value: object, path: Path) -> int:
        """Return an integer that fits."""
        if isinstance(value, bytes) and len(value) == 1:
            return int.from_bytes(value, sys.byteorder, signed=True)
        return super().convert(value, path)


class WideCodec(IntegerCodec):
    """`wchar_t` and its like: an integer as in compiled code, which also takes one character of text."""

    def convert(self, value: object, path: Path) -> int:
        """Return an integer that fits."""
        return super().convert(ord(value) if isinstance(value, str) and len(value) == 1 else value, path)


class EnumCodec(IntegerCodec):
    """An enum: known values read as members of an `IntEnum`, others as integers."""

    def __init__(self, ctype: Enum, members: Mapping[int, int]) -> None:
        super().__init__(ctype)
        self.members = members

    def read(self, memory: Memory, offset: int, path: Path) -> int:
        """Return the member, or the integer where C stored something else."""
        number: int = self.unpack(memory.bytes, offset)[0]
        return self.members.get(number, number)


class BoolCodec(NumberCodec):
    """A `_Bool`: every value but zero reads as True; only True, False, 1 and 0 can be stored."""

    def __init__(self, ctype: Scalar | Enum) -> None:
        super().__init__(ctype, _INTEGERS[ctype.size].upper())

    def read(self, memory: Memory, offset: int, path: Path) -> bool:
        """Return True or False."""
        return bool(self.unpack(memory.bytes, offset)[0])

    def convert(self, value: object, path: Path) -> bool:
        """Return True or False."""
        return bool(_integer_in((0, 1), value, path, self.ctype.name))


class FloatCodec(NumberCodec):
    """A floating-point number; what would become infinite is refused."""

    def __init__(self, ctype: Scalar | Enum) -> None:
        code = _FLOATS[ctype.size]
        super().__init__(ctype, code)
        self.try_out = struct.Struct("=" + code).pack  # the native mode lets a float overflow
        self.is_pythons = code == "d"

    def convert(self, value: object, path: Path) -> float:
        """Return a float that fits."""
        if self.is_pythons and type(value) is float:
            return value
        try:
            number = _real(value, path, self.ctype.name)
            self.try_out(number)
        except OverflowError:
            raise doesnt_fit(path, f"a `{self.ctype.name}`", value) from None
        return number


class ComplexCodec(NumberCodec):
    """A complex number: two floating-point numbers side by side."""

    def __init__(self, ctype: Scalar | Enum) -> None:
        code = _FLOATS[ctype.size // 2] * 2
        super().__init__(ctype, code)
        self.try_out = struct.Struct("=" + code).pack  # the native mode lets a float overflow

    def read(self, memory: Memory, offset: int, path: Path) -> complex:
        """Return the number."""
        return complex(*self.unpack(memory.bytes, offset))

    def convert(self, value: object, path: Path) -> complex:
        """Return a complex number that fits."""
        try:
            number = complex(
                value if isinstance(value, numbers.Complex) else _real(value, path, self.ctype.name)
            )
            self.try_out(number.real, number.imag)
        except OverflowError:
            raise doesnt_fit(path, f"a `{self.ctype.name}`", value) from None
        return number

    def write(self, memory: Memory, offset: int, converted: Any) -> None:
        """Store the real and the imaginary part."""
        self.pack(memory.bytes, offset, converted.real, converted.imag)


class BitsCodec(Codec):
    """A bit-field: some bits of the few bytes that it touches, and of no byte more."""

    ctype: Scalar | Enum
    gives_views = False

    def __init__(self, field: Field, members: Mapping[int, int]) -> None:
        if sys.byteorder != "little":
            raise UnsupportedTypeError("Bit-fields are only known for little-endian machines.")
        assert field.bits
        assert isinstance(field.type, Scalar | Enum)
        super().__init__(field.type)
        self.shift, self.width, self.members = field.bits.shift, field.bits.width, members
        self.size = (self.shift + self.width + 7) // 8
        self.mask = (1 << self.width) - 1
        self.others = ~(self.mask << self.shift)
        self.signed = field.type.kind in {"signed", "char"}
        self.range = int_range(self.signed, self.width)
        self.name = f"{self.ctype.name} of {self.width} bits"

    def read(self, memory: Memory, offset: int, path: Path) -> int:
        """Return the integer, the bool or the member of the enum."""
        window = int.from_bytes(memory.bytes[offset : offset + self.size], "little")
        number = window >> self.shift & self.mask
        if self.signed and number > self.range[1]:
            number -= 1 << self.width
        return bool(number) if self.ctype.kind == "bool" else self.members.get(number, number)

    def convert(self, value: object, path: Path) -> int:
        """Return an integer that fits."""
        return _integer_in(self.range, value, path, self.name)

    def write(self, memory: Memory, offset: int, converted: Any) -> None:
        """Store the bits, and leave their neighbours alone."""
        data, end = memory.bytes, offset + self.size
        others = int.from_bytes(data[offset:end], "little") & self.others
        data[offset:end] = (others | (converted & self.mask) << self.shift).to_bytes(self.size, "little")


def _integer_in(limits: tuple[int, int], value: object, path: Path, name: str) -> int:
    number = value if type(value) is int else _integer(value, path, name)
    if not limits[0] <= number <= limits[1]:
        raise doesnt_fit(path, f"{limits[0]} to {limits[1]} (`{name}`)", number)
    return number


def _integer(value: object, path: Path, name: str) -> int:
    try:
        # NumPy's own bool is no index, and older versions only warn of it.
        return int(bool(value)) if _is_numpy_bool(value) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise wrong_type(path, f"an integer (`{name}`)", value) from None


def _real(value: object, path: Path, name: str) -> float:
    if isinstance(value, float | int | numbers.Real):
        return float(value)
    if _is_numpy_bool(value):
        return float(bool(value))
    raise wrong_type(path, f"a number (`{name}`)", value)


def _is_numpy_bool(value: object) -> bool:
    """Tell whether this is a `numpy.bool_`, which Python takes for no number, without importing NumPy."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return bool(kind == "b" and getattr(value, "shape", None) == ())
