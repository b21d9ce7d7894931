"""The built web UI, as files to serve."""

from __future__ import annotations

from aw_webui.files import static_dir

__all__ = ["static_dir"]
