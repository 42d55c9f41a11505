"""A small library's words, for tests that need no database."""

from cases.search.analyser import tokens_of, words_of
from cases.search.thesaurus import Thesaurus
from cases.search.thesaurus_file import read_thesaurus
from cases.search.vocabulary import Vocabulary

TEXT = """
품질경영 품질 분임조 품질분임조 활동 불량률 불량 품질비용 절감 공정관리 설비보전 스마트공장 구축 비전 검사 비전검사 협력업체 생산성 향상
통계적 공정관리 도입 중소기업 용접 배관 누설 보전 corp quality circle SPC COPQ 전략 물자 관리 서비스 품질 개선 현대자동차 전주공장 화학 변동
"""

SMALL = """
stop_words: [[사례, 방법, the, of, how, 어떻게]]
weak_words: [[줄이*, '*습니다', 활동, 향상, 도입, 개선]]
groups:
- {id: a001, ko: 불량률, en: defect rate, terms: [부적합률], misspellings: [불량율]}
- {id: a002, ko: 통계적 공정관리, en: statistical process control, terms: [SPC]}
- {id: a003, ko: 품질비용, en: cost of quality}
- {id: a004, ko: 품질비용, kind: narrower, weight: 0.5, terms: [실패비용, COPQ]}
- {id: a005, ko: 품질경영, en: quality management, terms: [QM], ambiguous: [QM]}
- {id: a006, ko: 품질경영, kind: related, terms: [품질관리]}
- {id: a007, ko: 국가품질혁신경진대회, en: contest, former_names: [전국품질분임조경진대회], shop_floor: [대회판]}
- {id: a008, ko: 비전 검사, en: machine vision}
- {id: a009, ko: 품질분임조, en: quality circle, terms: [분임조, QC circle]}
- {id: a010, ko: 스마트공장, en: smart factory}
- {id: a011, ko: 설비보전, en: maintenance}
"""


def small_thesaurus() -> Thesaurus:
    return read_thesaurus(SMALL)


def small_vocabulary(count: int = 20) -> Vocabulary:
    words = set(words_of(TEXT))
    return Vocabulary(((word, count) for word in words), tokens_of(TEXT))
