"""The page in a real browser: readable on a phone, searchable, by keyboard, and nobody's script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_plan_reports import ALL, CHANGED, HOSTILE, QUIET

from tfgen.report import plan_html
from tfgen.review.model import Impact, Words

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIETLY = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
ATTACK = '"><img src=x onerror="document.title=1"><script>document.title=2</script>'


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("THE HTML REPORT WAS NOT TRIED: no Chromium on PATH (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu", *QUIETLY]
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """The report of some stacks, one of them hostile, on a phone."""
    hostile = replace(
        CHANGED,
        service=ATTACK,
        words=(Words(ATTACK, "change", Impact.in_place, (HOSTILE, ATTACK)),),
        text=HOSTILE + ATTACK,
        notes=(ATTACK,),
    )
    many = tuple(replace(QUIET, service=f"quiet-{number}") for number in range(30))
    file = tmp_path / "plan.html"
    file.write_text(plan_html.render((*ALL, hostile, *many)), encoding="utf-8")
    made = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme="light")
    made.problems = []
    made.on("console", lambda message: made.problems.append(message.text))
    made.on("request", lambda request: made.problems.append(request.url))
    made.goto(file.as_uri())
    made.problems.remove(file.as_uri())
    yield made
    made.close()


def visible(page: Any) -> list[str]:
    return [one.text_content() for one in page.locator("details:not(.hidden) summary strong").all()]


def test_nothing_of_a_plan_runs_and_nothing_is_fetched(page: Any) -> None:
    assert page.title() == "tfgen plan"
    assert page.problems == []
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1


def test_it_fits_a_phone(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("details[open]").count() == 3


def test_light_and_dark_differ_and_can_be_read(page: Any) -> None:
    def colours() -> tuple[str, str]:
        style = "getComputedStyle(document.body)"
        return page.evaluate(f"[{style}.color, {style}.backgroundColor]")

    light = colours()
    page.emulate_media(color_scheme="dark")
    dark = colours()
    assert light != dark
    assert light == ["rgb(27, 31, 36)", "rgb(255, 255, 255)"]
    assert dark == ["rgb(230, 237, 243)", "rgb(13, 17, 23)"]


def test_search_narrows_by_all_words(page: Any) -> None:
    assert len(visible(page)) == 35
    page.keyboard.press("/")
    page.keyboard.type("quiet-2")
    assert len(visible(page)) == 11
    assert page.locator("#found").text_content() == "11 of 35 stacks"
    page.keyboard.press("Escape")
    assert len(visible(page)) == 35
    page.get_by_role("searchbox").fill("stateful ROLLING")
    assert visible(page) == ["stg/web"]


def test_the_keyboard_is_enough(page: Any) -> None:
    page.keyboard.press("c")
    assert page.locator("details[open]").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("details[open] summary strong").text_content() == "prd/web"
    page.keyboard.press("e")
    assert page.locator("details[open]").count() == 35
