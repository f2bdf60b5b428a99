"""Plain declarations, as cffi takes them, with comments and `#define`s of constants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..errors import HeaderError
from ..facts import replace
from ..layouts import Pointer, Prototype
from .comments import Commented
from .constants import Integer, Value, evaluate, python_value
from .conversion import Conversion
from .declarations import CdefPart, Declarations
from .directives import Define, PlainText, expand, read_plain, words
from .ffi_types import FFI, cffi_errors, complaint_of, int_sizes
from .ffis import gather
from .refusals import STATIC
from .sources import line_of
from .syntax import Syntax, parse_expression, parse_syntax
from .telling import open_ffi, tell

__all__ = ["parse_plain", "parse_prototype", "plain_obstacle", "read_declarations"]

_NEEDS_COMPILER = (
    "needs a C compiler's reading, which plain declarations cannot have: "
    "`pip install structcb[headers]` (libclang) or a C compiler reads unmodified headers"
)


def parse_plain(text: str, filename: str) -> Declarations:
    """Parse declarations as cffi takes them; what it could misread is a HeaderError."""
    if found := plain_obstacle(text):
        line, what = found
        raise HeaderError(f"{what} {_NEEDS_COMPILER}", file=filename, line=line, text=line_of(text, line))
    return read_declarations(text, filename)


def plain_obstacle(text: str) -> tuple[int, str] | None:
    """Return the first line that cffi could only misread, and what stands there."""
    plain = read_plain(Commented(text).code)
    return plain.obstacle or _replaced_words(plain)


def read_declarations(text: str, filename: str, *, refused: Mapping[str, str] | None = None) -> Declarations:
    """Parse plain declarations in which there is no obstacle; `refused` structs are opaque, for the reason given."""
    from cffi import FFI

    source = Commented(text)
    plain = read_plain(source.code)
    macros = _Macros.read(plain, FFI())
    code = macros.put_into(plain)
    syntax = parse_syntax(source, plain.code, filename)
    ffi = _declare(code, filename, text)
    enumerators = _enumerators(ffi)
    if enumerators and macros.skipped:
        macros = _Macros.read(plain, ffi, enumerators)
    names: dict[str, Value] = {**macros.values, **enumerators}
    found = gather(Conversion(ffi, syntax, names, refused=refused or {}))
    return replace(
        found,
        constants={
            **_unnamed_constants(ffi, syntax),
            **{k: python_value(v) for k, v in macros.values.items()},
        },
        skipped={**dict.fromkeys(syntax.own_variables, STATIC), **macros.skipped, **found.skipped},
        cdef=(CdefPart(code),),
        source=text,
    )


def parse_prototype(text: str, declarations: Declarations) -> Prototype:
    """Parse one prototype, with or without names: `"double (double x, void *)"`.

    Types that the declarations know may appear in it.
    """
    ffi = open_ffi(declarations)
    code = Commented(text).code.strip().rstrip(";")
    syntax = _wrapped(code, "<prototype>", declarations)
    nodes = list(getattr(syntax.functions["structcb_wrapped"].type.args, "params", ()))
    try:
        ctype = ffi.typeof(f"void(*)({code}\n)").args
    except cffi_errors() as error:
        raise HeaderError(f"this is not a prototype that cffi can read: {error}", text=text) from None
    if len(ctype) != 1 or ctype[0].kind != "function" or len(nodes) != 1:
        raise HeaderError("one function prototype is wanted, such as `double (double, void *)`", text=text)
    pointer = Conversion(ffi, syntax).convert(ctype[0], nodes[0].type)
    assert isinstance(pointer, Pointer)
    assert isinstance(pointer.to, Prototype)
    return replace(pointer.to, name=nodes[0].name or "")


def _wrapped(code: str, filename: str, declarations: Declarations) -> Syntax:
    source = Commented("\n".join(part.text for part in declarations.cdef))
    before = read_plain(source.code).code
    try:
        return parse_syntax(Commented(""), f"{before}\nvoid structcb_wrapped({code}\n);", filename)
    except HeaderError as error:
        raise HeaderError(str(error.args[0]).partition(": ")[2], file=filename, text=code) from None


@dataclass(frozen=True)
class _Macros:
    """The constants among the macros, and why the others are none."""

    values: Mapping[str, Value]
    skipped: Mapping[str, str]

    @classmethod
    def read(cls, plain: PlainText, ffi: FFI, names: Mapping[str, Value] = MappingProxyType({})) -> _Macros:
        defines = {define.name: define for define in plain.defines}
        values: dict[str, Value] = {}
        skipped: dict[str, str] = {}
        for define in defines.values():
            try:
                values[define.name] = _constant(define, defines, ffi, names)
            except ValueError as error:
                skipped[define.name] = f"not a constant: {error}"
        return cls(values, skipped)

    def put_into(self, plain: PlainText) -> str:
        """Return the text for cffi: integer macros as `#define`s on their own lines, all others gone."""
        lines = plain.code.split("\n")
        for define in plain.defines:
            value = self.values.get(define.name)
            if isinstance(value, Integer):
                lines[define.line - 1] = f"#define {define.name} {value.value}"
        return "\n".join(lines)


def _constant(define: Define, defines: Mapping[str, Define], ffi: FFI, names: Mapping[str, Value]) -> Value:
    if define.call:
        raise ValueError("it takes arguments")
    if not define.body:
        raise ValueError("it has no value")
    return evaluate(parse_expression(expand(define.body, defines)), names, **int_sizes(ffi))


_ATOM = re.compile(r"[-+~]?\s*(?:[\w.]+|'(?:[^'\\]|\\.)+'|\"(?:[^\"\\]|\\.)*\")\s*")


def _replaced_words(plain: PlainText) -> tuple[int, str] | None:
    """Find a macro in use that cannot be given to cffi as the number that it stands for."""
    unsafe = {define.name for define in plain.defines if define.call or not _is_atom(define.body)}
    for match in words(plain.code) if unsafe else ():
        if match[0] in unsafe:
            return plain.code.count("\n", 0, match.start()) + 1, f"the macro `{match[0]}`"
    return None


def _is_atom(body: str) -> bool:
    """Tell whether a body means the same wherever it is put: one value, or all of it in parentheses."""
    if _ATOM.fullmatch(body):
        return bool(re.match(r"[-+~\s]*[\d.'\"]", body))
    depth = 0
    for index, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return index == len(body) - 1 and letter == ")"
    return False


def _declare(code: str, filename: str, text: str) -> FFI:
    """Give the text to cffi; its errors are told in the user's terms."""
    from cffi import FFI

    ffi = FFI()
    try:
        tell(ffi, (CdefPart(code),))
    except cffi_errors() as error:
        line = _line_of(error)
        message = f"cffi cannot read this: {complaint_of(error)}"
        raise HeaderError(message, file=filename, line=line, text=line_of(text, line)) from None
    return ffi


def _line_of(error: Exception) -> int:
    match = re.search(r"(?:<cdef source string>|^|\s):(\d+):", str(error))
    node = error.args[1] if len(error.args) > 1 else None
    return int(match[1]) if match else getattr(getattr(node, "coord", None), "line", 0) or 0


def _enumerators(ffi: FFI) -> dict[str, Value]:
    """Return the integer constants that cffi knows, as C types them: `int` where that is wide enough."""
    sizes = list(int_sizes(ffi).values())
    found: dict[str, Value] = {}
    for name, value in ffi._parser._int_constants.items():
        fitting = [bits for bits in sizes if Integer(value, bits).fits()]
        found[name] = Integer(value, fitting[0]) if fitting else Integer(value, sizes[-1], True)
    return found


def _unnamed_constants(ffi: FFI, syntax: Syntax) -> dict[str, int]:
    """Return the constants of enumerations that have neither tag nor typedef."""
    values = ffi._parser._int_constants
    return {item.name: values[item.name] for enum in syntax.unnamed_enums for item in enum.values.enumerators}
