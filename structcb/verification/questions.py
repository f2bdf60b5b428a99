"""The questions as a C program: each line prints one fact, as the compiler sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..layouts import Array, Enum, Layout, Pointer, Prototype, Table, base_of
from ..parsing import Declarations
from ..parsing.emission import UnspellableError
from ..parsing.spellings import place_of, type_of
from .facts import Question, called, kind_of, prototypes_of
from .spellings import CSpeller

__all__ = ["Asked", "program", "questions"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the statement that prints the answer, and, for a yes-or-no question, what yes means."""

    question: Question
    statement: str
    yes: str = ""


def questions(declarations: Declarations, left_out: dict[str, str]) -> Iterator[Asked]:
    """Yield the questions; what C has no words for is noted with the reason."""
    table = declarations.structs
    for name, layout in table.items():
        if spelling := type_of(name, table):
            yield from about_struct(name, spelling, layout, table)
        else:
            left_out[name] = "C has no name for it"
    for name, enum in declarations.named_enums.items():
        yield from about_enum(name, enum)
    speller = CSpeller(table)
    for name, prototype in prototypes_of(declarations).items():
        try:
            yield about_prototype(name, prototype, declarations, speller)
        except UnspellableError as error:
            left_out[name] = str(error)


def program(text: str, asked: list[Asked]) -> tuple[str, int]:
    """Return the program, and the line of its first question."""
    members = {entry.question[0].rpartition(".")[2] for entry in asked if "." in entry.question[0]}
    # A macro of a member's name, or of main's, would spoil the questions.
    lines = [text, *(f"#undef {name}" for name in sorted({"main", *members}) if name.isidentifier())]
    lines.append("int main(void) {")
    first = "\n".join(lines).count("\n") + 2
    body = [f'__builtin_printf("{number} "); {entry.statement}' for number, entry in enumerate(asked)]
    return "\n".join([*lines, *body, "return 0; }", ""]), first


def about_struct(name: str, spelling: str, layout: Layout, table: Table) -> Iterator[Asked]:
    """Yield the questions about a struct and its members."""
    yield Asked((name, "size"), number(f"sizeof({spelling})"))
    yield Asked((name, "alignment"), number(f"_Alignof({spelling})"))
    for member, field in layout.members:
        path = f"{name}.{member}"
        if field.bits is not None:
            yield Asked((path, "mask"), mask(spelling, member))
            if kind_of(field.type):
                yield Asked((path, "kind"), kind_of_bits(spelling, member))
        else:
            yield Asked((path, "offset"), number(f"__builtin_offsetof({spelling}, {member})"))
            if not (isinstance(field.type, Array) and field.type.length is None):
                yield Asked((path, "size"), number(f"sizeof((({spelling} *)0)->{member})"))
            if kind_of(base_of(field.type)):
                yield Asked((path, "kind"), kind(f"__typeof__({place_of(name, member, table)})"))


def about_enum(name: str, enum: Enum) -> Iterator[Asked]:
    """Yield the questions about an enumeration."""
    yield Asked((name, "size"), number(f"sizeof({name})"))
    yield Asked((name, "kind"), kind(name))
    for member, _ in enum.members:
        yield Asked((f"{name}.{member}", "value"), integer(member))


def about_prototype(name: str, prototype: Prototype, declarations: Declarations, speller: CSpeller) -> Asked:
    """Ask whether C gives a function the type that we do, which says more than how it is called."""
    table = declarations.structs
    owner, _, member = name.rpartition(".")
    if owner:
        theirs = f"*{place_of(owner, member, table)}"
    elif name in declarations.functions:
        theirs = name
    else:
        theirs = f"*({name}{'' if isinstance(declarations.typedefs[name], Pointer) else ' *'})0"
    # Functions and not pointers to them: `noreturn` and the like are part of what a pointer points at.
    same = f"__builtin_types_compatible_p(__typeof__({theirs}), {speller.declare(prototype)})"
    return Asked((name, "prototype"), f'__builtin_printf("%d\\n", {same});', called(prototype, table))


def number(expression: str) -> str:
    """Return the statement that prints a size."""
    return f'__builtin_printf("%llu\\n", (unsigned long long)({expression}));'


def integer(expression: str) -> str:
    """Return the statement that prints an integer of either sign and any width."""
    signed, unsigned = f"(long long)({expression})", f"(unsigned long long)({expression})"
    return f'__builtin_printf(({expression}) < 0 ? "%lld\\n" : "%llu\\n", ({expression}) < 0 ? {signed} : {unsigned});'


def kind(spelling: str) -> str:
    """Return the statement that prints what kind of number a type is: only a float holds 0.5, only `_Bool` rounds up."""
    half, negative = f"({spelling})0.5", f"({spelling})-1 < 0"
    return f'__builtin_printf("%s\\n", {half} == 0.5 ? "float" : {half} == 1 ? "bool" : {negative} ? "signed" : "unsigned");'


def mask(spelling: str, member: str) -> str:
    """Return the statement that prints the bytes which are not zero when only this bit-field is set to all ones."""
    return (
        f"{{ static {spelling} x = {{ .{member} = -1 }}; const unsigned char *p = (const unsigned char *)&x; "
        'for (unsigned long i = 0; i < sizeof x; i++) if (p[i]) __builtin_printf("%lu=%x ", i, p[i]); '
        '__builtin_printf("\\n"); }'
    )


def kind_of_bits(spelling: str, member: str) -> str:
    """Return the statement that prints what kind of number a bit-field is; it has no type to ask for."""
    return (
        f"{{ static {spelling} x = {{ .{member} = -1 }}, y = {{ .{member} = 2 }}; "
        f'__builtin_printf("%s\\n", x.{member} < 0 ? "signed" : y.{member} == 1 ? "bool" : "unsigned"); }}'
    )
