"""Records whether someone is there, and what tells so."""
