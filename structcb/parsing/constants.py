"""C constant expressions, worked out as a compiler would: widths, signs and wrap-around included."""

from __future__ import annotations

import operator
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = ["Integer", "Value", "evaluate", "python_value"]

_SUFFIX = re.compile(r"[uUlL]*$")
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Integer:
    """An integer of C: its value with the width and sign of its type."""

    value: int
    bits: int = 32
    unsigned: bool = False

    def fits(self) -> bool:
        """Tell whether the type can hold the value."""
        low, high = (0, 1 << self.bits) if self.unsigned else (-(1 << self.bits - 1), 1 << self.bits - 1)
        return low <= self.value < high


Value: TypeAlias = Integer | float | bytes


def evaluate(node: Any, names: Mapping[str, Value], *, int_bits: int, long_bits: int) -> Value:
    """Work out a pycparser expression; raises ValueError with the reason where that cannot be done."""
    return _Evaluation(names, int_bits, long_bits).visit(node)


def python_value(value: Value) -> int | float | bytes:
    """Return the plain Python value."""
    if isinstance(value, Integer):
        return value.value
    return float(value) if isinstance(value, float) else bytes(value)


@dataclass(frozen=True)
class _Evaluation:
    names: Mapping[str, Value]
    int_bits: int
    long_bits: int

    def visit(self, node: Any) -> Value:
        kind = type(node).__name__
        visit = getattr(self, f"_{kind.lower()}", None)
        if visit is None:
            raise ValueError(f"a {kind} is not part of a constant expression that can be worked out here")
        result: Value = visit(node)
        return result

    def _id(self, node: Any) -> Value:
        if node.name not in self.names:
            raise ValueError(f"`{node.name}` is not a known constant")
        return self.names[node.name]

    def _constant(self, node: Any) -> Value:
        text = node.value
        if node.type == "string":
            return _literal(text)
        if text.startswith("'"):
            return Integer(_character(text), self.int_bits)
        if re.search(r"[.pP]|^\d[\d.]*[eE]", text) or (
            not text.lower().startswith("0x") and "e" in text.lower()
        ):
            return _floating(text)
        return self._integer(text)

    def _integer(self, text: str) -> Integer:
        suffix = _SUFFIX.search(text)
        digits, marks = text[: suffix.start()] if suffix else text, suffix[0].lower() if suffix else ""
        octal = digits.startswith("0") and digits.isdigit()
        value = int(digits, 8) if octal else int(digits, 0)
        decimal = digits.isdigit() and not octal
        widths = (
            [self.long_bits]
            if "ll" in marks and self.long_bits == 64
            else [self.int_bits, self.long_bits, 64]
        )
        for bits in widths[1:] if "l" in marks and len(widths) > 1 else widths:
            for unsigned in (True,) if "u" in marks else (False,) if decimal else (False, True):
                if (found := Integer(value, bits, unsigned)).fits():
                    return found
        raise ValueError(f"{text} fits no integer type")

    def _unaryop(self, node: Any) -> Value:
        value = _number(self.visit(node.expr), node.op)
        if node.op == "!":
            return Integer(int(not python_value(value)), self.int_bits)
        if isinstance(value, float):
            if node.op not in "+-":
                raise ValueError(f"`{node.op}` needs an integer")
            return type(value)(-value) if node.op == "-" else value
        if node.op not in ("+", "-", "~"):
            raise ValueError(f"`{node.op}` is not worked out here")
        result = {"+": value.value, "-": -value.value, "~": ~value.value}[node.op]
        return _wrap(result, value.bits, value.unsigned)

    def _binaryop(self, node: Any) -> Value:
        left, right = _number(self.visit(node.left), node.op), _number(self.visit(node.right), node.op)
        a, b = python_value(left), python_value(right)
        if node.op in ("&&", "||"):
            return Integer(int(bool(a and b) if node.op == "&&" else bool(a or b)), self.int_bits)
        if isinstance(left, float) or isinstance(right, float):
            return self._floats(
                node.op, *(side if isinstance(side, float) else side.value for side in (left, right))
            )
        if node.op in ("<<", ">>"):
            return _shift(node.op, left, right)
        bits = max(left.bits, right.bits)
        unsigned = any(side.unsigned and side.bits == bits for side in (left, right))
        first, second = (_wrap(side.value, bits, unsigned).value for side in (left, right))
        if node.op in _COMPARE:
            return Integer(int(_COMPARE[node.op](first, second)), self.int_bits)
        return _wrap(_arithmetic(node.op, first, second), bits, unsigned)

    def _floats(self, op: str, left: Any, right: Any) -> Value:
        if isinstance(left, _Single) or isinstance(right, _Single):
            raise ValueError("arithmetic of `float` constants rounds differently in every compiler")
        if op in _COMPARE:
            return Integer(int(_COMPARE[op](left, right)), self.int_bits)
        if op == "/" and right:
            return float(left / right)
        if op not in ("+", "-", "*"):
            raise ValueError(f"`{op}` on floating-point numbers is not worked out here")
        return float(_BINARY[op](left, right))

    def _ternaryop(self, node: Any) -> Value:
        return self.visit(node.iftrue if python_value(self.visit(node.cond)) else node.iffalse)


def _number(value: Value, op: str) -> Integer | float:
    if isinstance(value, bytes):
        raise ValueError(f"`{op}` on a string is not a constant")
    return value


def _wrap(value: int, bits: int, unsigned: bool) -> Integer:
    if unsigned:
        return Integer(value % (1 << bits), bits, True)
    if not (result := Integer(value, bits)).fits():
        raise ValueError(f"{value} overflows a signed integer of {bits} bits, which C leaves undefined")
    return result


def _shift(op: str, left: Integer, right: Integer) -> Integer:
    if not 0 <= right.value < left.bits:
        raise ValueError(f"a shift by {right.value} of {left.bits} bits is undefined in C")
    value = left.value << right.value if op == "<<" else left.value >> right.value
    if op == "<<" and not left.unsigned and left.value >= 0:
        # `1 << 31` is what headers write for the sign bit, and every compiler takes it so.
        value = (value + (1 << left.bits - 1)) % (1 << left.bits) - (1 << left.bits - 1)
    return _wrap(value, left.bits, left.unsigned)


def _arithmetic(op: str, left: int, right: int) -> int:
    if op in _BINARY:
        return int(_BINARY[op](left, right))
    if op not in ("/", "%"):
        raise ValueError(f"`{op}` is not worked out here")
    if right == 0:
        raise ValueError("division by zero")
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient if op == "/" else left - quotient * right


_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|x([0-9a-fA-F]+)|(.))", re.S)
_NAMED = dict(zip(b"abfnrtv\\'\"?", b"\a\b\f\n\r\t\v\\'\"?", strict=True))


def _literal(text: str) -> bytes:
    """Return the bytes of a narrow string or character literal, without its quotes."""
    if text[:1] not in ('"', "'"):
        raise ValueError(f"the wide literal {text} is not a bytes constant")

    def unescape(match: re.Match[bytes]) -> bytes:
        octal, hexadecimal, named = match.groups()
        code = int(octal, 8) if octal else int(hexadecimal, 16) if hexadecimal else _NAMED.get(named[0], -1)
        if not 0 <= code < 256:
            raise ValueError(f"{text} holds an escape that is not a byte")
        return bytes([code])

    return _ESCAPE.sub(unescape, text[1:-1].encode())


def _character(text: str) -> int:
    code = _literal(text)
    if len(code) != 1 or code[0] > 127:
        raise ValueError(f"{text} is not one plain character")
    return code[0]


class _Single(float):
    """A `float` of C, rounded; arithmetic with it is left to compilers."""


def _floating(text: str) -> float:
    hexadecimal = text.lower().startswith("0x")
    if text[-1] in "lL":
        raise ValueError(f"{text} is a long double")
    single = text[-1] in "fF" and (not hexadecimal or "p" in text.lower())
    digits = text[:-1] if single else text
    value = float.fromhex(digits) if hexadecimal else float(digits)
    return _Single(struct.unpack("f", struct.pack("f", value))[0]) if single else value
