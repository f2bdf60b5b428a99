"""Measurements as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from .measuring import Bar, Limit, Measurement

__all__ = ["HEADING", "lines"]

HEADING = f"{'':42} {'ns a unit':>12} {'ratio':>8} {'noise':>8}"


def lines(measurement: Measurement) -> Iterator[str]:
    """Yield one line for each route, and one for each bar."""
    comparison = measurement.comparison
    yield f"{comparison.name} (unit: one {comparison.unit})"
    for route in comparison.routes:
        ratio = measurement.ratio(route, comparison.baseline)
        noise = measurement.noise(route, comparison.baseline)
        yield f"  {route:40} {measurement.time(route):12,.2f} {ratio:8.3f} {noise:8.3f}"
    for bar in comparison.bars:
        yield f"    {verdict(measurement, bar)}"


def verdict(measurement: Measurement, bar: Bar | Limit) -> str:
    """Return whether a bar was reached, with the figures."""
    word = measurement.verdict(bar)
    if isinstance(bar, Limit):
        more = f" more than {bar.more_than}" if bar.more_than else ""
        return f"{word}: {bar.route} {measurement.excess(bar):.1f} ns{more}, at most {bar.nanoseconds:g} ns"
    ratio, noise = measurement.ratio(bar.route, bar.of), measurement.noise(bar.route, bar.of)
    return f"{word}: {bar.route} {ratio:.3f} ± {noise:.3f} of {bar.of}, at most {bar.limit:g}"
