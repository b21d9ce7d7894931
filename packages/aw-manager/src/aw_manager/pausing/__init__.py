"""Pausing: what a person types, what a schedule says, and that the watchers do not run meanwhile."""
