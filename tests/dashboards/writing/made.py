"""A page made by hand, with every kind of value, picture and reason why there is none."""

from collections.abc import Sequence
from datetime import UTC, datetime

from dashboards.figures import Column, Kind, Page, Provenance, Row, Table, Value, Withheld
from dashboards.writing import Issue, Stamp, Words
from qmplatform.charts import ChartSpec

NOW = datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC)
AS_OF = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
SIZES = ("소상공인", "소기업", "중기업", "중견기업", "대기업", "전체")
SECTORS = ("자동차·부품", "전기장비·가전", "반도체·전자부품", "기계·로봇", "식품·음료", "의약품·바이오", "건설")
REGIONS = {
    "11": "서울", "26": "부산", "27": "대구", "28": "인천", "30": "대전", "31": "울산", "36": "세종", "41": "경기",
    "51": "강원", "43": "충북", "44": "충남", "52": "전북", "12": "전남광주", "47": "경북", "48": "경남", "50": "제주",
}  # fmt: skip

WORDS = Words(
    language="ko",
    withheld={
        Withheld.FEW: "비공개 (5개사 미만)",
        Withheld.OUTSIDE: "소관 밖",
        Withheld.NONE: "자료 없음",
        Withheld.NOT_CROSSED: "이 단계로는 공개하지 않음",
    },
    withheld_short={
        Withheld.FEW: "비공개",
        Withheld.OUTSIDE: "소관 밖",
        Withheld.NONE: "없음",
        Withheld.NOT_CROSSED: "미공개",
    },
    code="코드",
    name="이름",
    low="%s 90%% 하한",
    high="%s 90%% 상한",
    companies="%s 기업 수",
    note="%s 비고",
    n="%s개사",
    under="%s 미만",
    over="%s 이상",
    notes_sheet="설명",
    what="항목",
    value="내용",
    product="품질경영 자가진단",
    fictional="가상 데이터",
    source="출처",
)


def text(value: str) -> Value:
    return Value(value)


def few() -> Value:
    return Value(withheld=Withheld.FEW)


def heat() -> Table:
    columns = tuple(Column(f"s{at}", title, Kind.POINTS) for at, title in enumerate(SIZES))
    rows = []
    for r, name in enumerate(SECTORS):
        values = [
            few() if (r + c) % 5 == 0 else Value(round(33.2 + 4.9 * c + 1.3 * r, 1), companies=5 * (3 + r + 2 * c))
            for c in range(len(columns))
        ]
        rows.append(Row(f"C{20 + r}", text(name), tuple(values)))
    return Table(
        "sector-size",
        "업종과 규모에 따라 어떻게 다른가",
        columns,
        tuple(rows),
        "칸마다 평균과 참여기업 수입니다.",
        "업종",
        "heat",
        shades=(38.0, 44.0, 50.0, 60.0),
    )


def regions() -> Table:
    column = Column("mean", "평균", Kind.POINTS)
    values = [few() if code == "36" else Value(37.2 + at * 0.9) for at, code in enumerate(REGIONS)]
    rows = tuple(Row(code, text(name), (value,)) for (code, name), value in zip(REGIONS.items(), values, strict=True))
    return Table("regions", "시도별 평균", (column,), rows, "2026. 7. 1. 이후 16개 시도입니다.", "시도", "map")


def tiles() -> Table:
    columns = (Column("value", "값", Kind.POINTS), Column("sample", "참여기업 평균", Kind.POINTS))
    row = Row("index", text("전국 지수(모집단 보정)"), (Value(41.8, low=40.9, high=42.7), Value(44.1, companies=2140)))
    return Table("index", "전국 지수", columns, (row,), "", "지표", "tiles")


def trend() -> Table:
    names = ("2024", "2025 상", "2025 하", "2026 상", "2026 하")
    both, all_of_them = (43.0, 44.6, 46.0, 48.2, 49.6), (41.0, 41.6, 42.3, 43.5, 44.1)
    spec = ChartSpec(
        kind="trend", title="나아지고 있나", summary="연속 참여기업이 43.0점에서 49.6점으로 올랐습니다.",
        labels=names, own=both, benchmark=all_of_them, own_name="연속 참여", benchmark_name="전체 참여",
    )  # fmt: skip
    columns = (Column("panel", "연속 참여", Kind.POINTS), Column("all", "전체 참여", Kind.POINTS))
    rows = tuple(Row(f"e{at}", text(name), (Value(both[at]), Value(all_of_them[at]))) for at, name in enumerate(names))
    return Table("trend", "나아지고 있나", columns, rows, "전체 점수 평균입니다.", "기준 시점", "trend", spec)


def bars() -> Table:
    names = ("리더십", "고객", "품질비용", "공정관리", "데이터")
    means = (47.1, 50.2, 36.7, 44.4, 39.9)
    spec = ChartSpec(
        kind="bars", title="세부항목별 평균", summary="품질비용이 36.7점으로 가장 낮습니다.", labels=names, own=means,
        interval=[(m - 1, m + 1) for m in means], own_name="평균",
    )  # fmt: skip
    column = Column("mean", "평균", Kind.POINTS)
    rows = tuple(
        Row(f"D{at}", text(name), (Value(mean, low=mean - 1, high=mean + 1),))
        for at, (name, mean) in enumerate(zip(names, means, strict=True))
    )
    return Table("dimensions", "세부항목별 평균", (column,), rows, "90% 구간과 함께 봅니다.", "세부항목", "bars", spec)


def funnel() -> Table:
    steps = {
        "registered": ("가입", 3000),
        "started": ("시작", 2400),
        "half": ("절반 작성", 1900),
        "sent": ("제출", 1500),
    }
    rows = tuple(Row(code, text(name), (Value(n),)) for code, (name, n) in steps.items())
    return Table("funnel", "어디에서 멈추나", (Column("n", "기업", Kind.COUNT, "개사"),), rows, "", "단계", "funnel")


def kinds() -> Table:
    """Return a table with every kind and every reason."""
    columns = (
        Column("text", "글", Kind.TEXT), Column("change", "변화", Kind.CHANGE), Column("count", "기업", Kind.COUNT),
        Column("percent", "비율", Kind.PERCENT), Column("ratio", "알파", Kind.RATIO), Column("whole", "연도", Kind.WHOLE),
        Column("minutes", "시간", Kind.MINUTES, "분"), Column("date", "날짜", Kind.DATE),
    )  # fmt: skip
    given = (
        Value("글"), Value(-3.0, low=-4.5, high=-1.5, note="이전 판의 값"), Value(1235), Value(31.6), Value(0.8),
        Value(2026), Value(42), Value("2026-10-31"),
    )  # fmt: skip
    missing = tuple(Value(withheld=reason) for reason in (*Withheld, *Withheld))
    rows = (Row("a", text("첫째"), given), Row("b", text("둘째"), missing))
    return Table("kinds", "여러 값", columns, rows, "", "줄")


def page(tables: Sequence[Table] | None = None, *, name: str = "overview", is_synthetic: bool = True) -> Page:
    every = (tiles(), heat(), regions(), trend(), bars(), funnel(), kinds())
    return Page(
        name=name,
        title="전국 품질경영 현황",
        query="edition=2026h2&size=small",
        tables=tuple(every if tables is None else tables),
        provenance=Provenance(
            "2026h2", AS_OF, "디지털 품질경영 2026.1", 2140, is_synthetic, ("모집단은 등록 기업 수입니다.",)
        ),
        lead="우리나라 기업의 품질경영이 어디까지 왔는지 봅니다.",
        conditions=(("기준 시점", "2026년 하반기"), ("규모", "소기업")),
        findings=(
            "전국 지수는 41.8점으로 지난 시점보다 1.4점 올랐습니다.",
            "품질비용이 36.7점으로 가장 약합니다.",
            "중견기업이 소상공인보다 25점 높습니다.",
        ),
    )


def stamp() -> Stamp:
    return Stamp(
        by="정주무관",
        at=NOW,
        notes=(
            ("화면", "전국 품질경영 현황"),
            ("규모", "소기업"),
            ("참여기업", 2140),
            ("만든 시각", NOW),
            ("만든 사람", "정주무관"),
        ),
        source="2026년 하반기 판 · 2026. 10. 31. 기준 · 참여기업 약 2,140개사",
    )


def issue(tables: Sequence[Table] | None = None) -> Issue:
    return Issue(page(tables), WORDS, stamp())
