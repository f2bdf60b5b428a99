"""A star catalogue sorted, searched and walked by the C library, with compiled functions of typed structs."""

import tempfile
from pathlib import Path

import numpy as np

import structcb
from structcb.consumers import libc

h = structcb.parse("""
    typedef struct {
        int number;
        double position[3], magnitude;
    } star;
    typedef struct {
        double eye[3];      /* where we look from */
        long ncalls;
    } observer;
    typedef struct { long files, deepest; } walk;
""")


@libc.comparator(h, "star", user_data="observer")
def by_distance(a, b, p):
    p.ncalls += 1
    one = two = 0.0
    for i in range(3):
        one += (a.position[i] - p.eye[i]) ** 2
        two += (b.position[i] - p.eye[i]) ** 2
    return int(one > two) - int(one < two)


@libc.comparator(h, "star")
def by_magnitude(a, b):
    return int(a.magnitude > b.magnitude) - int(a.magnitude < b.magnitude)


rng = np.random.default_rng(5)
count = 20_000
stars = h.struct("star").array(
    count, number=np.arange(count), position=rng.normal(size=(count, 3)), magnitude=rng.normal(size=count)
)
observer = h.new("observer", eye=[1.0, 0.0, 0.0])
distance = np.linalg.norm(stars.position - [1, 0, 0], axis=1)

libc.sort(stars, by_distance, observer)
print(f"sorted by distance with {observer.ncalls} comparisons; the nearest is {stars[0].number}")
np.testing.assert_array_equal(stars.number, np.argsort(distance))

libc.sort(stars, by_magnitude)
wanted = h.new("star", magnitude=stars[123].magnitude)
assert libc.search(wanted, stars, by_magnitude) == 123

found, is_file = h.new("walk"), structcb.load("libc/search").constants.FTW_F


@libc.entry_visitor(h)
def visit(path, status, kind, level):
    found.files += kind == is_file
    found.deepest = max(found.deepest, level)
    return 0


with tempfile.TemporaryDirectory() as folder:
    (Path(folder) / "north" / "near").mkdir(parents=True)
    for name in ("north/vega", "north/near/barnard", "sirius"):
        (Path(folder) / name).touch()
    libc.walk(folder, visit)
print(f"{found.files} files, {found.deepest} levels")
assert (found.files, found.deepest) == (3, 3)
