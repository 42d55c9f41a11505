"""Particles that fit the word before them."""

from qmplatform.korean.readings import Final, final_of

# After a final consonant / after a vowel.
_PAIRS = frozenset(
    {
        "은/는",
        "이/가",
        "을/를",
        "과/와",
        "아/야",
        "으로/로",
        "으로서/로서",
        "으로써/로써",
        "으로부터/로부터",
        "이나/나",
        "이라/라",
        "이라는/라는",
        "이라고/라고",
        "이란/란",
        "이며/며",
        "이랑/랑",
        "이다/다",
        "이고/고",
        "이든/든",
        "이든지/든지",
        "이면/면",
        "이여/여",
        "이에요/예요",
        "이었/였",
    }
)
_UNDECIDED = {"은/는": "은(는)", "이/가": "이(가)", "을/를": "을(를)", "과/와": "과(와)", "아/야": "아(야)"}


class UnableToAttachParticle(ValueError):
    """The particle pair is not one we know."""


def attach(word: str, pair: str) -> str:
    """Write `word` with the particle that fits it.

    Parameters
    ----------
    word : str
        Any text; it comes back unchanged in front of the particle.
    pair : str
        Both forms, in either order, for example ``"은/는"`` or ``"으로/로"``.

    Returns
    -------
    str
        ``"회사는"``, ``"품질로"``, ``"KS는"``, ``"서울(본사)이"``. Where the reading cannot be known both forms are
        written, as offices do: ``"株은(는)"``.

    Raises
    ------
    UnableToAttachParticle
        If the pair is unknown.
    """
    return word + particle_for(word, pair)


def particle_for(word: str, pair: str) -> str:
    """Choose the particle alone; see `attach`."""
    after_consonant, after_vowel = _forms(pair)
    final = final_of(word)
    if final is Final.UNREADABLE:
        return _both(after_consonant, after_vowel)
    if final is Final.NONE or (final is Final.RIEUL and after_consonant.startswith("으로")):
        return after_vowel
    return after_consonant


def _forms(pair: str) -> tuple[str, str]:
    first, _, second = pair.partition("/")
    if f"{first}/{second}" in _PAIRS:
        return first, second
    if f"{second}/{first}" in _PAIRS:
        return second, first
    known = ", ".join(sorted(_PAIRS))
    raise UnableToAttachParticle(f"Unknown particle pair {pair!r}. Use one of: {known}.")


def _both(after_consonant: str, after_vowel: str) -> str:
    undecided = _UNDECIDED.get(f"{after_consonant}/{after_vowel}")
    if undecided:
        return undecided
    if after_consonant.endswith(after_vowel):
        return f"({after_consonant.removesuffix(after_vowel)}){after_vowel}"
    return f"{after_consonant}({after_vowel})"
