"""What a solver hands back: SciPy's names, as attributes and as items."""

from __future__ import annotations

from typing import Any

__all__ = ["Solution"]


class Solution(dict[str, Any]):
    """The result of ``solve_ivp``, with the names and meanings that SciPy gives them.

    Attributes
    ----------
    t
        Times, shape (n_points,).
    y
        Values at ``t``, shape (n, n_points).
    nfev, njev, nlu
        Calls of the right-hand side, all of them; Jacobians; factorisations.
    status
        0 for the end of ``t_span``, 1 for a terminal event, -1 for a step that failed.
    message, success
        The same for people and for ``if``.
    """

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"a solution has no `{name}`; it has {', '.join(self)}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        width = max(map(len, self), default=0)
        return "\n".join(f"{name:>{width}}: {value}" for name, value in self.items())
