"""Privacy in the server: rules at its door, what they would change in the history, and changing it."""

from __future__ import annotations

from aw_server.privacy.gate import SETTING, PrivacyGate

__all__ = ["SETTING", "PrivacyGate"]
