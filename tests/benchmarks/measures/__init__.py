"""The measurements, each of which makes some rows of the table."""
