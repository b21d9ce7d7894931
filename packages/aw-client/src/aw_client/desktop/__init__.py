"""What watchers see of a Linux desktop through its sockets: the Wayland compositor and the session's D-Bus."""
