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


def assert_accessible(page: Page, *, rule: str = "") -> None:
    """Fail with every fault that axe finds; of one rule alone if it is named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": [rule]} if rule else {"type": "tag", "values": RULES}
    report = page.evaluate("only => axe.run(document, {runOnly: only})", only)
    faults = [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in report["violations"]
        for node in fault["nodes"]
    ]
    assert not faults, f"{page.url} ({_situation(page)})\n" + "\n".join(faults)


def _situation(page: Page) -> str:
    scheme = "dark" if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") else "light"
    return f"{page.evaluate('document.documentElement.lang')}, {page.evaluate('innerWidth')} px, {scheme}"


def no_horizontal_scroll(page: Page) -> None:
    width, window = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= window, f"{page.url} is {width} px wide in a window of {window}: {page.evaluate(STICKING_OUT)}"


def targets_are_large_enough(page: Page) -> None:
    small = page.evaluate(SMALL)
    assert not small, f"{page.url}: {small}"


# Width, scheme, and the one rule to look at there (none: all of them).
EVERYWHERE = (
    (320, "light", ""),
    (320, "dark", "color-contrast"),
    (1280, "dark", ""),
    (1280, "light", "color-contrast"),
)
PHONE_AND_DESK = ((320, "light", ""), (1280, "dark", ""))
PHONE = ((1280, "light", "link-name"), (320, "light", ""))


def assert_page_is_sound(page: Page, situations: tuple[tuple[int, str, str], ...] = EVERYWHERE) -> None:
    """Check all of it on a small phone and a desk, light and dark. Colours alone are looked at twice more."""
    for width, scheme, rule in situations:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert_accessible(page, rule=rule)
        no_horizontal_scroll(page)
        targets_are_large_enough(page)
