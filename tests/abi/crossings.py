"""Calls across the border, without numba: an LLVM function made from a call shape on one side, C on the other.

For each prototype there are two LLVM functions. `callee` keeps what C passed and returns what it was told to;
`caller` passes what it was told to and keeps what C returned. The C program checks every number, both ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from llvmlite import binding as ll
from llvmlite import ir

from structcb.compiler.abi import CallShape, convention_of
from structcb.compiler.abi.passing import copy
from structcb.compiler.abi.scalars import is_aggregate
from structcb.layouts import CType, Prototype, Table, resolve, size_of
from tests.abi.random_prototypes import PREAMBLE, Case, Object, literal
from tests.abi.targets import Target

__all__ = ["SPACING", "driver_text", "emit"]

# No argument takes more, alignment included; twelve fit into a buffer.
SPACING = 256
BYTE, WORD = ir.IntType(8), ir.IntType(64)
BYTES = BYTE.as_pointer()


def emit(target: Target, cases: Sequence[Case], prototypes: Mapping[str, Prototype], table: Table) -> bytes:
    """Return the object file with both functions of every case."""
    module = ir.Module()
    module.triple = target.triple
    convention = convention_of(target.triple)
    for case in cases:
        prototype = prototypes[f"f{case.number}"]
        result = resolve(prototype.result, table)
        parameters = [resolve(parameter.type, table) for parameter in prototype.parameters]
        shape = convention(result, parameters)
        add_callee(module, case.number, shape, result, parameters)
        add_caller(module, case.number, shape, result, parameters)
    parsed = ll.parse_assembly(str(module))
    parsed.verify()
    return bytes(target.machine().emit_object(parsed))


def buffer(module: ir.Module, name: str) -> ir.GlobalVariable:
    """Return C's buffer of that name."""
    return module.globals.get(name) or ir.GlobalVariable(module, ir.ArrayType(BYTE, 1 << 12), name)


def place(builder: ir.IRBuilder, name: str, number: int = 0) -> ir.Value:
    """Return where a value lies in a buffer."""
    base = builder.bitcast(buffer(builder.module, name), BYTES)
    return builder.gep(base, [WORD(SPACING * number)])


def keep(builder: ir.IRBuilder, ctype: CType, value: ir.Value, where: ir.Value) -> None:
    """Store a value, or copy an aggregate."""
    if is_aggregate(ctype):
        copy(builder, where, value, size_of(ctype))
    else:
        builder.store(value, builder.bitcast(where, value.type.as_pointer()))


def fetch(builder: ir.IRBuilder, ctype: CType, where: ir.Value, llvm_type: ir.Type) -> ir.Value:
    """Load a scalar, or return the address of an aggregate."""
    return where if is_aggregate(ctype) else builder.load(builder.bitcast(where, llvm_type.as_pointer()))


def add_callee(
    module: ir.Module, number: int, shape: CallShape, result: CType, parameters: Sequence[CType]
) -> None:
    """Add the function that C calls."""
    function = ir.Function(module, shape.function_type, f"callee{number}")
    shape.mark(function)
    builder = ir.IRBuilder(function.append_basic_block())
    for i, (ctype, value) in enumerate(zip(parameters, shape.receive(builder, function), strict=True)):
        keep(builder, ctype, value, place(builder, "got", i))
    if size_of(result) == 0:
        shape.give_back(builder, function, None)
        return
    llvm_type = getattr(shape.result, "type", None)
    shape.give_back(builder, function, fetch(builder, result, place(builder, "give"), llvm_type))


def add_caller(
    module: ir.Module, number: int, shape: CallShape, result: CType, parameters: Sequence[CType]
) -> None:
    """Add the function that calls C."""
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [BYTES]), f"caller{number}")
    builder = ir.IRBuilder(function.append_basic_block())
    values = [
        fetch(builder, ctype, place(builder, "send", i), getattr(passing, "type", None))
        for i, (ctype, passing) in enumerate(zip(parameters, shape.parameters, strict=True))
    ]
    callee = builder.bitcast(function.args[0], shape.function_type.as_pointer())
    value = shape.call(builder, callee, values)
    if value is not None and size_of(result):
        keep(builder, result, value, place(builder, "back"))
    builder.ret_void()


def driver_text(cases: Sequence[Case], table: Table) -> str:
    """Return the C program that checks every number of every case, and says so at the end."""
    parts = [
        "#include <stdio.h>\n#include <string.h>\n#include <stddef.h>\n",
        PREAMBLE,
        "_Alignas(64) unsigned char got[4096], give[4096], send[4096], back[4096]; static int here;\n",
        '#define CHECK(what, is, wanted) if (!((is) == (wanted))) printf("case %d: " what "\\n", here)\n',
    ]
    parts += [case_text(case, table) for case in cases]
    calls = "".join(f"    here = {case.number}; run{case.number}();\n" for case in cases)
    parts.append(f'int main(void) {{\n{calls}    printf("checked {len(cases)}\\n");\n    return 0;\n}}\n')
    return "".join(parts)


def case_text(case: Case, table: Table) -> str:
    """Return the C code of one case."""
    k = case.number
    names = [f"a{i}" for i in range(len(case.parameters))]
    formal = ", ".join(f"{p.type.spelling} {n}" for p, n in zip(case.parameters, names, strict=True))
    checks = "".join(check(p, n, "C got") for p, n in zip(case.parameters, names, strict=True))
    make_result = f"{fill(case.result, 'r')} return r;" if case.result else ""
    returned = case.result.type.spelling if case.result else "void"
    lines = [
        case.declarations,
        "".join(layout_asserts(struct.spelling, table) for struct in case.structs),
        f"extern f{k} callee{k}; void caller{k}(f{k} *);\n",
        f"static {returned} target{k}({formal or 'void'}) {{ {checks} {make_result} }}\n",
        f"static void run{k}(void) {{\n",
        *(f"    {fill(p, n)}\n" for p, n in zip(case.parameters, names, strict=True)),
        *(f"    memcpy(send + {SPACING * i}, &{n}, sizeof {n});\n" for i, n in enumerate(names)),
        *call_text(case, ", ".join(names)),
        *(
            received(p, f"got + {SPACING * i}", f"callee: argument {i}")
            for i, p in enumerate(case.parameters)
        ),
        f"    memset(back, 0x55, sizeof back); caller{k}(target{k});\n",
        received(case.result, "back", "caller: result") if case.result else "",
        "}\n",
    ]
    return "".join(lines)


def call_text(case: Case, arguments: str) -> list[str]:
    """Return the code that calls the LLVM function and checks its result."""
    clear = "    memset(got, 0x55, sizeof got);\n"
    if case.result is None:
        return [clear, f"    callee{case.number}({arguments});\n"]
    return [
        clear,
        f"    {fill(case.result, 'r')} memcpy(give, &r, sizeof r);\n",
        f"    {case.result.type.spelling} x = callee{case.number}({arguments});\n",
        f"    {check(case.result, 'x', 'callee: result')}\n",
    ]


def fill(value: Object, name: str) -> str:
    """Return a variable with a value for every number, and noise in between."""
    stores = "".join(
        f" {name}{leaf.path} = {literal(leaf, number)};"
        for leaf, number in zip(value.type.leaves, value.values, strict=True)
    )
    return f"{value.type.spelling} {name}; memset(&{name}, 0xAA, sizeof {name});{stores}"


def check(value: Object, name: str, what: str) -> str:
    """Return the comparison of every number in a variable."""
    return "".join(
        f'CHECK("{what}{leaf.path}", {name}{leaf.path}, {literal(leaf, number)});'
        for leaf, number in zip(value.type.leaves, value.values, strict=True)
    )


def received(value: Object, where: str, what: str) -> str:
    """Return the comparison of every number in a buffer."""
    spelling = value.type.spelling
    return f"    {{ {spelling} x; memcpy(&x, {where}, sizeof x); {check(value, 'x', what)} }}\n"


def layout_asserts(name: str, table: Table) -> str:
    """Return C's word that a struct lies in memory as structcb believes."""
    layout = table[name]
    offsets = [
        f"offsetof({name}, {field_name}) == {field.offset}"
        for field_name, field in layout.members
        if field.bits is None
    ]
    facts = [f"sizeof({name}) == {layout.size}", f"_Alignof({name}) == {layout.align}", *offsets]
    return "".join(f'_Static_assert({fact}, "{name}");\n' for fact in facts)
