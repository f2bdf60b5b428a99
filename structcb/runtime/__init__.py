"""What runs while C runs, without numba: machine code, error slots, the interrupt flag, the cache."""
