"""The rules that hold unless somebody switches them off: private windows, password managers, titles that tick.

They are written as anybody's are, as JSON objects. Those for titles that tick take away only what stands before a
title and is followed by more of it. They are searched for without a limit of time, so each needs time in proportion to
the length of a text: what repeats takes all it can and gives nothing back (`*+`).
"""

# ruff: noqa: RUF001 - dashes, brackets and letters are as the programs write them

from __future__ import annotations

from typing import Any

__all__ = ["DEFAULT_FILTERS"]

_FIREFOX = (
    r"(?:Mozilla )?Firefox(?: Developer Edition| Nightly| Beta| ESR)?|LibreWolf|Waterfox|Floorp|Zen Browser"
)
_OTHERS = (
    r"Google Chrome(?: Beta| Dev| Canary)?|Chrome|Chromium|Brave(?: Browser)?|Vivaldi|Opera(?: GX)?|Yandex Browser"
    r"|Яндекс\.Браузер|Microsoft\u200b? Edge(?: Beta| Dev| Canary)?|Safari|Epiphany|GNOME Web|Falkon"
)

_PRIVATE_BROWSING = "|".join(
    [
        *(
            "Private Browsing",
            "Privater Modus",
            "Navigation privée",
            "Navegación privada",
            "Navegação privada",
        ),
        *(
            "Navegação privativa",
            "Navigazione anonima",
            "Navigazione privata",
            "Privénavigatie",
            "Приватный просмотр",
        ),
        *("Приватний перегляд", "Tryb prywatny", "Anonymní prohlížení", "Privat surfning", "Privat browsing"),
        *(
            "Privat nettlesing",
            "Yksityinen selaus",
            "Gizli gezinti",
            "プライベートブラウジング",
            "隐私浏览",
            "隱私瀏覽",
        ),
        "사생활 보호 모드",
    ]
)
"""What Firefox and Safari call it, in the languages most of their users have."""

_INCOGNITO = "|".join(
    [
        *(
            "Incognito",
            "InPrivate",
            "Private",
            "Private window",
            "Private window with Tor",
            "Inkognito",
            "Privat",
        ),
        *(
            "Privates Fenster",
            "Privé",
            "Privada",
            "Privata",
            "Incógnito",
            "Modo incógnito",
            "Anônima",
            "Anónima",
        ),
        *(
            "Navegação anônima",
            "Navegação anónima",
            "In incognito",
            "Navigazione in incognito",
            "Privévenster",
        ),
        *("Инкогнито", "Режим инкогнито", "Приватное окно", "Анонімний режим", "Tryb incognito", "Anonymní"),
        *(
            "Anonymní okno",
            "Gizli",
            "シークレット",
            "シークレット モード",
            "プライベートウィンドウ",
            "隐身模式",
            "无痕模式",
        ),
        *("无痕浏览", "無痕模式", "無痕瀏覽", "시크릿", "시크릿 모드"),
    ]
)
"""What the others call it; Chrome writes it in brackets."""

_KEY_KEEPERS = (
    r"keepass(?:2|x|xc|dx)?|bitwarden|1password|lastpass|dashlane|enpass|nordpass|roboform|keeper(?: ?password ?manager)?"
    r"|keeperpasswordmanager|proton ?pass|psono|passbolt|buttercup|authpass|keeweb|strongbox|gopass(?:ui)?|qtpass|padloc"
    r"|(?:apple )?passwords|secrets|seahorse|kwalletmanager5?|kwalletd[56]?|keychain access|keychainaccess|authy(?: desktop)?"
    r"|gcr-prompter|pinentry(?:-[a-z0-9-]+)?"
)

_NUMBER = r"\d{1,2}|\d{1,3}\+"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?"
_PERCENT = r"\d{1,3}(?:[.,]\d{1,2})?\s?%"
_SPINNER = "\u2801-\u28ff◐◓◑◒◴◷◶◵◜◝◞◟✢✳✶✺✻✽"
_SPACE = r"[\s\u200e\u200f]"


def _title_begins(pattern: str) -> str:
    """Something, as often as it comes, before what is left of a title."""
    return rf"^{_SPACE}*+(?:(?:{pattern}){_SPACE}++)+(?=\S)"


def _ticking(name: str, description: str, pattern: str) -> dict[str, Any]:
    return {
        "name": name,
        "description": description,
        "enabled": True,
        "field": "title",
        "pattern": pattern,
        "action": "redact",
        "replacement": "",
    }


def _private(name: str, description: str, field: str, pattern: str) -> dict[str, Any]:
    return {
        "name": name,
        "description": description,
        "enabled": True,
        "field": field,
        "pattern": pattern,
        "ignore_case": True,
        "action": "drop",
    }


DEFAULT_FILTERS: tuple[dict[str, Any], ...] = (
    _private(
        "private-windows",
        "Private windows of browsers, known by how their titles end.",
        "title",
        rf"(?:^|[-–—] )(?:{_FIREFOX})\s*+[-–—]?\s*+\(?(?:{_PRIVATE_BROWSING})\)?\s*+$"
        rf"|(?:^|[-–—] )(?:{_OTHERS})\s*+[(（](?:{_INCOGNITO}|{_PRIVATE_BROWSING})[)）]\s*+$"
        rf"|(?:^|[-–—] )(?:{_OTHERS})\s++[-–—]\s++(?:{_INCOGNITO}|{_PRIVATE_BROWSING})\s*+$"
        rf"|—\s++\(?(?:{_PRIVATE_BROWSING})\)?\s*+$"
        r"|\[InPrivate\] [-–—] Microsoft\u200b? ?Edge[^-–—]*+$",
    ),
    _private(
        "private-browsers",
        "Browsers whose every window is private.",
        "app",
        r"^(?:tor[ -]?browser|mullvad[ -]?browser)(?:\.exe|\.real|\.app)?$",
    ),
    _private("incognito-tabs", "Tabs that a browser extension reports as private.", "incognito", r"^true$"),
    _private(
        "password-managers",
        "Windows of password managers and key rings.",
        "app",
        rf"^(?:[a-z0-9_-]+\.)*(?:{_KEY_KEEPERS})(?:[ .-](?:exe|app|application|desktop|bin))?$",
    ),
    _ticking(
        "unread-counters",
        "Counters before a title, such as `(3)` or `[12]`.",
        _title_begins(rf"\((?:{_NUMBER})\)|\[(?:{_NUMBER})\]"),
    ),
    _ticking("status-dots", "Dots before a title, such as `●`.", _title_begins("[●•⬤🔴]")),
    _ticking(
        "spinners",
        "Characters before a title that turn while a program works, such as `⠋`.",
        _title_begins(f"[{_SPINNER}]") + "(?![\u2800-\u28ff])",
    ),
    _ticking(
        "timers",
        "Times and percentages before a title, such as `12:03 –` or `[45%]`.",
        _title_begins(
            rf"(?:{_TIME}|{_PERCENT})\s*+[-–—|·•]|[(\[](?:{_TIME}|{_PERCENT})[)\]](?:\s*+[-–—|·•])?"
        ),
    ),
)
"""The rules by default, in the order they are applied in."""
