"""Random prototypes as whole callbacks: the C text that calls one, and the Python text of its body.

The context carries everything that the two sides tell each other. The body writes what it saw into it, calls C back
through a function pointer with its own arguments, writes what came back, and returns a struct made from `give`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.abi.crossings import check, fill
from tests.abi.random_prototypes import PREAMBLE, Case, Leaf, Object

__all__ = ["c_text", "header_text", "python_text"]

LOG = (
    "char log_text[1 << 16]; static int at, here;\n"
    "#define CHECK(what, is, wanted) if (!((is) == (wanted)) && at < 65000) "
    'at += snprintf(log_text + at, 400, "case %d: " what "\\n", here)\n'
)


def header_text(cases: Sequence[Case]) -> str:
    """Return the declarations: the structs, a context for each case, the function types."""
    return PREAMBLE + "".join(declarations(case) for case in cases)


def declarations(case: Case) -> str:
    """Return what one case declares."""
    k = case.number
    result = case.result.type.spelling if case.result else "void"
    seen = [f"{p.type.spelling} seen{i};" for i, p in enumerate(case.parameters)]
    results = [f"{result} give; {result} back;"] if case.result else []
    return (
        "".join(struct.definition for struct in case.structs)
        + f"typedef struct c{k} c{k};\n"
        + f"typedef {result} f{k}({', '.join(formal(case))});\n"
        + f"struct c{k} {{ f{k} *again; {' '.join([*seen, *results])} }};\n"
    )


def formal(case: Case) -> list[str]:
    """Return the parameters, the context somewhere among them."""
    found = [f"{p.type.spelling} a{i}" for i, p in enumerate(case.parameters)]
    found.insert(context_place(case), f"c{case.number} *c")
    return found


def context_place(case: Case) -> int:
    """Return where the context stands."""
    return case.number % (len(case.parameters) + 1)


def actual(case: Case) -> str:
    """Return the arguments."""
    names = [f"a{i}" for i in range(len(case.parameters))]
    names.insert(context_place(case), "c")
    return ", ".join(names)


def c_text(cases: Sequence[Case]) -> str:
    """Return the C library: `runN(callback)` checks every number of case N."""
    parts = ["#include <stdio.h>\n#include <string.h>\n", header_text(cases), LOG]
    return "".join(parts + [case_text(case) for case in cases])


def case_text(case: Case) -> str:
    """Return the C code of one case."""
    k = case.number
    inside = "".join(check(p, f"a{i}", f"C got {i}") for i, p in enumerate(case.parameters))
    give = f"{fill(case.result, 'r')} return r;" if case.result else ""
    returned = case.result.type.spelling if case.result else "void"
    lines = [
        f"static {returned} target{k}({', '.join(formal(case))}) {{ {inside} {give} }}\n",
        f"void run{k}(f{k} *callback) {{ here = {k}; c{k} context, *c = &context; memset(c, 0x77, sizeof *c);\n",
        f"    c->again = target{k};\n",
        *(f"    {fill(p, f'a{i}')}\n" for i, p in enumerate(case.parameters)),
        *([f"    {fill(case.result, 'g')} c->give = g; "] if case.result else []),
        f"    {f'{returned} x = ' if case.result else ''}callback({actual(case)});\n",
        *(f"    {check(p, f'c->seen{i}', f'Python saw {i}')}\n" for i, p in enumerate(case.parameters)),
    ]
    if case.result:
        lines += [check(case.result, "x", "Python gave"), check(case.result, "c->back", "Python got back")]
    return "".join([*lines, "\n}\n"])


def python_text(cases: Sequence[Case]) -> str:
    """Return a Python module with one function for each case."""
    return "\n\n".join(body_text(case) for case in cases)


def body_text(case: Case) -> str:
    """Return the body of one callback."""
    lines = [
        line for i, p in enumerate(case.parameters) for line in copies(p.type.leaves, f"a{i}", f"c.seen{i}")
    ]
    call = f"c.again({actual(case)})"
    if case.result is None:
        lines += [call]
    else:
        lines += [f"back = {call}", *copies(case.result.type.leaves, "back", "c.back")]
        lines += [f"return {returned(case.result, case.number)}"]
    return f"def f{case.number}({actual(case)}):\n" + "".join(f"    {line}\n" for line in lines)


def copies(leaves: Sequence[Leaf], source: str, target: str) -> list[str]:
    """Return the assignments of every number."""
    return [f"{target}{leaf.path} = {source}{leaf.path}" for leaf in leaves]


def returned(result: Object, number: int) -> str:
    """Return the expression for the result: a number, the struct in the context, or one made by value."""
    if not result.type.definition or number % 3 == 0:
        return "c.give"
    names = dict.fromkeys(leaf.path[1:].partition(".")[0].partition("[")[0] for leaf in result.type.leaves)
    return f"{result.type.spelling}.value({', '.join(f'{name}=c.give.{name}' for name in names)})"
