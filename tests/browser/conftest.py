"""A Chromium of the system, pages to open in it, and what each page says or asks for while it is open."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from membership_sim.cli import status

ROOT = Path(__file__).parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip
HOSTILE = "</title></style><script>document.title = 1; alert(1)</script> <img src=x onerror=alert(2)> & \"all\" 'that'"
HOSTILE_STORY = f"""\
title: {json.dumps(HOSTILE)}
wallet: [{{card: "<b onclick=alert(3)>card</b>"}}]
until: 2025-04-30
events:
  - {{date: 2025-01-31, do: join}}
  - {{date: 2025-02-05, do: add_family, name: "<script>alert(4)</script>"}}
"""

# Every name begins with the same small letters, so that they are found; `{begins}` stands for them.
NAMED_STORY = """\
title: {begins} story
wallet: [{{card: {begins} card}}, {{card: {begins} other}}]
until: 2025-05-31
events:
  - {{date: 2025-01-31, do: join}}
  - {{date: 2025-02-01, do: block_method, name: {begins} card, reason: security_hold}}
  - {{date: 2025-02-02, do: add_family, name: {begins} aunt}}
  - {{date: 2025-02-03, do: use, benefit: delivery, by: {begins} aunt}}
  - {{date: 2025-02-04, do: unblock_method, name: {begins} card}}
  - {{date: 2025-02-05, do: block_method, name: {begins} other, reason: over_limit}}
"""
BEGINS = "zz"

# What a page is made of: the arguments of `report`.
PAGES = {
    "first-year": ["scenarios/first-year.yaml"],
    "first-year-ja": ["scenarios/first-year.yaml", "--lang", "ja"],
    "in-the-pause": ["scenarios/first-year.yaml", "--date", "2025-06-01"],
    "refunds": ["scenarios/refund-unused.yaml", "scenarios/two-methods.yaml"],
    "refusals": ["scenarios/joining-declined.yaml", "--lang", "ja"],
    "ten-years": ["scenarios/ten-years-from-the-31st.yaml"],
    "hostile": ["hostile.yaml", "--date", "2025-02-10"],
    "named": ["named.yaml", "--date", "2025-02-10"],
}

PATIENCE_MS = 60_000  # a machine that does much else beside this is slow, not wrong

Opened = AbstractContextManager[Page]
Open = Callable[..., Opened]


def pytest_configure(config: pytest.Config) -> None:
    """End with a reason where there is no browser: tests that are skipped would look like tests that pass."""
    if not any(map(shutil.which, NAMES)):
        pytest.exit(f"no Chromium ({', '.join(NAMES)}) is installed; on Debian: apt-get install chromium", returncode=1)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page by its name, written once."""
    folder = tmp_path_factory.mktemp("pages")
    stories = {"hostile.yaml": HOSTILE_STORY, "named.yaml": NAMED_STORY.format(begins=BEGINS)}
    for name, text in stories.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = {}
    for name, arguments in PAGES.items():
        made[name] = folder / f"{name}.html"
        here = [str(folder / part if part in stories else part) for part in arguments]
        here = [str(ROOT / part) if part.startswith("scenarios/") else part for part in here]
        assert status(["report", *here, "-o", str(made[name])]) < 2
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)))
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*QUIET, *as_root])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, pages: dict[str, Path]) -> Open:
    """Open a page; when it is left, it must have asked for nothing but itself, and said nothing."""

    @contextmanager
    def open_page(name: str, width: int = 1280, scheme: str = "light", script: bool = True) -> Iterator[Page]:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        context.set_default_timeout(PATIENCE_MS)
        page, asked, said = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: (said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        url = pages[name].as_uri()
        page.goto(url)
        yield page
        context.close()
        assert said == []
        assert [one for one in asked if one.partition("#")[0] != url] == []

    return open_page
