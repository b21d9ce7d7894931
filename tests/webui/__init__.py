"""The web UI in a real browser, on real data, against a real server."""
