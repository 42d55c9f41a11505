"""Pages made by hand, with every kind of picture and every way of withholding."""

from datetime import UTC, datetime
from typing import Any

from accounts.reference import regions
from dashboards.figures import Column, Kind, Page, Provenance, Row, Table, Value, Withheld
from dashboards.selectors.query import Query
from qmplatform.charts import ChartSpec

FEW = Value(withheld=Withheld.FEW)
POINTS = Column("mean", "평균", Kind.POINTS)
SIZES = ("소상공인", "소기업", "중기업", "중견기업", "대기업", "공공기관")


def name(text: str, **more: Any) -> Value:
    return Value(text, **more)


def tiles() -> Table:
    rows = (
        Row("index", name("평균 점수 (모집단 보정)"), (Value(41.8, low=40.9, high=42.7), Value(44.1, companies=2140))),
        Row("change", name("지난 시점 대비"), (Value(1.4, companies=610), Value(withheld=Withheld.NONE))),
        Row("level", name("3단계 이상"), (FEW, FEW)),
    )
    return Table("index", "요약", (POINTS, Column("sample", "참여기업 기준", Kind.POINTS)), rows, picture="tiles")


def weakest() -> Table:
    rows = (Row("weakest", name("가장 약한 세부항목"), (Value("품질비용"), Value(36.7))),)
    return Table("weakest", "가장 약한 세부항목", (Column("node", "", Kind.TEXT), POINTS), rows, picture="tiles")


def heat() -> Table:
    means = {"자동차·부품": 36.2, "목재·종이·인쇄·가구·기타제품": 28.9, "건설": 33.2}
    columns = tuple(Column(f"s{at}", size, Kind.POINTS) for at, size in enumerate(SIZES))
    rows = tuple(
        Row(
            f"r{at}",
            name(sector, query=f"sector=S{at}"),
            tuple(
                FEW if (at + k) % 4 == 3 else Value(round(mean + 8.7 * k, 1), companies=20 + 5 * k, query="size=small")
                for k in range(len(SIZES))
            ),
        )
        for at, (sector, mean) in enumerate(means.items())
    )
    lead = "칸마다 평균 점수와 참여 기업 수입니다. 5개사 미만인 칸과 그 칸을 되짚게 하는 칸은 비공개합니다."
    return Table("heat", "업종과 규모에 따라 어떻게 다른가", columns, rows, lead, "업종", "heat")


def provinces() -> Table:
    found = regions(datetime(2026, 11, 1, tzinfo=UTC).date())
    rows = tuple(
        Row(
            one.code,
            name(one.name_ko, query=f"region={one.code}"),
            (FEW if one.code == "36" else Value(35.0 + at * 1.9, companies=25), Value(25)),
        )
        for at, one in enumerate(found)
    )
    columns = (POINTS, Column("companies", "참여 기업", Kind.COUNT))
    return Table(
        "map", "시도별 평균", columns, rows, "누르면 그 지역으로 내려갑니다.", "시도", "map", shades=(38, 44, 50, 60)
    )


def trend() -> Table:
    labels = ("2024", "2025 상", "2025 하", "2026 상", "2026 하")
    own, all_of_them = (43.1, 44.6, 46.0, 48.2, 49.6), (41.0, 41.6, 42.3, 43.5, 44.1)
    spec = ChartSpec(
        kind="trend",
        title="나아지고 있나",
        summary="연속 참여기업은 43.1점에서 49.6점으로 올랐습니다.",
        labels=labels,
        own=own,
        benchmark=all_of_them,
        own_name="연속 참여",
        benchmark_name="전체 참여",
    )
    columns = (Column("panel", "연속 참여", Kind.POINTS), Column("all", "전체 참여", Kind.POINTS))
    rows = tuple(
        Row(label, name(label), (Value(a), Value(b))) for label, a, b in zip(labels, own, all_of_them, strict=True)
    )
    return Table("trend", "나아지고 있나", columns, rows, "", "시점", "trend", spec)


def bars() -> Table:
    labels = ("품질비용", "데이터 수집", "표준화와 문서관리")
    spec = ChartSpec(
        kind="bars",
        title="세부항목",
        summary="품질비용이 가장 낮습니다.",
        labels=labels,
        own=(36.7, 44.2, 51.9),
        interval=((35.0, 38.4), (43.0, 45.4), (50.1, 53.7)),
        own_name="평균",
    )
    rows = tuple(
        Row(f"d{at}", name(label, query="node=INF1"), (Value(mean, low=mean - 1.5, high=mean + 1.5, companies=2140),))
        for at, (label, mean) in enumerate(zip(labels, (36.7, 44.2, 51.9), strict=True))
    )
    return Table("bars", "세부항목", (POINTS,), rows, "", "세부항목", "bars", spec)


def funnel() -> Table:
    steps = (("가입", 2500), ("시작", 2300), ("절반", 2200), ("제출", 2140), ("보고서", 1900))
    columns = (Column("companies", "기업", Kind.COUNT, "개사"), Column("share", "가입한 기업 가운데", Kind.PERCENT))
    rows = tuple(Row(f"f{at}", name(step), (Value(n), Value(n / 25))) for at, (step, n) in enumerate(steps))
    return Table("funnel", "어디까지 왔나", columns, rows, "", "단계", "funnel")


def plain() -> Table:
    columns = (
        Column("text", "보기", Kind.TEXT),
        Column("count", "기업", Kind.COUNT, "개사"),
        Column("change", "차이", Kind.CHANGE),
        Column("percent", "비율", Kind.PERCENT),
        Column("ratio", "알파", Kind.RATIO),
        Column("whole", "연도", Kind.WHOLE),
        Column("minutes", "시간", Kind.MINUTES),
        Column("date", "날짜", Kind.DATE),
    )
    rows = (
        Row(
            "all",
            name("모두 있는 줄"),
            (
                Value("글"),
                Value(1250),
                Value(-2.4),
                Value(31.6),
                Value(0.876),
                Value(2026),
                Value(41),
                Value("2026-10-31"),
            ),
        ),
        Row(
            "none",
            name("없는 줄"),
            (
                Value(withheld=Withheld.NONE),
                FEW,
                *([Value(withheld=Withheld.OUTSIDE)] * 3),
                *([Value(withheld=Withheld.NOT_CROSSED)] * 3),
            ),
        ),
    )
    return Table("plain", "줄과 칸", columns, rows, "", "이름")


def sample(query: Query, *tables: Table) -> Page:
    return Page(
        "overview",
        "전국 품질경영 현황",
        query.filters.query(),
        tables
        or (
            tiles(),
            weakest(),
            heat(),
            provinces(),
            trend(),
            bars(),
            funnel(),
            plain(),
            Table("none", "없는 표", (), ()),
        ),
        Provenance(
            "41ab07",
            datetime(2026, 10, 31, tzinfo=UTC),
            "디지털 품질경영 2026.1",
            2140,
            True,
            ("스스로 참여한 기업의 자료입니다.",),
        ),
        lead="나라 전체의 품질경영 수준이 어디에 있고 어떻게 바뀌는지 봅니다.",
        trail=(("전국", ""), ("부산광역시", "region=26"), ("자동차·부품", "sector=AUTO&region=26")),
        findings=(
            "모집단으로 보정한 평균은 41.8점입니다.",
            "가장 약한 세부항목은 품질비용입니다.",
            "중견기업과 소상공인의 차이는 25.1점입니다.",
        ),
    )
