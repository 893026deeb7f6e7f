import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_overview__after_login__says_what_decides(page: Page, bank) -> None:
    expect(page.locator("#deciding")).to_contain_text(re.compile("v[12] logistic_regression"))
    expect(page.get_by_text(bank.admin).first).to_be_visible()


def test_version__page__shows_gates_metrics_and_certificate(page: Page, bank) -> None:
    page.get_by_role("link", name="Versions").click()
    page.get_by_role("link", name=bank.production.label, exact=True).click()
    expect(page.locator("#metrics")).to_contain_text(
        re.compile(r"ROC-AUC.*0\.\d{3}\s*\[0\.\d{3}, 0\.\d{3}\]", re.DOTALL)
    )
    expect(page.locator("#gates")).to_contain_text("✓ passed")
    expect(page.locator("#certificate")).to_contain_text("hold-out rows: largest difference")
    expect(page.locator(".sw-bars li").first).to_be_visible()
    assert page.locator("button, input[type=submit]").filter(has_text="Save").count() == 0


def test_version__evaluated__its_figures_are_seen_and_its_report_comes_as_a_file(page: Page, bank) -> None:
    page.goto(f"/admin/registry/modelversion/{bank.production.pk}/change/")
    figures = page.locator("#evaluation img")
    expect(figures).to_have_count(6)
    for figure in figures.all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_js_property("complete", value=True)
        assert figure.evaluate("image => image.naturalWidth") > 500
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the report").click()
    assert coming.value.suggested_filename == f"german_credit_{bank.production.label}_report.html"


def test_activate__with_a_reason__page_follows(page: Page, bank) -> None:
    page.goto(f"/admin/registry/modelversion/{bank.challenger.pk}/change/")
    page.get_by_role("link", name="Activate").click()
    page.fill("textarea[name=reason]", "it explains itself")
    page.locator("#verb button[type=submit]").click()
    expect(page.locator("#activations")).to_contain_text("it explains itself")


def test_decisions__filter_by_fallback__narrows_the_list(page: Page) -> None:
    page.get_by_role("link", name="Decisions").click()
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(2)
    page.goto("/admin/serving/decision/?fallback__exact=1")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("⚠ fallback")


def test_trail__page__has_no_way_to_add_or_delete(page: Page) -> None:
    page.get_by_role("link", name="Audit trail").click()
    expect(page.locator("#result_list tbody tr").first).to_be_visible()
    expect(page.locator(".addlink, .deletelink, a[href$='/add/'], input[name=_selected_action]")).to_have_count(0)
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("a[href*='/delete/'], button[name=_save]")).to_have_count(0)


def test_key__issued__is_shown_once(page: Page) -> None:
    page.get_by_role("link", name="API keys").click()
    page.get_by_role("link", name="Issue a key").click()
    page.fill("input[name=name]", "branch")
    page.locator("#verb button[type=submit]").click()
    token = page.locator("#token").inner_text()
    assert token.startswith("sw_")
    page.get_by_role("link", name="I have copied it").click()
    expect(page.locator("#result_list")).to_contain_text("branch")
    assert token not in page.content()
