"""A knapsack in HiGHS, whose progress a callback writes into a C struct until the solution is good enough."""

import numpy as np

import structcb
from structcb.consumers import highs

h = structcb.parse("""
    typedef struct {
        double good_enough;     /* stop at this gap between the bounds */
        double best;            /* the best value so far */
        long improvements;
    } progress;
""")
IMPROVING, INTERRUPT = 4, 6


@highs.callback(h, user_data="progress")
def watch(kind, data, p):
    if kind == IMPROVING:
        p.improvements += 1
        p.best = -data.objective_function_value
    return kind == INTERRUPT and data.mip_gap < p.good_enough


values = np.array([60.0, 100.0, 120.0, 30.0, 75.0])
weights = np.array([[10.0, 20.0, 30.0, 5.0, 15.0]])
state = h.new("progress")
result = highs.milp(-values, watch, state, integrality=1, bounds=(0, 1), constraints=(weights, -np.inf, 50.0))
print(f"taken: {np.flatnonzero(result.x > 0.5)}, value {-result.fun:.0f}, {state.improvements} improvements")

# All 32 choices, tried one by one.
choices = (np.arange(32)[:, None] >> np.arange(5)) & 1
best = max(choice @ values for choice in choices if weights[0] @ choice <= 50)
assert result.success
assert abs(-result.fun - best) < 1e-9
