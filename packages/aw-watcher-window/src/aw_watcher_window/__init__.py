"""Records the focused window: application and title."""
