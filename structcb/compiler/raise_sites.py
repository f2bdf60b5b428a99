"""Where machine code can raise: the class behind each exception description, so that C can get a value for it.

numba's code says only "an exception, described there". Each description that the optimised module holds is pickled
data with a SHA-1 digest; the first eight bytes of the digest tell them apart at run time without the interpreter.
"""

from __future__ import annotations

import hashlib
import pickle
import re
from typing import Any

from llvmlite import binding as ll
from llvmlite import ir

from ..prototypes import ErrorPolicy

__all__ = ["error_values", "raised_classes"]

INT32, INT64 = ir.IntType(32), ir.IntType(64)
ESCAPE = re.compile(rb"\\([0-9A-Fa-f]{2})")


def raised_classes(modules: list[ll.ModuleRef]) -> dict[bytes, type]:
    """Return digest → exception class for every description in some modules."""
    found: dict[bytes, type] = {}
    for module in modules:
        for variable in module.global_variables:
            if variable.name.startswith(".const.pickledata.") and not variable.name.endswith(".sha1"):
                data = constant_bytes(str(variable))
                cls = pickle.loads(data)
                if isinstance(cls, tuple) and len(cls) == 3 and isinstance(cls[0], type):
                    found[hashlib.sha1(data).digest()] = cls[0]
    return found


def constant_bytes(text: str) -> bytes:
    """Return the bytes of an LLVM string constant."""
    start, end = text.index(' c"') + 3, text.rindex('"')
    return ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), text[start:end].encode("latin-1"))


def error_values(
    builder: ir.IRBuilder, policy: ErrorPolicy, status: Any, raised: dict[bytes, type]
) -> ir.Value:
    """Return the number of the policy's first class that the exception is, or -1."""
    info = builder.load(status.excinfoptr)
    is_static = builder.icmp_signed("==", builder.extract_value(info, 4), INT32(0))
    is_described = builder.and_(is_static, status.is_user_exc)
    before = builder.block
    with builder.if_then(is_described):
        digest = builder.load(builder.bitcast(builder.extract_value(info, 2), INT64.as_pointer()), align=1)
        number: ir.Value = INT32(-1)
        for key, cls in raised.items():
            matching = [i for i, (wanted, _) in enumerate(policy.classes) if issubclass(cls, wanted)]
            if matching:
                same = builder.icmp_unsigned("==", digest, INT64(int.from_bytes(key[:8], "little")))
                number = builder.select(same, INT32(matching[0]), number)
        inside = builder.block
    result = builder.phi(INT32)
    result.add_incoming(INT32(-1), before)
    result.add_incoming(number, inside)
    return result
