"""Turns text into the tokens of the search index: one analyser for documents and queries on every database. Pure.

Hangul words lose a trailing particle and become syllable bigrams; Latin words and numbers stay whole. A token holds
nothing but ``a-z``, ``0-9``, ``_`` and Hangul syllables, so that no database cuts it or reads an operator in it.
"""

import re
import unicodedata
from functools import lru_cache

# A change of any rule below changes this: an index made with another one is not searched but made anew.
ANALYSER_VERSION = "1"
TOKEN_LENGTH = 40

# What stands after a noun without being part of it: particles, and the endings that make a noun a verb.
_PARTICLES = frozenset(
    "은 는 이 가 을 를 의 에 와 과 로 도 만 나 랑 께 야 "
    "에서 에게 한테 께서 으로 까지 부터 보다 처럼 마다 조차 밖에 이나 이랑 이며 이고 이다 이란 이라 라는 이라는 라고 "
    "에는 에도 에만 에의 에서는 에서도 에서의 에게는 으로는 으로도 으로의 으로서 으로써 로는 로도 로의 로서 로써 "
    "과의 와의 과는 와는 까지의 부터의 까지는 만을 만의 만이 들은 들이 들을 들의 들과 들에게 이었다 였다 입니다 이던 "
    "한 할 함 해 된 될 됨 하다 하는 하고 하며 하면 하기 하여 하자 하지 하도록 하였다 하였고 하였으며 하였던 했다 했고 "
    "했으며 했던 한다 한다는 하려는 하려고 하는데 해서 해야 하였 합니다 했습니다 하였습니다 하기로 하기를 하기에 "
    "되다 되는 되고 되며 되면 되어 되지 되도록 되었다 되었고 되었으며 되었던 됐다 됐고 됐으며 된다 돼 되기 됩니다 됐습니다 "
    "시켜 시킨 시키는 시키고 시켰다 시켰고 시켰으며 시키기 시킬 시킴 시킨다 적인 적으로 적이고".split()
)
_LONGEST_PARTICLE = max(map(len, _PARTICLES))
# Nouns whose last syllable looks like a particle.
_NOUN_TAILS = frozenset(
    "효과 성과 결과 초과 통과 경과 여과 투과 부과 제과 학과 "
    "평가 원가 단가 물가 국가 인가 허가 증가 추가 참가 휴가 문가 고가 저가 주가 작가 "
    "온도 속도 밀도 강도 습도 정도 제도 이도 족도 뢰도 숙도 지도 성도 요도 여도 태도 한도 각도 시도 의도 유도 주도 선도 "
    "고도 용도 농도 경도 빈도 연도 년도 점도 순도 명도 진도 척도 궤도 감도 동도 산도 확도 "
    "경로 통로 도로 진로 회로 선로 용로 열로 수로 사로 으로 "
    "회의 합의 정의 주의 논의 협의 문의 편의 결의 심의 강의 창의 동의 유의 임의 "
    "차이 높이 길이 깊이 넓이 종이 놀이 사이 아이 나이 "
    "불만 대만 미만 비만 하나 나라 프라 카메라 제한 권한 기한 무한 유한 북한 소한 대한 "
    "역할 분할 결함 포함 명함 재해 이해 피해 손해 올해 공해 저해 상해 양해 침해 방해 견해 가을 마을 노을 "
    "분야 시야".split()
)
# Words that tell nothing about a case; left out on both sides.
_STOP_WORDS = frozenset(
    "및 등 수 것 그 이 저 더 각 약 총 중 때 곳 바 위한 위해 위하여 통해 통한 통하여 대한 대해 대하여 따른 따라 있는 있다 있고 "
    "있도록 하는 하고 하여 했다 한다 되는 된다 됐다 그리고 또는 또한 이를 이에 "
    "a an and are as at be by for from has in is its of on or that the their to was were which with".split()
)
# Everyday verbs by the syllables their forms begin with: 줄인, 줄여, 줄였다, 줄이기 are one word.
_VERBS = {
    form: base
    for base, forms in {
        "줄이": "줄이 줄인 줄일 줄임 줄여 줄였 줄입",
        "줄어": "줄어 줄었 줄고 줄음",
        "높이": "높이 높인 높일 높임 높여 높였 높입",
        "낮추": "낮추 낮춘 낮출 낮춤 낮춰 낮췄",
        "늘리": "늘리 늘린 늘릴 늘림 늘려 늘렸",
        "없애": "없애 없앤 없앨 없앰 없앴",
        "바꾸": "바꾸 바꾼 바꿀 바꿈 바꿔 바꿨",
        "만들": "만들 만든 만듦 만드",
        "막기": "막기 막은 막는 막아 막았",
        "찾기": "찾기 찾은 찾는 찾아 찾았",
        "모으": "모으 모은 모을 모아 모았",
        "나누": "나누 나눈 나눠 나눴",
        "키우": "키우 키운 키울 키워 키웠",
        "고치": "고치 고친 고칠 고쳐 고쳤",
        "살리": "살리 살린 살려 살렸",
        "올리": "올리 올린 올릴 올려 올렸",
        "빠르": "빠르 빠른 빨라 빨리",
    }.items()
    for form in forms.split()
}

_HANGUL = "가-힣"
_LATIN = "a-zß-öø-ÿ\u0100-\u024f"
# Syllables, Latin letters, numbers with their points and commas, letters of other scripts.
_RUN = re.compile(rf"([{_HANGUL}]+)|([{_LATIN}]+)|([0-9]+(?:[.,][0-9]+)*)|([^\W_{_HANGUL}{_LATIN}0-9]+)")
_PLAIN = re.compile(rf"[a-z0-9_{_HANGUL}]+")
_CACHED_WORDS = 8192
_LEAST_STEM = 4


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a document's text, in order, as often as they stand there.

    Two Hangul words with one space between, the first without a particle, also give the bigram across the space: the
    tokens of 공정 관리 hold those of 공정관리.
    """
    found: list[str] = []
    end = ""
    for word in _folded(text).split():
        tokens, first, last = _analysed(word)
        if end and first:
            found.append(end + first)
        found += tokens
        end = last
    return found


def query_tokens(text: str) -> tuple[str, ...]:
    """Return the different tokens of a word, or of several that are one term; all of them stand where the term does."""
    return tuple(dict.fromkeys(token for word in _folded(text).split() for token in _analysed(word)[0]))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words_of(text: str) -> list[str]:
    """Return the words of a text as a person would look them up: without particles, English ones in the singular."""
    return [stem for word in _folded(text).split() for stem, _tokens in _runs(word)]


@lru_cache(maxsize=_CACHED_WORDS)
def _analysed(word: str) -> tuple[tuple[str, ...], str, str]:
    """Return the tokens of what stands between two spaces, and the syllables that may join its neighbours."""
    runs = _runs(word)
    first = last = ""
    if runs and word.startswith(runs[0][0][0]) and _is_hangul(runs[0][0]):
        first = word[0]
    if runs and _is_hangul(runs[-1][0]) and word.endswith(runs[-1][0]) and runs[-1][0] not in _VERBS.values():
        last = word[-1]
    return tuple(token for _stem, tokens in runs for token in tokens), first, last


def _runs(word: str) -> list[tuple[str, list[str]]]:
    """Return each run of one script that says something: its stem and its tokens."""
    found: list[tuple[str, list[str]]] = []
    for run in _RUN.finditer(word):
        hangul, latin, number, other = run.groups()
        if hangul:
            if hangul in _STOP_WORDS or (run.start() and hangul in _PARTICLES):
                continue
            verb = _VERBS.get(hangul[:2], "")
            stem = verb or stripped(hangul)
            found.append((stem, [verb] if verb else _bigrams(stem)))
        elif latin:
            plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
            if plain not in _STOP_WORDS:
                stem = _singular(plain)
                found.append((stem, [_safe(_english_stem(stem))]))
        elif number:
            found.append((number, [number.replace(",", "").replace(".", "_")[:TOKEN_LENGTH]]))
        else:
            parts = _bigrams(other) if _is_written_without_spaces(other) else [other]
            found.append((other, [_safe(part) for part in parts]))
    return found


def stripped(word: str) -> str:
    """Return a Hangul word without its longest particle, where two syllables or more remain."""
    if word[-2:] in _NOUN_TAILS:
        return word
    for length in range(min(_LONGEST_PARTICLE, len(word) - 2), 0, -1):
        if word[-length:] in _PARTICLES:
            return word[:-length]
    return word


def _bigrams(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]


def _is_hangul(run: str) -> bool:
    return "가" <= run[0] <= "힣"


def _is_written_without_spaces(run: str) -> bool:
    """Tell Chinese and Japanese."""
    return "\u3040" <= run[0] <= "\u9fff"


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def _english_stem(word: str) -> str:
    """Bring the forms of an English verb together; the outcome need not be a word."""
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > _LEAST_STEM else word


def _safe(token: str) -> str:
    """Write a token of another script in letters every database keeps together."""
    if not _PLAIN.fullmatch(token):
        token = f"x_{token.encode('utf-8', 'replace').hex()}"
    return token[:TOKEN_LENGTH]
