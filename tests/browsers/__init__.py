"""Tests of the browser extension in real browsers."""
