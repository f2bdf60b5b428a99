"""Random structs of every kind that compilers disagree about: packed, aligned, bit-fields, anonymous members."""

from __future__ import annotations

from random import Random

__all__ = ["random_header"]

_SCALARS = """char|short|int|long|float|double|unsigned char|long double|void *|uint16_t|_Bool|float _Complex
|enum plain|small_t|const char *""".replace("\n", "").split("|")
_BIT_FIELDS = [
    ("int", 32),
    ("unsigned", 32),
    ("short", 16),
    ("char", 8),
    ("long", 64),
    ("_Bool", 1),
    ("unsigned long long", 64),
    ("enum plain", 2),
]
_START = """#include <stdint.h>
typedef enum { SMALL_A, SMALL_B } __attribute__((packed)) small_t;
enum plain { PLAIN_A = -1, PLAIN_B };
"""


class _Writer:
    def __init__(self, random: Random, bits: bool, names: list[str]) -> None:
        self.random, self.bits, self.names = random, bits, names

    def body(self, prefix: str = "", depth: int = 0) -> str:
        count = self.random.randint(1, 6)
        return " ".join(self._member(f"{prefix}f{n}", depth) for n in range(count))

    def _member(self, name: str, depth: int) -> str:
        choice, chance = self.random.choice, self.random.random
        if self.bits and chance() < 0.6:
            return self._bit_field(name)
        if depth < 2 and chance() < 0.15:
            inside = self.body(f"{name}_", depth + 1)
            return f"{choice(['struct', 'union'])} {{ {inside} }}{choice(['', '', f' {name}'])}{self._attribute()};"
        if self.names and chance() < 0.15:
            return f"struct {choice(self.names)} {name};"
        dimensions = "".join(f"[{self.random.randint(1, 4)}]" for _ in range(choice([0, 0, 0, 1, 2])))
        if chance() < 0.08:
            return f"int (*{name}{dimensions})(const void *a, double);"
        return f"{choice(_SCALARS)} {name}{dimensions}{self._attribute()};"

    def _bit_field(self, name: str) -> str:
        spelling, width = self.random.choice(_BIT_FIELDS)
        if self.random.random() < 0.1:
            return f"{spelling if spelling != '_Bool' else 'int'} : 0;"
        shown = name if self.random.random() < 0.9 else ""
        return f"{spelling} {shown} : {self.random.randint(1, width)};"

    def _attribute(self) -> str:
        if self.bits or self.random.random() > 0.15:
            return ""
        return self.random.choice(
            [" __attribute__((packed))"] + [f" __attribute__((aligned({n})))" for n in (1, 2, 4, 8, 16)]
        )

    def struct(self, name: str) -> str:
        text = f"struct {name} {{ {self.body()} int {name}_end; }}"
        chance = self.random.random()
        if chance < 0.2:
            return f"{text} __attribute__((packed));"
        if chance < 0.3 and not self.bits:
            return f"{text} __attribute__((aligned({self.random.choice([4, 8, 16])})));"
        if chance < 0.4 and not self.bits:
            return f"{text} __attribute__((packed, aligned({self.random.choice([2, 4, 8])})));"
        if chance < 0.55:
            return f"#pragma pack(push, {self.random.choice([1, 2, 4, 8])})\n{text};\n#pragma pack(pop)"
        return f"{text};"


def random_header(seed: int, count: int) -> str:
    """Return a header with `count` random structs, every other one with bit-fields."""
    random = Random(seed)
    names: list[str] = []
    lines = [_START]
    for index in range(count):
        lines.append(_Writer(random, bits=index % 2 == 0, names=names).struct(f"s{index}"))
        names.append(f"s{index}")
    return "\n".join(lines)
