"""How fast the program is, as ratios that anyone can measure: ``python -m benchmarks``, at the top of the checkout."""
