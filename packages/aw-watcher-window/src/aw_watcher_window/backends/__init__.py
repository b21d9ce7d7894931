"""The desktops whose focused window can be seen: one module each."""
