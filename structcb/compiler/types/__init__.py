"""One C trait, one module: its numba type, its data model, and how compiled code reads and writes it."""
