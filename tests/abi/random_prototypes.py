"""Random C prototypes: structs of every shape, by value, in and out, with a value for every number in them.

A path such as `.f1[2].x` reads the same in C and in Python, so that one description serves both sides.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["PREAMBLE", "Case", "Leaf", "Number", "Object", "Type", "literal", "random_cases", "random_value"]

Number: TypeAlias = "bool | int | float | complex"

PREAMBLE = "enum color { RED, GREEN = 7 };\nenum sign { MINUS = -1, PLUS = 1 };\n"
BYTES = {
    "_Bool": 1,
    "char": 1,
    "signed char": 1,
    "unsigned char": 1,
    "short": 2,
    "unsigned short": 2,
    "int": 4,
    "unsigned int": 4,
    "long long": 8,
    "unsigned long long": 8,
    "enum color": 4,
    "enum sign": 4,
    "float": 4,
    "double": 8,
    "float _Complex": 8,
    "double _Complex": 16,
    "void *": 8,
}
POOLS = (
    tuple(BYTES),
    tuple(BYTES),
    ("float",),
    ("double",),
    ("float", "double"),
    ("int", "float"),
    ("float", "float _Complex", "double"),
    ("char", "short", "_Bool", "unsigned char"),
    ("long long", "double", "void *"),
)
BIT_TYPES = ("int", "unsigned int", "_Bool", "long long", "unsigned char")


@dataclass(frozen=True)
class Leaf:
    """A number inside an object: where it is, its C type and, for a bit-field, its width."""

    path: str
    type: str
    width_bits: int | None = None


@dataclass(frozen=True)
class Type:
    """A C type: how it is spelled, the text that defines it, and the numbers in it (one member of each union)."""

    spelling: str
    leaves: tuple[Leaf, ...]
    definition: str = ""
    nbytes: int = 0


@dataclass(frozen=True)
class Object:
    """A type and a value for each of its numbers."""

    type: Type
    values: tuple[Number, ...]


@dataclass(frozen=True)
class Case:
    """A prototype with the values that travel through it; `result` is None for `void`."""

    number: int
    structs: tuple[Type, ...]
    parameters: tuple[Object, ...]
    result: Object | None

    @property
    def typedef(self) -> str:
        """The C function type `fN`."""
        result = self.result.type.spelling if self.result else "void"
        parameters = ", ".join(p.type.spelling for p in self.parameters) or "void"
        return f"typedef {result} f{self.number}({parameters});\n"

    @property
    def declarations(self) -> str:
        """Everything that the prototype needs, and its typedef."""
        return "".join(struct.definition for struct in self.structs) + self.typedef


def random_cases(seed: int, count: int) -> list[Case]:
    """Return `count` random prototypes, the same for the same seed."""
    return [random_case(random.Random(f"{seed}:{number}"), number) for number in range(count)]


def random_case(rng: random.Random, number: int) -> Case:
    """Return one random prototype with one to three structs of its own."""
    structs: list[Type] = []
    for i in range(rng.choice((1, 2, 3))):
        structs.append(random_struct(rng, f"s{number}_{i}", structs))
    count = rng.choice((1, 1, 2, 3, 4, 6, 9, 12))
    parameters = [random_type(rng, structs, 0.5) for _ in range(count)]
    result = None if rng.random() < 0.05 else random_type(rng, structs, 0.75)
    return Case(
        number,
        tuple(structs),
        tuple(random_object(rng, ctype) for ctype in parameters),
        None if result is None else random_object(rng, result),
    )


def random_type(rng: random.Random, structs: list[Type], struct_share: float) -> Type:
    """Return a struct or a scalar."""
    if rng.random() < struct_share:
        return rng.choice(structs)
    spelling = rng.choice(list(BYTES))
    return Type(spelling, (Leaf("", spelling),), nbytes=BYTES[spelling])


def random_struct(rng: random.Random, name: str, earlier: list[Type]) -> Type:
    """Return a struct of about 1 to 40 bytes, sometimes packed, sometimes over-aligned."""
    budget, pool = rng.choice((3, 8, 12, 16, 16, 16, 24, 40)), rng.choice(POOLS)
    lines: list[str] = []
    leaves: list[Leaf] = []
    used = 0
    only_bits = rng.random() < 0.07
    while used < budget and (not lines or rng.random() < 0.85):
        text, found, nbytes = random_member(rng, f"m{len(lines)}", pool, earlier, only_bits=only_bits)
        if lines and used + nbytes > 40:
            break
        lines.append(text)
        leaves += found
        used += nbytes
    if rng.random() < 0.08 and ":" not in lines[0] and not lines[0].startswith("union"):
        lines[0] = f"_Alignas(16) {lines[0]}"
    body = f"typedef struct {{ {' '.join(lines)} }} {name};\n"
    if rng.random() < 0.12 and "_Alignas" not in body:
        body = f"#pragma pack(push, {rng.choice((1, 1, 2, 4))})\n{body}#pragma pack(pop)\n"
    return Type(name, tuple(leaves), body, used)


def random_member(
    rng: random.Random, name: str, pool: tuple[str, ...], earlier: list[Type], *, only_bits: bool
) -> tuple[str, list[Leaf], int]:
    """Return the text of one member, its numbers, and about how many bytes it takes."""
    kind = rng.random()
    if only_bits or kind < 0.10:
        ctype = rng.choice(BIT_TYPES)
        width = rng.randint(1, 1 if ctype == "_Bool" else 8 * BYTES[ctype])
        return f"{ctype} {name}:{width};", [Leaf(f".{name}", ctype, width)], (width + 7) // 8
    if kind < 0.18 and earlier:
        inner = rng.choice(earlier)
        return (
            f"{inner.spelling} {name};",
            [Leaf(f".{name}{x.path}", x.type, x.width_bits) for x in inner.leaves],
            inner.nbytes,
        )
    if kind < 0.26:
        return random_union(rng, name, pool)
    ctype = rng.choice(pool)
    if kind < 0.40:
        n = rng.randint(1, 3)
        return f"{ctype} {name}[{n}];", [Leaf(f".{name}[{i}]", ctype) for i in range(n)], n * BYTES[ctype]
    return f"{ctype} {name};", [Leaf(f".{name}", ctype)], BYTES[ctype]


def random_union(rng: random.Random, name: str, pool: tuple[str, ...]) -> tuple[str, list[Leaf], int]:
    """Return a union of two or three scalars or arrays, named or anonymous; one of them holds the value."""
    members = [
        (f"{name}{tag}", rng.choice(pool), rng.choice((0, 0, 2))) for tag in "abc"[: rng.randint(2, 3)]
    ]
    text = " ".join(f"{t} {n}{f'[{k}]' if k else ''};" for n, t, k in members)
    anonymous = rng.random() < 0.4
    chosen, ctype, length = rng.choice(members)
    path = f".{chosen}" if anonymous else f".{name}.{chosen}"
    leaves = [Leaf(f"{path}[{i}]", ctype) for i in range(length)] if length else [Leaf(path, ctype)]
    nbytes = max(BYTES[t] * max(1, k) for _, t, k in members)
    return f"union {{ {text} }}{'' if anonymous else f' {name}'};", leaves, nbytes


def random_object(rng: random.Random, ctype: Type) -> Object:
    """Return a type with a random value for each of its numbers."""
    return Object(ctype, tuple(random_value(rng, leaf) for leaf in ctype.leaves))


def random_value(rng: random.Random, leaf: Leaf) -> Number:
    """Return a value that the type holds exactly, often at the edge of its range."""
    match leaf.type:
        case "_Bool":
            return rng.random() < 0.5
        case "float" | "double":
            return rng.randint(-1000, 1000) / 8
        case "float _Complex" | "double _Complex":
            return complex(rng.randint(-1000, 1000) / 8, rng.randint(-1000, 1000) / 8)
        case "enum color":
            return rng.choice((0, 7))
        case "enum sign":
            return rng.choice((-1, 1))
        case "void *":
            return rng.randint(1, 2**47)
        case "char":
            return rng.randint(0, 127)
    bits = leaf.width_bits or 8 * BYTES[leaf.type]
    low, high = (0, 2**bits - 1) if "unsigned" in leaf.type else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return rng.choice((low, high, rng.randint(low, high)))


def literal(leaf: Leaf, value: Number) -> str:
    """Return a value as C writes it."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, complex):
        return f"({value.real!r} + {value.imag!r} * 1.0i)"
    if isinstance(value, float):
        return repr(value)
    if leaf.type == "void *":
        return f"(void *){value}ULL"
    if "unsigned" in leaf.type:
        return f"{value}ULL"
    return f"({value + 1}LL - 1)"
