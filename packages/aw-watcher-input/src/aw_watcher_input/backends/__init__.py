"""What can tell of each input: one module each."""
