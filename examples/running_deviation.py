"""Standard deviations in SQL: an aggregate and window function whose groups are C structs that SQLite allocates."""

import math
import sqlite3
import statistics

import structcb
from structcb.consumers import sqlite

h = structcb.parse("""
    typedef struct { long n; double mean, m2; } welford;                    /* one for each group */
    typedef struct { double low, high; long nrejected; } limits;            /* one for the function */
""")


@sqlite.step(h, "welford", user_data="limits")
def enter(g, x: float, p):
    if not p.low <= x <= p.high:
        p.nrejected += 1
        return
    g.n += 1
    delta = x - g.mean
    g.mean += delta / g.n
    g.m2 += delta * (x - g.mean)


@sqlite.step(h, "welford", user_data="limits")
def leave(g, x: float, p):
    if not p.low <= x <= p.high:
        return
    g.n -= 1
    delta = x - g.mean
    g.mean = g.mean - delta / g.n if g.n else 0.0
    g.m2 -= delta * (x - g.mean)


@sqlite.final(h, "welford")
def deviation(g) -> float | None:
    if g.n < 2:
        return None
    return math.sqrt(max(0.0, g.m2) / (g.n - 1))


rows = [(i % 4, 20 + 5 * math.sin(i / 10) + (1000 if i == 333 else 0)) for i in range(1000)]
connection = sqlite3.connect(":memory:")
connection.execute("create table readings (sensor int, celsius real)")
connection.executemany("insert into readings values (?, ?)", rows)

state = h.new("limits", low=-50.0, high=60.0)
sqlite.create_window_function(connection, "deviation", enter, leave, deviation, state)

with structcb.guard(enter, leave, deviation):
    by_sensor = connection.execute(
        "select sensor, deviation(celsius) from readings group by sensor"
    ).fetchall()
    running = connection.execute("""
        select deviation(celsius) over (order by rowid rows between 9 preceding and current row) from readings
    """).fetchall()
for sensor, found in by_sensor:
    print(f"sensor {sensor}: {found:.6f} °C")
print(f"{state.nrejected} reading(s) rejected; over the last ten readings: {running[-1][0]:.6f} °C")

for sensor, found in by_sensor:
    assert math.isclose(found, statistics.stdev(c for s, c in rows if s == sensor and c < 60), rel_tol=1e-9)
assert math.isclose(running[-1][0], statistics.stdev(c for _, c in rows[-10:]), rel_tol=1e-6)
