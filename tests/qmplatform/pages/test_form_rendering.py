"""Every form looks the same: summary first, then label, hint, error, control; one text for one error."""

import re

import pytest
from django import forms
from django.template import Context, Template

from qmplatform.templatetags.layout import form_errors


class EveryKind(forms.Form):
    name = forms.CharField(label="이름", help_text="회사에서 쓰는 이름입니다.")
    size = forms.ChoiceField(label="규모", choices=[("s", "소기업"), ("m", "중기업")], widget=forms.RadioSelect)
    places = forms.MultipleChoiceField(
        label="사업장", choices=[("a", "가"), ("b", "나")], widget=forms.CheckboxSelectMultiple
    )
    sector = forms.ChoiceField(label="업종", choices=[("x", "금속")])
    reason = forms.CharField(label="이유", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="동의합니다", help_text="언제든지 거둘 수 있습니다.")
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        self.add_error(None, "두 값이 서로 맞지 않습니다.")


def rendered(form: forms.Form) -> str:
    return Template("{{ form }}").render(Context({"form": form}))


def block_of(html: str, name: str) -> str:
    """Return what belongs to one field: from the element that opens it to the next field."""
    parts = re.split(r'(?=<(?:div|fieldset) class="field)', html)
    return next(part for part in parts if f'name="{name}"' in part and 'class="field' in part[:40])


def test_parts_come_in_the_order_label_hint_error_control() -> None:
    block = block_of(rendered(EveryKind({})), "name")
    places = [block.index(mark) for mark in ("<label", 'class="hint"', 'class="err"', "<input")]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["name", "size", "places", "sector", "agreed"])
def test_a_control_in_error_is_marked_and_described_by_its_error(name: str) -> None:
    block = block_of(rendered(EveryKind({})), name)
    assert 'aria-invalid="true"' in block
    described = re.search(r'aria-describedby="([^"]+)"', block)
    assert described
    for target in described.group(1).split():
        assert f'id="{target}"' in block


def test_a_valid_control_is_not_marked() -> None:
    html = rendered(EveryKind({"name": "한빛"}))
    assert "aria-invalid" not in block_of(html, "name")
    assert "aria-invalid" not in block_of(html, "reason")


def test_the_summary_is_first_and_says_the_same_as_the_fields() -> None:
    html = rendered(EveryKind({}))
    assert html.index("data-error-summary") < html.index('class="field')
    summary, fields = html[: html.index("</ul>")], html[html.index("</ul>") :]
    texts = re.findall(r'class="error-text">([^<]+)<', summary)
    assert texts[0] == "두 값이 서로 맞지 않습니다."
    assert texts[1:] == re.findall(r'class="error-text">([^<]+)<', fields)
    for target in re.findall(r'href="#([^"]+)"', summary):
        assert f'id="{target}"' in fields


def test_an_unbound_form_has_no_summary() -> None:
    assert "data-error-summary" not in rendered(EveryKind())


def test_values_are_kept() -> None:
    html = rendered(EveryKind({"name": "한빛도금", "size": "m"}))
    assert 'value="한빛도금"' in html
    assert re.search(r'value="m"[^>]* checked', html)


def test_text_of_users_is_escaped() -> None:
    html = rendered(EveryKind({"name": "<script>alert(1)</script>"}))
    assert "<script>" not in html


def test_optional_fields_say_so() -> None:
    html = rendered(EveryKind())
    assert "(선택)" in block_of(html, "reason")
    assert "(선택)" not in block_of(html, "name")


def test_a_page_without_a_form_has_no_errors() -> None:
    assert form_errors("") == []
    assert form_errors(None) == []


def test_pages_of_hand_made_errors_use_the_same_summary() -> None:
    faults = [{"target": "q4r", "label": "데이터 책임자", "text": "이유를 10자 이상 적어 주세요."}]
    html = Template('{% include "includes/error_summary.html" %}').render(Context({"page_errors": faults}))
    assert '<a href="#q4r">데이터 책임자: <span class="error-text">이유를 10자 이상 적어 주세요.</span></a>' in html


def test_djangos_own_words_are_replaced_by_ours() -> None:
    assert EveryKind({}).errors["name"] == ["이 항목을 채워 주세요."]
    assert EveryKind({"size": "zz"}).errors["size"] == ["목록에 없는 값입니다(zz). 다시 골라 주세요."]
