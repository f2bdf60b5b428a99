"""What structcb costs, against C and against what users would pick instead: ``python -m benchmarks``."""
