"""What people do before they can do anything else."""

from playwright.sync_api import Page, expect

PASSWORD = "correct-horse-battery"
# As scripts/serve.py prints it: see diagnosis/demo/companies.py.
DEMO_PASSWORD = "demo-quality-2026"


def sign_up(page: Page, email: str, *, name: str = "김시험") -> None:
    """Sign up with the required consents only; the demo site lets one in at once."""
    page.goto("/accounts/signup/")
    page.locator("[name=email]").fill(email)
    page.locator("[name=name]").fill(name)
    page.locator("[name=password1]").fill(PASSWORD)
    for box in page.locator("form.form input[type=checkbox][required]").all():
        box.check()
    page.locator("form.form button.btn").click()
    expect(page.locator("body[data-session-seconds]")).to_be_attached()


def log_in(page: Page, email: str, *, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("form.form button.btn").click()
    expect(page.locator("body[data-session-seconds]")).to_be_attached()
