"""What may be bound to a pointer field, and what must then be kept alive: checked here, before C sees an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import FieldTypeError
from ..layouts import (
    Array,
    Enum,
    Layout,
    Opaque,
    Pointer,
    Prototype,
    Scalar,
    Unsupported,
    Void,
    describe,
    resolve,
)
from .abi_shapes import cffi_function_shape, cffi_shape, function_shape, shape
from .faults import Path, spell, wrong_type
from .ffis import address_of, plain_ffi
from .memory import Bound, Memory
from .mismatches import refuse_other_layout
from .pointees import Pointee

if TYPE_CHECKING:
    from .pointer_fields import PointerCodec
    from .struct_types import StructTypes

__all__ = ["borrow"]


def borrow(value: object, codec: PointerCodec, path: Path) -> Bound:
    """Return the address of what a pointer field is given, and the object to keep alive; or refuse it."""
    if value is None:
        return Bound(0, None)
    if isinstance(value, bytes | str):
        return _borrow_text(value, codec, path)
    if isinstance(getattr(type(value), "_structcb_pointee", None), property):
        return _borrow_place(value, codec, path)
    if isinstance(value, plain_ffi().CData):
        return _borrow_cdata(value, codec, path)
    if hasattr(value, "_structcb_prototype"):
        return _borrow_function(value, codec, path)
    if hasattr(value, "__array_interface__"):
        return _borrow_array(value, codec, path)
    if isinstance(value, list | tuple) and isinstance(codec.to, Pointer):
        return _borrow_list(value, codec, path)
    raise wrong_type(path, _takes(codec), value, _hint(value, codec))


def _takes(codec: PointerCodec) -> str:
    match codec.to:
        case Void():
            return "None, any array or state, a pointer, or cffi data"
        case Prototype():
            return f"None, a callback or a C function of type `{describe(codec.ctype)}`"
        case Layout(name=name):
            return f"None, a state or array of `{name}`, or a `{name} *`"
        case Scalar(kind="char") if codec.ctype.const:
            return "None, bytes, an int8 array, or a `char *`"
        case Scalar() | Enum():
            return f"None, a NumPy array of dtype {codec.dtype}, or a `{describe(codec.ctype)}`"
        case _:
            return f"None or a `{describe(codec.ctype)}`"


def _hint(value: object, codec: PointerCodec) -> str:
    if isinstance(value, int):
        how = "`S.view(address)`" if isinstance(codec.to, Layout) else "`structcb.Pointer(address)`"
        return f"If it is an address, wrap it: {how}."
    if isinstance(value, list | tuple) and isinstance(codec.to, Scalar | Enum):
        return f"Make it an array: `numpy.array(…, dtype=numpy.{codec.dtype})`."
    return ""


def _refuse_const(codec: PointerCodec, path: Path, what: str) -> FieldTypeError:
    return FieldTypeError(
        f"`{spell(path)}` is a `{describe(codec.ctype)}`, through which C may write; {what} must not change."
    )


def _borrow_text(value: bytes | str, codec: PointerCodec, path: Path) -> Bound:
    if not isinstance(codec.to, Void) and not (isinstance(codec.to, Scalar) and codec.to.kind == "char"):
        raise wrong_type(path, _takes(codec), value)
    if not codec.ctype.const:
        raise _refuse_const(codec, path, f"`{type(value).__name__}`")
    text = plain_ffi().new("char[]", value.encode() if isinstance(value, str) else value)
    return Bound(address_of(text), value, text)


def _borrow_place(value: Any, codec: PointerCodec, path: Path) -> Bound:
    """Borrow a state, an array of states or of pointers, or a pointer."""
    pointee: Pointee = value._structcb_pointee
    untyped = isinstance(pointee.ctype, Void)
    if not (untyped or isinstance(codec.to, Void) or codec.pointee.is_same(pointee)):
        refuse_other_layout(codec.pointee, pointee)
        raise wrong_type(path, _takes(codec), value, f"It leads to `{describe(pointee.ctype)}`.")
    if value._structcb_const and not codec.ctype.const:
        raise _refuse_const(codec, path, f"what the `{type(value).__name__}` leads to")
    return _typed(value._structcb_address, value, codec, path, untyped)


def _typed(address: int, value: object, codec: PointerCodec, path: Path, untyped: bool) -> Bound:
    """Bind an object; a `void *` in a typed field reads back as a pointer of the field's type."""
    if not address:
        return Bound(0, None)
    if untyped and not isinstance(codec.to, Void):
        return Bound(address, codec.pointer(address, path, borrowed={}, keep=value), value)
    return Bound(address, value)


def _borrow_function(value: Any, codec: PointerCodec, path: Path) -> Bound:
    prototype: Prototype = value._structcb_prototype
    if isinstance(codec.to, Void):
        return Bound(value.address, value)
    if not isinstance(codec.to, Prototype) or function_shape(prototype) != function_shape(codec.to):
        raise wrong_type(path, _takes(codec), value, f"Its prototype is `{describe(prototype)}`.")
    return Bound(value.address, value)


def _borrow_array(value: Any, codec: PointerCodec, path: Path) -> Bound:
    import numpy as np

    if not isinstance(value, np.ndarray) or value.dtype.hasobject:
        raise wrong_type(path, _takes(codec), value)
    _check_dtype(value, codec, path)
    flags = value.flags
    if not flags.c_contiguous or not flags.aligned:
        raise FieldTypeError(
            f"`{spell(path)}` takes a C-contiguous array; copy it with `numpy.ascontiguousarray`."
        )
    if not flags.writeable and not codec.ctype.const:
        raise _refuse_const(codec, path, "a read-only array")
    return Bound(value.__array_interface__["data"][0], value)


def _check_dtype(array: Any, codec: PointerCodec, path: Path) -> None:
    match codec.to:
        case Void():
            return
        case Layout():
            fits = codec.struct_type is not None and codec.struct_type.is_record(array)
        case Array():
            inner: tuple[int, ...] = getattr(codec.item, "shape", ())
            fits = array.dtype == codec.dtype and array.shape[1:] == inner
        case Scalar() | Enum():
            fits = array.dtype == codec.dtype
        case _:
            fits = False
    if not fits:
        found = f"an array of dtype {array.dtype}" + (f" and shape {array.shape}" if array.ndim != 1 else "")
        raise FieldTypeError(f"`{spell(path)}` takes {_takes(codec)}, not {found}.")


def _borrow_list(value: list[object] | tuple[object, ...], codec: PointerCodec, path: Path) -> Bound:
    """Make the array that a pointer to pointers needs, and own it."""
    items = codec.pointers(len(value))
    converted = items.convert(value, path)
    memory = Memory.holding(items.ctype, codec.types)
    items.write(memory, 0, converted)
    return Bound(memory.address, items.read(memory, 0, path))


def _borrow_cdata(value: Any, codec: PointerCodec, path: Path) -> Bound:
    ctype = plain_ffi().typeof(value)
    if ctype.kind not in {"pointer", "array", "function"}:
        raise wrong_type(path, _takes(codec), value, "Take its address with `ffi.addressof`.")
    untyped = ctype.kind == "pointer" and ctype.item.kind == "void"
    if not (untyped or isinstance(codec.to, Void) or _cffi_leads_to(ctype, codec.pointee, codec.types)):
        raise wrong_type(path, _takes(codec), value)
    return _typed(address_of(value), value, codec, path, untyped)


def _cffi_leads_to(ctype: Any, pointee: Pointee, types: StructTypes) -> bool:
    """Tell whether a cffi pointer or array leads to this type; cffi has forgotten `const`."""
    to = resolve(pointee.ctype, pointee.table)
    if isinstance(to, Prototype) or ctype.kind == "function":
        return (
            isinstance(to, Prototype)
            and ctype.kind == "function"
            and cffi_function_shape(ctype) == function_shape(to)
        )
    item = ctype.item
    match to:
        case Layout(name=name) | Opaque(name=name) | Unsupported(name=name):
            return item.cname == name or item is types.cffi_type(name)
        case Pointer(to=inner):
            return item.kind in {"pointer", "function"} and _cffi_leads_to(item, pointee.to(inner), types)
        case Array(item=inner, length=length):
            same_length = item.kind == "array" and item.length == length
            return same_length and _cffi_leads_to(item, pointee.to(inner), types)
        case _:
            return cffi_shape(item) == shape(to)
