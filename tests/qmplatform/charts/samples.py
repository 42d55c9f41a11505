"""Charts of a made-up company, with the figures of the design mocks."""

from qmplatform.charts import Absent, Band, ChartSpec

DIMENSIONS = {
    "설비": (62.5, 38, 50, 61),
    "시스템": (55.0, 36, 48, 60),
    "데이터": (41.0, 33, 45, 57),
    "분석": (48.0, 30, 44, 58),
    "인력": (52.5, 35, 46, 58),
    "리더십": (72.5, 42, 55, 68),
    "전략": (66.0, 40, 52, 64),
    "프로세스": (64.0, 44, 56, 67),
    "교육": (38.0, 31, 43, 55),
    "품질비용": (34.5, 28, 40, 53),
    "공정": (68.2, 45, 57, 69),
    "고객": (70.4, 48, 60, 71),
    "개선": (58.5, 40, 51, 63),
}
LONG_KO = (
    "품질이슈 분석·대응체계와 재발방지 활동 수준",
    "경력개발·교육훈련",
    "미션·비전·전략",
    "업무 프로세스 표준화와 변경관리",
)
LONG_EN = (
    "Analysis of quality issues and response system",
    "Career development and training",
    "Mission, vision and strategy",
    "Standardisation of business processes",
)
LEVELS_KO = (
    Band(0, "0 출발"),
    Band(10, "1 기록"),
    Band(30, "2 정돈"),
    Band(50, "3 정착"),
    Band(70, "4 예방"),
    Band(90, "5 선도"),
)
LEVELS_EN = (
    Band(0, "0 Starting"),
    Band(10, "1 Recording"),
    Band(30, "2 Orderly"),
    Band(50, "3 Established"),
    Band(70, "4 Preventive"),
    Band(90, "5 Leading"),
)


def gauge(language: str = "ko", own: float | None = 56.0) -> ChartSpec:
    return ChartSpec(
        kind="gauge",
        title="전체 점수",
        summary="전체 점수 56.0점, 90% 구간 52.7점에서 59.2점. 같은 업종·규모 중앙값은 49.7점.",
        labels=["전체"],
        own=[own],
        benchmark=[49.7167],
        q1=[39],
        q3=[62],
        interval=[(52.7, 59.2)],
        bands=LEVELS_KO if language == "ko" else LEVELS_EN,
        language=language,
    )


def dimensions(kind: str, labels: tuple[str, ...] = ()) -> ChartSpec:
    values = list(DIMENSIONS.values())[: len(labels) or None]
    return ChartSpec(
        kind=kind,
        title="세부항목 점수",
        summary="리더십과 고객에서 중앙값보다 높고, 품질비용·교육·데이터에서 낮습니다.",
        labels=list(labels or DIMENSIONS),
        own=[v[0] for v in values],
        q1=[v[1] for v in values],
        benchmark=[v[2] for v in values],
        q3=[v[3] for v in values],
    )


def with_gaps(kind: str) -> ChartSpec:
    return ChartSpec(
        kind=kind,
        title="빈 곳이 있는 점수",
        summary="데이터는 모르고 교육은 비교 기업이 적습니다.",
        labels=["설비", "데이터", "교육", "공정", "고객"],
        own=[62.5, None, 38.0, 68.2, None],
        benchmark=[50, 45, None, 57, 60],
        q1=[38, 33, None, 45, 48],
        q3=[61, 57, None, 69, 71],
        absent=[None, Absent.UNKNOWN, None, None, Absent.NOT_APPLICABLE],
    )


def indicators() -> ChartSpec:
    return ChartSpec(
        kind="bullet",
        title="핵심 지표",
        summary="공정불량은 중앙값보다 낮고 납기 준수율은 목표에 모자랍니다.",
        labels=["공정불량률", "납기 준수율", "고객 불만 처리기간"],
        own=[620, 96.2, None],
        benchmark=[1200, 97.5, 5],
        q1=[3500, 94.0, 9],
        q3=[400, 99.0, 3],
        target=[300, 99.5, 2],
        goalposts=[(50000, 10), (80, 100), (20, 1)],
        logarithmic=[True, False, False],
        units=["ppm", "%", "일"],
    )


def levels() -> ChartSpec:
    return ChartSpec(
        kind="levels",
        title="문항별 수준",
        summary="검사 기록은 3수준, 로트 추적은 1수준, 불량코드 체계는 모름.",
        labels=["검사 기록", "로트 추적", "불량코드 체계"],
        own=[3, 1, None],
        benchmark=[2.4, 2.2, 2.0],
        target=[4, 3, None],
        domain=(0, 5),
    )


def matrix() -> ChartSpec:
    return ChartSpec(
        kind="matrix",
        title="개선과제 우선순위",
        summary="중요도가 높고 현재 수준이 낮은 구역에 과제 1, 2, 3이 있습니다.",
        labels=[f"과제 {i}" for i in range(1, 10)],
        own=[41, 34.5, 38, 48, 52.5, 55, 68.2, 64, 70.4],
        importance=[0.92, 0.8, 0.62, 0.74, 0.68, 0.3, 0.55, 0.25, 0.15],
        focus=[True] * 5 + [False] * 4,
        domain=(20, 80),
        crosshair=(56, 0.48),
        quadrants=("집중 개선", "유지", "후순위", "여유"),
        axes=("현재 수준(20~80점)", "중요도"),
    )


def trend() -> ChartSpec:
    return ChartSpec(
        kind="trend",
        title="점수 추이",
        summary="43.1점에서 49.6점으로 올랐습니다.",
        labels=["2022", "2023", "2024", "2025", "2026"],
        own=[43.1, 44.6, None, 48.2, 49.6],
        benchmark=[41.0, 41.6, 42.3, 43.5, 44.1],
        unit="점",
    )


def every() -> list[ChartSpec]:
    return [
        gauge(),
        gauge("en"),
        gauge(own=None),
        dimensions("radar"),
        dimensions("radar", LONG_KO),
        dimensions("radar", LONG_EN),
        with_gaps("radar"),
        dimensions("bars"),
        dimensions("bars", LONG_KO),
        dimensions("bars", LONG_EN),
        with_gaps("bars"),
        indicators(),
        levels(),
        matrix(),
        trend(),
    ]
