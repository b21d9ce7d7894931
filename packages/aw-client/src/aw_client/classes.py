"""Categories: a default set, and the user's own as the server keeps them."""

from __future__ import annotations

import logging
from typing import Any, TypeAlias

from aw_client.client import ActivityWatchClient
from aw_client.errors import UnexpectedAnswerError
from aw_client.transport import RequestException

__all__ = ["Classes", "default_classes", "get_classes"]

logger = logging.getLogger(__name__)

Classes: TypeAlias = list[tuple[list[str], dict[str, Any]]]
"""Pairs of a category, as a path from the widest name to the narrowest, and its rule."""


def _regex(pattern: str) -> dict[str, Any]:
    return {"type": "regex", "regex": pattern, "ignore_case": True}


default_classes: Classes = [
    (
        ["Work"],
        _regex(r"Google Docs|Google Sheets|Google Slides|libreoffice|soffice|OneNote|Notion|Confluence"),
    ),
    (
        ["Work", "Programming"],
        _regex(
            r"GitHub|GitLab|Bitbucket|Stack ?Overflow|Visual Studio|\bVSCodium\b|^code$|\bCursor\b|IntelliJ|PyCharm"
            r"|WebStorm|CLion|GoLand|RustRover|Android Studio|Xcode|Sublime Text|\bn?vim\b|\bEmacs\b|\bZed\b|Jupyter"
        ),
    ),
    (
        ["Work", "Terminal"],
        _regex(r"terminal|konsole|\bxterm\b|alacritty|\bkitty\b|wezterm|ghostty|iTerm|powershell"),
    ),
    (
        ["Work", "Writing"],
        _regex(r"Microsoft Word|WINWORD|\bWriter\b|Overleaf|Obsidian|Typora|Scrivener|\bLyX\b"),
    ),
    (["Work", "Spreadsheets"], _regex(r"Microsoft Excel|EXCEL\.EXE|LibreOffice Calc|Gnumeric")),
    (["Work", "Presentations"], _regex(r"PowerPoint|POWERPNT|LibreOffice Impress|Keynote")),
    (["Work", "Images"], _regex(r"\bGIMP\b|Inkscape|Photoshop|Illustrator|Figma|Krita|darktable|Lightroom")),
    (["Work", "3D"], _regex(r"Blender|FreeCAD|AutoCAD|SolidWorks|Fusion 360|OpenSCAD")),
    (["Work", "Audio"], _regex(r"Audacity|Ardour|Ableton|REAPER|Logic Pro|FL Studio|Bitwig")),
    (["Work", "Video"], _regex(r"Kdenlive|DaVinci Resolve|Premiere Pro|Final Cut|OBS Studio|Shotcut")),
    (["Communication"], _regex(r"Slack|Microsoft Teams|Mattermost|Zulip|Rocket\.Chat")),
    (
        ["Communication", "Email"],
        _regex(r"Gmail|Outlook|Thunderbird|Proton ?Mail|Fastmail|Evolution|^Mail$|\bmutt\b|Geary"),
    ),
    (
        ["Communication", "Chat"],
        _regex(r"WhatsApp|Telegram|Signal|Messenger|Discord|\bElement\b|WeChat|iMessage|HexChat|WeeChat"),
    ),
    (
        ["Communication", "Meetings"],
        _regex(r"\bZoom\b|Google Meet|meet\.google\.com|Jitsi|Webex|Skype|BigBlueButton"),
    ),
    (
        ["Media", "Video"],
        _regex(r"YouTube|Netflix|Twitch|Vimeo|Disney\+|Prime Video|Plex|Jellyfin|Kodi|\bVLC\b|\bmpv\b"),
    ),
    (["Media", "Music"], _regex(r"Spotify|SoundCloud|Deezer|Bandcamp|Tidal|Apple Music|Rhythmbox|Audible")),
    (
        ["Media", "Games"],
        _regex(r"\bSteam\b|Minecraft|Lutris|Heroic Games|RimWorld|Factorio|Epic Games|itch\.io"),
    ),
    (
        ["Media", "Social"],
        _regex(r"reddit|Facebook|Instagram|Twitter|\bx\.com\b|TikTok|Mastodon|Bluesky|LinkedIn"),
    ),
    (["Media", "News"], _regex(r"Hacker News|\bBBC\b|The Guardian|New York Times|Reuters|\bCNN\b|Wikipedia")),
]
"""What categories are when the user has set up none."""


def get_classes(client: ActivityWatchClient | None = None) -> Classes:
    """The categories the server keeps for the user; the default ones if it has none or does not answer.

    Args:
        client: of the server to ask; by default a client of the local server.
    """
    client = client or ActivityWatchClient("aw-client-classes")
    try:
        stored = client.get_setting("classes")
    except (RequestException, UnexpectedAnswerError) as error:
        logger.warning("using the default categories: %s", error)
        return default_classes
    return [(entry["name"], entry["rule"]) for entry in stored or []] or default_classes
