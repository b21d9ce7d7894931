"""Privacy in the server: rules at its door, what they would change in the history, and changing it."""

from __future__ import annotations

from aw_server.privacy.applying import Applied, Applying, Files
from aw_server.privacy.gate import SETTING, PrivacyGate
from aw_server.privacy.order import Copies, Order
from aw_server.privacy.preview import Preview, preview

__all__ = [
    "SETTING",
    "Applied",
    "Applying",
    "Copies",
    "Files",
    "Order",
    "Preview",
    "PrivacyGate",
    "preview",
]
