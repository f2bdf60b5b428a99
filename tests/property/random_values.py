"""Random structs whose every field has a value before and another after, in the spelling of C and of Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

__all__ = ["Leaf", "RandomStruct", "random_struct"]

INTEGERS = {
    "char": (-128, 127),
    "signed char": (-128, 127),
    "unsigned char": (0, 255),
    "short": (-(2**15), 2**15 - 1),
    "unsigned short": (0, 2**16 - 1),
    "int": (-(2**31), 2**31 - 1),
    "unsigned int": (0, 2**32 - 1),
    "long long": (-(2**63), 2**63 - 1),
    "unsigned long long": (0, 2**64 - 1),
    "_Bool": (0, 1),
    "enum hue": (-1, 7),
}
OTHERS = ["float", "double", "float _Complex", "double _Complex", "void *", "double *"]
HUES = [-1, 0, 7]
BITS = {
    "char": 8,
    "unsigned char": 8,
    "short": 16,
    "unsigned short": 16,
    "int": 32,
    "unsigned int": 32,
    "long long": 64,
    "unsigned long long": 64,
    "_Bool": 1,
}


@dataclass(frozen=True)
class Leaf:
    """One field or item: how C and Python reach it, and both of its values in both spellings."""

    c_path: str
    path: str
    before: tuple[str, str]
    after: tuple[str, str]
    is_pointer: bool = False

    @property
    def question(self) -> str:
        """Whether Python finds the value before."""
        return (
            f"({self.path} is None) == {self.before[1]}"
            if self.is_pointer
            else f"{self.path} == {self.before[1]}"
        )


@dataclass(frozen=True)
class RandomStruct:
    """A declaration, and all that can be read and written in it at once (one member of each union)."""

    name: str
    declaration: str
    leaves: tuple[Leaf, ...]


@dataclass
class Writer:
    """Writes declarations and collects leaves; `count` numbers the fields."""

    random: Random
    count: int = 0

    def body(self, c_path: str, path: str, depth: int) -> tuple[str, list[Leaf]]:
        """Return the members of a struct."""
        members = [self.member(c_path, path, depth) for _ in range(self.random.randint(1, 5))]
        return " ".join(text for text, _ in members), [leaf for _, found in members for leaf in found]

    def member(self, c_path: str, path: str, depth: int) -> tuple[str, list[Leaf]]:
        """Return one member: a bit-field, a struct, a union, an array or a number."""
        self.count += 1
        name, chance = f"f{self.count}", self.random.random()
        if chance < 0.3:
            return self.bit_field(name, c_path, path)
        if chance < 0.5 and depth < 2:
            return self.inner(name, c_path, path, depth)
        dims = [self.random.randint(1, 3) for _ in range(self.random.choice([0, 0, 0, 1, 1, 2]))]
        ctype = self.random.choice([*INTEGERS, *OTHERS])
        places = list(indices(dims))
        chosen = self.random.sample(places, min(len(places), 3))
        leaves = [self.leaf(ctype, f"{c_path}.{name}{c}", f"{path}.{name}{python}") for c, python in chosen]
        return f"{ctype} {name}{''.join(f'[{n}]' for n in dims)};", leaves

    def inner(self, name: str, c_path: str, path: str, depth: int) -> tuple[str, list[Leaf]]:
        """Return a struct or a union as a member: named, anonymous, or in an array."""
        kind = self.random.choice(["struct", "struct", "union"])
        place = self.random.choice(["", name, f"{name}[2]"])
        shown = "" if not place else f".{name}{'[1]' if '[' in place else ''}"
        members = [
            self.member(f"{c_path}{shown}", f"{path}{shown}", depth + 1)
            for _ in range(self.random.randint(1, 3))
        ]
        text = f"{kind} {{ {' '.join(t for t, _ in members)} }} {place};"
        used = members if kind == "struct" else [self.random.choice(members)]
        return text, [leaf for _, found in used for leaf in found]

    def bit_field(self, name: str, c_path: str, path: str) -> tuple[str, list[Leaf]]:
        """Return a bit-field, perhaps with an unnamed one or a break before it."""
        ctype = self.random.choice(list(BITS))
        width = self.random.randint(1, BITS[ctype])
        low, high = (-(2 ** (width - 1)), 2 ** (width - 1) - 1)
        if INTEGERS[ctype][0] == 0:
            low, high = 0, 2**width - 1
        before = self.random.choice(["", "", "", "", "", "", "int : 0; ", "unsigned : 3; "])
        leaf = self.integer(f"{c_path}.{name}", f"{path}.{name}", low, high)
        return f"{before}{ctype} {name} : {width};", [leaf]

    def leaf(self, ctype: str, c_path: str, path: str) -> Leaf:
        """Return a leaf of any type but a bit-field."""
        if ctype == "enum hue":
            before, after = (str(self.random.choice(HUES)) for _ in range(2))
            return Leaf(c_path, path, (before, before), (after, after))
        if ctype in INTEGERS:
            return self.integer(c_path, path, *INTEGERS[ctype])
        if ctype.endswith("*"):
            null = self.random.random() < 0.5
            return Leaf(
                c_path, path, ("0" if null else "(void *)64", str(null)), ("0", "None"), is_pointer=True
            )
        return Leaf(c_path, path, self.number(ctype), self.number(ctype))

    def integer(self, c_path: str, path: str, low: int, high: int) -> Leaf:
        """Return a leaf that holds an integer; the ends of its range come often."""
        choices = [low, high, 0, self.random.randint(low, high)]
        before, after = (self.random.choice(choices) for _ in range(2))
        return Leaf(c_path, path, (spell(before), str(before)), (spell(after), str(after)))

    def number(self, ctype: str) -> tuple[str, str]:
        """Return a number that a float holds exactly, as C and as Python."""
        real, imaginary = (self.random.randint(-(2**20), 2**20) / 64 for _ in range(2))
        if "_Complex" in ctype:
            return f"({real} + {imaginary} * 1.0i)", f"complex({real}, {imaginary})"
        return str(real), str(real)


def spell(value: int) -> str:
    """Return an integer as C takes it."""
    if value == -(2**63):
        return f"({value + 1}ll - 1)"
    return f"{value}{'ull' if value >= 2**63 else 'll'}"


def indices(dims: list[int]) -> Iterator[tuple[str, str]]:
    """Yield every index into an array, as C and as Python spell it; nothing for a scalar."""
    if not dims:
        yield "", ""
    elif len(dims) == 1:
        yield from ((f"[{i}]", f"[{i}]") for i in range(dims[0]))
    else:
        yield from ((f"[{i}][{j}]", f"[{i}, {j}]") for i in range(dims[0]) for j in range(dims[1]))


def random_struct(seed: int) -> RandomStruct:
    """Return one random struct; every third is packed in some way."""
    writer = Writer(Random(seed))
    name = f"struct v{seed}"
    text, leaves = writer.body("", "p", 0)
    declaration = f"{name} {{ {text} int last; }};"
    last = writer.integer(".last", "p.last", *INTEGERS["int"])
    pack = writer.random.choice([0, 0, 0, 0, 1, 2, 4])
    if pack:
        declaration = f"#pragma pack(push, {pack})\n{declaration}\n#pragma pack(pop)"
    return RandomStruct(name, declaration, (*leaves, last))
