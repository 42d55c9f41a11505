import pytest

from qmplatform.environment import UnableToReadSetting, env_choice


def choice() -> str:
    return env_choice("QM_TEST_CHOICE", "off", choices=("off", "on"))


@pytest.mark.parametrize(("given", "expected"), [(None, "off"), ("", "off"), ("on", "on")])
def test_a_choice_is_read(given: str | None, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QM_TEST_CHOICE", raising=False)
    if given is not None:
        monkeypatch.setenv("QM_TEST_CHOICE", given)
    assert choice() == expected


@pytest.mark.parametrize("given", ["On", "1", "maybe"])
def test_what_is_no_choice_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QM_TEST_CHOICE", given)
    with pytest.raises(UnableToReadSetting, match="off, on"):
        choice()
