"""What `aw-server` can do besides serving, each command a module of its own."""
