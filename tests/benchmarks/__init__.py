"""The tracker's speed and size on a year of events, as a table: `python -m benchmarks`."""
