"""What can tell how long ago the last input was: one module each."""
