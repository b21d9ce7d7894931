"""Another front end that speaks the same API can take the place of the installed one."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import live_server
from playwright.sync_api import expect

from webui.browser import Visit

pytestmark = pytest.mark.browser

PAGE = """<!doctype html>
<html lang="en">
<link rel="icon" href="data:,">
<title>Another one</title>
<h1>Another front end</h1>
<ul></ul>
<script type="module" src="other/list.js"></script>
</html>
"""

SCRIPT = """
const bucket = { client: 'other', type: 'note', hostname: '!local' }
const post = (path, body) => fetch(path, { method: 'POST', body: JSON.stringify(body) })
await post('/api/0/buckets/notes', bucket)
await post('/api/0/buckets/notes/heartbeat?pulsetime=5', { timestamp: new Date(), duration: 0, data: { note: 'hello' } })
for (const event of await (await fetch('/api/0/buckets/notes/events')).json())
  document.querySelector('ul').append(Object.assign(document.createElement('li'), { textContent: event.data.note }))
"""


def test_a_front_end_in_a_folder_is_served_and_may_use_the_whole_api(
    visit: Visit, home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "front-end"
    (folder / "other").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "other" / "list.js").write_text(SCRIPT, encoding="utf-8")
    with live_server(home, "--testing", "--webpath", str(folder)) as server:
        page = visit(server)
        expect(page).to_have_title("Another one")
        expect(page.get_by_role("listitem")).to_have_text("hello")
