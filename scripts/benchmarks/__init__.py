"""Benchmarks on human-coded data that the defaults of the program rest on."""
