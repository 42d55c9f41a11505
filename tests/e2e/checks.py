"""What holds for every page: no accessibility faults, no sideways scroll, targets large enough, nothing from elsewhere."""

from importlib.resources import files

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = files("axe_playwright_python").joinpath("axe.min.js")
# What sticks out of the window although it does not stand in a frame that scrolls by itself.
STICKING_OUT = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'))
  .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
# Links inside sentences are exempt (WCAG 2.5.8); so is what cannot be seen.
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')]
  .filter(e => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    if (!box.width || !box.height || style.display === 'inline') return false;
    if (e.type === 'radio' || e.type === 'checkbox') return (e.closest('label') || e).getBoundingClientRect().height < 24;
    return box.height < 24 || box.width < 24;
  }).map(e => e.outerHTML.slice(0, 120))"""


def assert_accessible(page: Page) -> None:
    """Fail with every fault that axe finds."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    faults = [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in report["violations"]
        for node in fault["nodes"]
    ]
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def no_horizontal_scroll(page: Page) -> None:
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, f"{page.url} is {width} px wide in a window of {window}: {page.evaluate(STICKING_OUT)}"


def targets_are_large_enough(page: Page) -> None:
    small = page.evaluate(SMALL)
    assert not small, f"{page.url}: {small}"


def assert_page_is_sound(page: Page) -> None:
    """Check all of it at once."""
    assert_accessible(page)
    no_horizontal_scroll(page)
    targets_are_large_enough(page)
