"""Browsers: the names their windows go by, and the query for what was open in the one in front."""
# ruff: noqa: N802 - scripts import these names

from __future__ import annotations

from collections.abc import Sequence

from aw_client.queries.params import QueryParams
from aw_client.queries.text import literal

__all__ = ["browserEvents", "browser_appnames", "browsersWithBuckets"]

# What a window watcher reports as `app`: the class under X11, the app id under Wayland, the file name on
# Windows, the name on macOS.
browser_appnames: dict[str, list[str]] = {
    "chrome": [
        "Google Chrome",
        "Google-chrome",
        "google-chrome",
        "google-chrome-stable",
        "Google-chrome-beta",
        "Google-chrome-unstable",
        "Google Chrome Beta",
        "Google Chrome Canary",
        "com.google.Chrome",
        "chrome.exe",
        "Chromium",
        "chromium",
        "Chromium-browser",
        "chromium-browser",
        "Chromium-browser-chromium",
        "org.chromium.Chromium",
        "chromium.exe",
        "Brave-browser",  # the extension cannot tell Brave from Chrome
    ],
    "firefox": [
        "Firefox",
        "firefox",
        "Firefox.exe",
        "firefox.exe",
        "Firefox Beta",
        "Firefox Developer Edition",
        "firefoxdeveloperedition",
        "firefox-developer-edition",
        "Firefox-esr",
        "firefox-esr",
        "firefox_firefox",
        "Firefox Nightly",
        "Nightly",
        "firefox-nightly",
        "org.mozilla.firefox",
    ],
    "opera": ["Opera", "opera", "opera.exe", "Opera GX", "com.opera.Opera"],
    "brave": [
        "Brave Browser",
        "Brave-browser",
        "brave-browser",
        "Brave Browser Beta",
        "Brave Browser Nightly",
        "com.brave.Browser",
        "brave.exe",
    ],
    "edge": [
        "Microsoft Edge",
        "Microsoft-edge",
        "microsoft-edge",
        "microsoft-edge-stable",
        "Microsoft-edge-beta",
        "Microsoft-edge-dev",
        "Microsoft Edge Beta",
        "Microsoft Edge Dev",
        "com.microsoft.Edge",
        "msedge.exe",
    ],
    "arc": ["Arc", "Arc.exe", "arc.exe"],
    "vivaldi": [
        "Vivaldi",
        "Vivaldi-stable",
        "vivaldi-stable",
        "Vivaldi-snapshot",
        "com.vivaldi.Vivaldi",
        "vivaldi.exe",
    ],
    "orion": ["Orion", "Orion RC"],
    "yandex": ["Yandex", "Yandex-browser", "yandex-browser", "ru.yandex.Browser", "browser.exe"],
    "zen": [
        "Zen",
        "zen",
        "Zen Browser",
        "zen-browser",
        "zen-alpha",
        "zen-beta",
        "app.zen_browser.zen",
        "zen.exe",
    ],
    "floorp": ["Floorp", "floorp", "one.ablaze.floorp", "floorp.exe"],
    "librewolf": ["LibreWolf", "librewolf", "io.gitlab.librewolf-community", "librewolf.exe"],
    "waterfox": ["Waterfox", "waterfox", "net.waterfox.waterfox", "waterfox.exe"],
    "safari": ["Safari", "Safari Technology Preview"],
}
"""Browser, as in the name of its bucket, to the names of its windows."""

_PREFIX = "aw-watcher-web-"


def browsersWithBuckets(browserbuckets: Sequence[str]) -> list[tuple[str, str]]:
    """The known browsers among buckets: pairs of browser and bucket id, in the order of the buckets."""
    named = [(_browser_of(bucket_id), bucket_id) for bucket_id in browserbuckets]
    return [(browser, bucket_id) for browser, bucket_id in named if browser is not None]


def browserEvents(params: QueryParams) -> str:
    """Statements that set `browser_events`: tabs while their browser's window was in front, oldest first.

    They need `events`, the window events. The time of a tab behind another window does not count.
    """
    statements = ["browser_events = [];"]
    for number, (browser, bucket_id) in enumerate(browsersWithBuckets(params.bid_browsers)):
        tabs, windows = f"tabs_{browser}_{number}", f"windows_{browser}_{number}"
        statements += [
            f"{tabs} = flood(query_bucket({literal(bucket_id)}));",
            f'{windows} = filter_keyvals(events, "app", {literal(browser_appnames[browser])});',
            f"{tabs} = split_url_events(filter_period_intersect({tabs}, {windows}));",
            f"browser_events = sort_by_timestamp(concat(browser_events, {tabs}));",
        ]
    return "\n".join(statements)


def _browser_of(bucket_id: str) -> str | None:
    """The browser a bucket is of: named after the prefix, before the host's name."""
    name = bucket_id.removeprefix(_PREFIX).split("_")[0].lower()
    return next((browser for browser in browser_appnames if browser in name), None)
