"""Takes the pictures of README and docs from the running demo, so that they stay true: docs/screenshots/*.png.

Needs a Chromium; the report's pages need `pdftoppm` (Debian: poppler-utils).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qmplatform.processes import ManagedProcess  # noqa: E402

OUT = ROOT / "docs" / "screenshots"
PORT = 8755
# As the demo prints it at its start: diagnosis/demo/companies.py.
PASSWORD = "demo-quality-2026"
ADDRESS = f"http://127.0.0.1:{PORT}"


def wait_for(condition: object, *, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            sys.exit("The demo did not get ready.")
        time.sleep(1)


def answers() -> bool:
    try:
        with urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def jobs_done() -> bool:
    with urllib.request.urlopen(f"{ADDRESS}/metrics", timeout=5) as reply:
        text = reply.read().decode()
    return 'state="done"' in text and 'state="queued"' not in text and 'state="running"' not in text


def log_in(page: Page, email: str) -> None:
    page.goto(f"{ADDRESS}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("form.form button.btn")
    page.wait_for_url("**/diagnosis/")


def picture(page: Page, name: str, path: str, *, height: int) -> None:
    page.goto(f"{ADDRESS}{path}")
    page.wait_for_load_state("networkidle")
    page.screenshot(
        path=OUT / f"{name}.png", clip={"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    )


def take(page: Page) -> None:
    picture(page, "home-ko", "/", height=820)
    picture(page, "cases-ko", f"/cases/?{urlencode({'q': '불량률'})}", height=1000)
    picture(page, "data-dam-ko", "/cases/data/", height=1180)
    log_in(page, "editor@saedeul.example")
    tasks = page.locator("main a[href*='/diagnosis/']").evaluate_all(
        "links => links.map(a => a.getAttribute('href')).find(h => /^\\/diagnosis\\/[0-9a-f-]{36}\\/$/.test(h))"
    )
    picture(page, "tasks-ko", tasks, height=900)
    picture(page, "section-ko", f"{tasks}org3/", height=1000)
    page.context.clear_cookies()
    log_in(page, "official@platform.example")
    picture(page, "dashboard-ko", "/dashboards/overview/", height=1200)
    picture(page, "dashboard-regions-ko", "/dashboards/regions/", height=1200)
    page.context.clear_cookies()
    log_in(page, "owner@hanbit.example")
    result = page.locator("main a[href$='/result/']").first.get_attribute("href") or ""
    picture(page, "result-ko", result, height=1180)
    report = page.request.get(f"{ADDRESS}{result.replace('/result/', '/report.pdf')}")
    if shutil.which("pdftoppm") is None:
        print("pdftoppm is not here: the report's pages are left as they were.")
        return
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder) / "report.pdf"
        pdf.write_bytes(report.body())
        for name, number in (("report-cover-ko", "1"), ("report-summary-ko", "2")):
            command = [
                "pdftoppm",
                "-png",
                "-r",
                "70",
                "-f",
                number,
                "-l",
                number,
                "-singlefile",
                str(pdf),
                str(OUT / name),
            ]
            subprocess.run(command, check=True)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("QM_CHROMIUM") or shutil.which("chromium") or sys.exit("Install `chromium` first.")
    with tempfile.TemporaryDirectory(prefix="qm-shots-") as folder:
        environment = {"QM_DATA_DIR": folder, "PORT": str(PORT)}
        site = ManagedProcess(
            "site", [sys.executable, "scripts/serve.py"], environment, Path(folder) / "log.txt"
        ).start()
        try:
            wait_for(answers)
            wait_for(jobs_done)
            with sync_playwright() as playwright:
                flags = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path=chromium, args=flags)
                take(browser.new_page(viewport={"width": 1280, "height": 1200}, locale="ko-KR"))
                browser.close()
        finally:
            site.stop(patience_seconds=40)


if __name__ == "__main__":
    main()
