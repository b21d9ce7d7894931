"""What a manager and the modules it runs agree on: a variable in their environment, and exit statuses."""

from __future__ import annotations

__all__ = ["EXIT_MISCONFIGURED", "EXIT_UNAVAILABLE", "MANAGED_BY_PID"]

MANAGED_BY_PID = "AW_MANAGED_BY_PID"
"""The environment variable that names the managing process; a module is to end when that has."""

EXIT_UNAVAILABLE = 69
"""The exit status of a module that cannot work here, and may later (EX_UNAVAILABLE of sysexits.h).

A watcher misses its desktop, or a server its database. The last line it writes on standard error says why.
"""

EXIT_MISCONFIGURED = 78
"""The exit status of a module with a wrong setting, in its config file or its environment (EX_CONFIG there).

The last line it writes on standard error says which.
"""
