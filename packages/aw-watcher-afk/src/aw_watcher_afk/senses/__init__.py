"""What can tell of a locked screen, of sleep, and of presence without keyboard and mouse: one module each."""
