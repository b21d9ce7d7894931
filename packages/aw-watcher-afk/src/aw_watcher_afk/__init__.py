"""Records whether someone is at the keyboard and mouse."""
