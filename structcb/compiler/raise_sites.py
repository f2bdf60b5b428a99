"""Where machine code can raise: the class behind each exception description, so that C can get a value for it.

numba's code says only "an exception, described there". Each description that a module holds is pickled data with a
SHA-1 digest; the first eight bytes of the digest tell them apart at run time without the interpreter.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from collections.abc import Mapping
from typing import Any

from llvmlite import binding as ll
from llvmlite import ir
from numba.core import cgutils

from ..error_policies import ErrorPolicy

__all__ = ["CLASS_TABLE", "error_values", "raised_classes"]

CLASS_TABLE = ".structcb.classes"

INT32, INT64 = ir.IntType(32), ir.IntType(64)
BYTE_POINTER = ir.IntType(8).as_pointer()
ESCAPE = re.compile(rb"\\(\\|[0-9A-Fa-f]{2})")


def raised_classes(modules: list[ll.ModuleRef]) -> dict[bytes, type]:
    """Return pickled description → exception class for every description in some modules."""
    found: dict[bytes, type] = {}
    for module in modules:
        for variable in module.global_variables:
            if variable.name.startswith(".const.pickledata.") and ".sha1" not in variable.name:
                data = constant_bytes(str(variable))
                described = pickle.loads(data)
                if isinstance(described, tuple) and len(described) == 3 and isinstance(described[0], type):
                    found[data] = described[0]
    return found


def constant_bytes(text: str) -> bytes:
    """Return the bytes of an LLVM string constant."""
    start, end = text.index(' c"') + 3, text.rindex('"')
    return ESCAPE.sub(unescape, text[start:end].encode("latin-1"))


def unescape(match: re.Match[bytes]) -> bytes:
    """Return the byte that LLVM's text writes as a backslash, or as two hexadecimal digits."""
    return match[1] if match[1] == b"\\" else bytes([int(match[1], 16)])


def error_values(
    builder: ir.IRBuilder, policy: ErrorPolicy, status: Any, raised: Mapping[bytes, type]
) -> ir.Value:
    """Return the number of the policy's first class that the exception is, or -1."""
    numbers = {data: first_match(policy, cls) for data, cls in raised.items()}
    known = {data: number for data, number in numbers.items() if number >= 0}
    result = cgutils.alloca_once_value(builder, INT32(-1))
    with builder.if_then(status.is_user_exc):
        info = builder.load(status.excinfoptr)
        is_dynamic = builder.icmp_signed(">", builder.extract_value(info, 4), INT32(0))
        with builder.if_else(is_dynamic) as (dynamic, static):
            with static:
                digest = builder.load(
                    builder.bitcast(builder.extract_value(info, 2), INT64.as_pointer()), align=1
                )
                for data, number in known.items():
                    key = INT64(int.from_bytes(hashlib.sha1(data).digest()[:8], "little"))
                    choose(builder, result, builder.icmp_unsigned("==", digest, key), number)
            with dynamic:
                # With run-time arguments the digest's place is taken, so the description itself is compared.
                for data, number in known.items():
                    choose(builder, result, same_bytes(builder, info, data), number)
    with builder.if_then(status.is_python_exc):
        builder.store(match_python(builder, policy), result)
    return builder.load(result)


def first_match(policy: ErrorPolicy, cls: type) -> int:
    """Return the number of the policy's first class that covers an exception class, or -1."""
    return next((i for i, (wanted, _) in enumerate(policy.classes) if issubclass(cls, wanted)), -1)


def choose(builder: ir.IRBuilder, result: ir.Value, condition: ir.Value, number: int) -> None:
    """Set the result where the condition holds."""
    builder.store(builder.select(condition, INT32(number), builder.load(result)), result)


def same_bytes(builder: ir.IRBuilder, info: ir.Value, data: bytes) -> ir.Value:
    """Return whether an exception's description is this one."""
    module = builder.module
    same_size = builder.icmp_unsigned("==", builder.extract_value(info, 1), INT32(len(data)))
    signature = ir.FunctionType(INT32, [BYTE_POINTER, BYTE_POINTER, INT64])
    memcmp = cgutils.get_or_insert_function(module, signature, "memcmp")
    name = f".structcb.description.{hashlib.sha1(data).hexdigest()}"
    constant = cgutils.global_constant(module, name, cgutils.make_bytearray(data))
    before = builder.block
    with builder.if_then(same_size):
        differs = builder.call(
            memcmp,
            [builder.extract_value(info, 0), builder.bitcast(constant, BYTE_POINTER), INT64(len(data))],
        )
        same = builder.icmp_signed("==", differs, INT32(0))
        inside = builder.block
    both = builder.phi(ir.IntType(1))
    both.add_incoming(ir.IntType(1)(0), before)
    both.add_incoming(same, inside)
    return both


def match_python(builder: ir.IRBuilder, policy: ErrorPolicy) -> ir.Value:
    """Return the number of the policy's first class that a raised Python exception is, or -1.

    The classes are baked in by address: code that raises so runs Python, and is never cached.
    """
    array = ir.ArrayType(INT64, len(policy.classes))
    table = cgutils.global_constant(
        builder.module, CLASS_TABLE, array([INT64(id(cls)) for cls, _ in policy.classes])
    )
    signature = ir.FunctionType(INT32, [BYTE_POINTER, INT32])
    match = cgutils.get_or_insert_function(builder.module, signature, "structcb_match")
    return builder.call(match, [builder.bitcast(table, BYTE_POINTER), INT32(len(policy.classes))])
