"""A model as HiGHS takes it: arrays of doubles, and a matrix by its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Vector: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[np.int32]

__all__ = ["Model", "pose"]


@dataclass(frozen=True)
class Model:
    """A mixed-integer program; `starts`, `rows` and `values` are the matrix in compressed columns."""

    costs: Vector
    bounds: tuple[Vector, Vector]
    limits: tuple[Vector, Vector]
    starts: Ints
    rows: Ints
    values: Vector
    kinds: Ints

    @property
    def n(self) -> int:
        """How many variables there are."""
        return len(self.costs)

    @property
    def m(self) -> int:
        """How many constraints there are."""
        return len(self.limits[0])

    @property
    def doubles(self) -> Iterator[Vector]:
        """What HiGHS takes for each variable and each constraint, in its order."""
        yield from (self.costs, *self.bounds, *self.limits)


def pose(c: ArrayLike, integrality: ArrayLike, bounds: Any, constraints: Any) -> Model:
    """Return the model of what the user gave.

    Raises
    ------
    ValueError
        Shapes that do not fit.
    """
    import numpy as np

    costs = np.array(c, float, ndmin=1)
    if costs.ndim != 1 or not np.isfinite(costs).all():
        raise ValueError(f"`c` must be one finite cost for each variable, not {c!r}.")
    n = len(costs)
    least, largest = (bounds.lb, bounds.ub) if hasattr(bounds, "lb") else parts("bounds", bounds, 2)
    matrix, low, high = matrix_and_limits(constraints, n)
    return Model(
        costs,
        (filled("bounds[0]", least, n), filled("bounds[1]", largest, n)),
        (filled("constraints[1]", low, matrix.shape[0]), filled("constraints[2]", high, matrix.shape[0])),
        np.asarray(matrix.indptr, np.int32),
        np.asarray(matrix.indices, np.int32),
        np.asarray(matrix.data, float),
        checked_kinds(filled("integrality", integrality, n)),
    )


def matrix_and_limits(constraints: Any, n: int) -> tuple[Any, Any, Any]:
    """Return the matrix by its columns, and the limits of each row; nothing is made dense."""
    import numpy as np
    from scipy import sparse

    if constraints is None:
        return sparse.csc_array((0, n)), 0.0, 0.0
    if hasattr(constraints, "A"):
        constraints = (constraints.A, constraints.lb, constraints.ub)
    matrix, low, high = parts("constraints", constraints, 3)
    if not sparse.issparse(matrix):
        matrix = np.array(matrix, ndmin=2)
    if (
        matrix.dtype.kind not in "biuf"
        or not np.isfinite(matrix.data if sparse.issparse(matrix) else matrix).all()
    ):
        raise ValueError("`constraints[0]` must be a matrix of finite real numbers.")
    if matrix.ndim != 2 or matrix.shape[1] != n:
        raise ValueError(f"`constraints[0]` must be a matrix with {n} columns, not of shape {matrix.shape}.")
    columns = sparse.csc_array(matrix)
    if not columns.has_canonical_format:
        # HiGHS takes no place twice; what the user holds stays as it is.
        columns = columns.copy()
        columns.sum_duplicates()
    return columns, low, high


def parts(name: str, given: Any, count: int) -> Any:
    """Return the items of a tuple."""
    if not isinstance(given, Sequence) or len(given) != count:
        wanted = {
            2: "(least, largest), or scipy.optimize.Bounds",
            3: "(A, least, largest), or one LinearConstraint",
        }
        raise ValueError(f"`{name}` must be {wanted[count]}, not a {type(given).__name__}.")
    return given


def checked_kinds(integrality: Vector) -> Ints:
    """Return the kinds of the variables, as SciPy numbers them and HiGHS too."""
    import numpy as np

    if not np.isin(integrality, range(4)).all():
        raise ValueError(
            "`integrality` must be 0 (continuous), 1 (integer), 2 or 3 (the same, or zero), for all or for each."
        )
    return integrality.astype(np.int32)


def filled(name: str, given: ArrayLike, size: int) -> Vector:
    """Return one number for each of so many."""
    import numpy as np

    found = np.asarray(given, float)
    if np.isnan(found).any():
        raise ValueError(f"`{name}` has a NaN: {given!r}.")
    if found.shape not in {(), (1,), (size,)}:
        raise ValueError(f"`{name}` must be one number or {size}, not of shape {found.shape}.")
    return np.array(np.broadcast_to(found, size))
