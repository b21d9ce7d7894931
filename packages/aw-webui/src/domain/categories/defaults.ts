/** Categories of someone who has set up none; the same as `aw_client.classes.default_classes`. */

import type { Category } from '@/domain/categories/category'

function regex(pattern: string): Category['rule'] {
  return { type: 'regex', regex: pattern, ignore_case: true }
}

export const DEFAULT_CATEGORIES: readonly Category[] = [
  {
    name: ['Work'],
    rule: regex('Google Docs|Google Sheets|Google Slides|libreoffice|soffice|OneNote|Notion|Confluence'),
  },
  {
    name: ['Work', 'Programming'],
    rule: regex(
      String.raw`GitHub|GitLab|Bitbucket|Stack ?Overflow|Visual Studio|\bVSCodium\b|^code$|\bCursor\b|IntelliJ|PyCharm|WebStorm|CLion|GoLand|RustRover|Android Studio|Xcode|Sublime Text|\bn?vim\b|\bEmacs\b|\bZed\b|Jupyter`,
    ),
  },
  {
    name: ['Work', 'Terminal'],
    rule: regex(String.raw`terminal|konsole|\bxterm\b|alacritty|\bkitty\b|wezterm|ghostty|iTerm|powershell`),
  },
  {
    name: ['Work', 'Writing'],
    rule: regex(String.raw`Microsoft Word|WINWORD|\bWriter\b|Overleaf|Obsidian|Typora|Scrivener|\bLyX\b`),
  },
  {
    name: ['Work', 'Spreadsheets'],
    rule: regex(String.raw`Microsoft Excel|EXCEL\.EXE|LibreOffice Calc|Gnumeric`),
  },
  { name: ['Work', 'Presentations'], rule: regex('PowerPoint|POWERPNT|LibreOffice Impress|Keynote') },
  {
    name: ['Work', 'Images'],
    rule: regex(String.raw`\bGIMP\b|Inkscape|Photoshop|Illustrator|Figma|Krita|darktable|Lightroom`),
  },
  { name: ['Work', '3D'], rule: regex('Blender|FreeCAD|AutoCAD|SolidWorks|Fusion 360|OpenSCAD') },
  { name: ['Work', 'Audio'], rule: regex('Audacity|Ardour|Ableton|REAPER|Logic Pro|FL Studio|Bitwig') },
  {
    name: ['Work', 'Video'],
    rule: regex('Kdenlive|DaVinci Resolve|Premiere Pro|Final Cut|OBS Studio|Shotcut'),
  },
  { name: ['Communication'], rule: regex(String.raw`Slack|Microsoft Teams|Mattermost|Zulip|Rocket\.Chat`) },
  {
    name: ['Communication', 'Email'],
    rule: regex(String.raw`Gmail|Outlook|Thunderbird|Proton ?Mail|Fastmail|Evolution|^Mail$|\bmutt\b|Geary`),
  },
  {
    name: ['Communication', 'Chat'],
    rule: regex(
      String.raw`WhatsApp|Telegram|Signal|Messenger|Discord|\bElement\b|WeChat|iMessage|HexChat|WeeChat`,
    ),
  },
  {
    name: ['Communication', 'Meetings'],
    rule: regex(String.raw`\bZoom\b|Google Meet|meet\.google\.com|Jitsi|Webex|Skype|BigBlueButton`),
  },
  {
    name: ['Media', 'Video'],
    rule: regex(
      String.raw`YouTube|Netflix|Twitch|Vimeo|Disney\+|Prime Video|Plex|Jellyfin|Kodi|\bVLC\b|\bmpv\b`,
    ),
  },
  {
    name: ['Media', 'Music'],
    rule: regex('Spotify|SoundCloud|Deezer|Bandcamp|Tidal|Apple Music|Rhythmbox|Audible'),
  },
  {
    name: ['Media', 'Games'],
    rule: regex(String.raw`\bSteam\b|Minecraft|Lutris|Heroic Games|RimWorld|Factorio|Epic Games|itch\.io`),
  },
  {
    name: ['Media', 'Social'],
    rule: regex(String.raw`reddit|Facebook|Instagram|Twitter|\bx\.com\b|TikTok|Mastodon|Bluesky|LinkedIn`),
  },
  {
    name: ['Media', 'News'],
    rule: regex(String.raw`Hacker News|\bBBC\b|The Guardian|New York Times|Reuters|\bCNN\b|Wikipedia`),
  },
]
