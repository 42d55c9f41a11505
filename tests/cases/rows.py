"""Rows of an import file for tests."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases.importing import read_records, read_rows
from cases.services.loading import CasesLoaded, cases_load

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
LIBRARY = Path(__file__).parents[2] / "cases" / "data" / "cases.jsonl"


def make_row(**columns: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": "plating-2024",
        "organisation": "Hanbit Plating",
        "organisation_ko": "한빛도금",
        "country": "KR",
        "region": "경기도",
        "year": 2024,
        "award": "Korean National Quality Innovation Award",
        "award_ko": "국가품질혁신상",
        "category": "금상",
        "sector": "metal plating",
        "sector_ko": "도금·표면처리",
        "size": "small",
        "themes": ["traceability", "process-control"],
        "title_en": "Fewer rejects by lot tracking",
        "title_ko": "로트 추적으로 불량을 줄인 도금 공장",
        "problem": "원인 로트를 찾는 데 하루가 걸렸다.",
        "approach": "검사 기록을 로트와 이었다.",
        "approach_en": "It tied inspection records to lots.",
        "results": [
            {"metric": "불량률", "metric_en": "Defect rate", "before": "3.1", "after": "0.7", "unit": "%"},
            {"text": "재작업 40% 감소", "text_en": "Rework down 40%"},
        ],
        "summary_ko": "한빛도금은 로트 추적으로 불량을 줄였다.",
        "summary_en": "Hanbit Plating cut rejects.",
        "source": "https://example.com/plating",
        "is_award": True,
        "verification": {"status": "source-read", "note": "award fact and any figures were read in the cited source"},
    }
    return row | columns


def jsonl(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def load(*rows: dict[str, Any]) -> CasesLoaded:
    return load_bytes(jsonl(*rows))


def load_bytes(content: bytes) -> CasesLoaded:
    return cases_load(records=read_records(read_rows(content, suffix=".jsonl")), source="test", by=None, now=NOW)
