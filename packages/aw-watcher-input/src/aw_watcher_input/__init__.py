"""Counts key presses, clicks, movement and scrolls, never which key."""
