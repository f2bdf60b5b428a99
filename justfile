# The words that CI runs too (.ci/run): everything here works in an environment made by the README's second command.

bin := ".venv/bin"

# Everything that CI runs
default: check test docs

# Format, lint, spelling, types, import layers
check:
    {{bin}}/ruff format .
    {{bin}}/ruff check .
    {{bin}}/codespell
    {{bin}}/mypy
    {{bin}}/lint-imports

# The test-suite, or a part of it: just test tests/states
test *arguments:
    {{bin}}/pytest {{arguments}}

# The documentation, warnings fatal
docs:
    {{bin}}/sphinx-build -W --keep-going -b html docs docs/_build/html

# Ratios against C and against the Python routes
benchmarks:
    {{bin}}/python -m benchmarks
