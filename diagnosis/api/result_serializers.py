"""What the API tells about a result. Numbers are as they are displayed; texts are in the reader's language."""

from rest_framework import serializers

from diagnosis.report.facts import (
    CaseGroup,
    CaseNote,
    IntervalFact,
    ItemFact,
    NodeFact,
    ResultFacts,
    Standing,
)

Anything = serializers.Serializer[object]


class PositionSerializer(Anything):
    """Where a score stands; a number is null where too few companies allow it."""

    peers = serializers.CharField()
    n = serializers.IntegerField(help_text="Companies, to the nearest five.")
    mean = serializers.FloatField()
    q1 = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    q3 = serializers.FloatField(allow_null=True)
    top_percent = serializers.IntegerField(allow_null=True)
    top_range = serializers.ListField(child=serializers.IntegerField(), allow_null=True)
    is_synthetic = serializers.BooleanField(help_text="The peers are fictional.")
    as_of = serializers.DateField()
    low = serializers.FloatField(allow_null=True, help_text="Of the mean's 90 % interval.")
    high = serializers.FloatField(allow_null=True)
    own_percent = serializers.IntegerField(
        allow_null=True, help_text="How much of the mean rests on these companies themselves."
    )
    quarter = serializers.IntegerField(allow_null=True, help_text="1 (lowest) to 4.")
    shift = serializers.FloatField(allow_null=True, help_text="Added to wider peers to make them comparable.")
    is_anchored = serializers.BooleanField(help_text="Published values of another survey take part in the mean.")
    way = serializers.JSONField(help_text="From the narrowest peers to the widest: peers, n, is_used, why.")


class ResultItemSerializer(Anything):
    code = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    answer = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    level = serializers.IntegerField(allow_null=True)


class ResultGroupSerializer(Anything):
    code = serializers.CharField()
    title = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    why_none = serializers.CharField()
    level = serializers.IntegerField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    coverage_percent = serializers.IntegerField()
    share_percent = serializers.FloatField()
    contribution = serializers.FloatField(allow_null=True)
    gap = serializers.FloatField(allow_null=True, help_text="Score less the peers' median.")
    previous = serializers.FloatField(allow_null=True)
    is_change_clear = serializers.BooleanField(
        allow_null=True, help_text="The change is larger than the answers' uncertainty; null where nobody can tell."
    )
    interval = serializers.ListField(child=serializers.FloatField(), allow_null=True, help_text="The 90 % interval.")
    position = PositionSerializer(allow_null=True)


class ResultDimensionSerializer(ResultGroupSerializer):
    items = ResultItemSerializer(many=True)


class ResultDomainSerializer(ResultGroupSerializer):
    dimensions = ResultDimensionSerializer(many=True)
    items = ResultItemSerializer(many=True)


class HighlightSerializer(Anything):
    code = serializers.CharField()
    title = serializers.CharField()
    score = serializers.FloatField()
    sentence = serializers.CharField()


class ResultSerializer(Anything):
    """A result."""

    company = serializers.CharField()
    reference_year = serializers.IntegerField()
    is_synthetic = serializers.BooleanField()
    model = serializers.CharField()
    engine = serializers.CharField()
    snapshot = serializers.CharField()
    checksum = serializers.CharField()
    computed_at = serializers.DateTimeField()
    overall = ResultGroupSerializer()
    level_name = serializers.CharField()
    sentence = serializers.CharField()
    balance_ratio = serializers.FloatField(allow_null=True)
    interval = serializers.JSONField(
        help_text="Low, high and median of the draws, and how likely each level is; null in older results."
    )
    domains = ResultDomainSerializer(many=True)
    modules = ResultDomainSerializer(many=True)
    strengths = HighlightSerializer(many=True)
    gaps = HighlightSerializer(many=True)
    flags = serializers.JSONField(help_text="Answers that seem not to fit together: severity, message, codes.")
    references = serializers.JSONField(help_text="Published values: label, value, gap, note.")


class RecommendedCaseSerializer(Anything):
    case = serializers.CharField()
    title = serializers.CharField()
    organisation = serializers.CharField()
    reason = serializers.CharField(help_text="One sentence: the weak theme, what the company shares with it, the gain.")
    change = serializers.CharField(help_text="A figure before and after; empty where the source names none.")
    source_url = serializers.CharField()
    short_url = serializers.CharField(help_text="For print: leads to the case for as long as it is published.")
    is_synthetic = serializers.BooleanField()


class RecommendedCasesSerializer(Anything):
    dimension = serializers.CharField()
    title = serializers.CharField()
    cases = RecommendedCaseSerializer(many=True)


class PendingSerializer(Anything):
    """Not there yet: ask again."""

    state = serializers.CharField(help_text="draft, scoring, rendering, failed")


def result_document(facts: ResultFacts) -> dict[str, object]:
    """Return a result as the API tells it."""
    stamp = facts.stamp
    return {
        "company": facts.company,
        "reference_year": facts.year,
        "is_synthetic": facts.is_synthetic,
        "model": stamp.model,
        "engine": stamp.engine,
        "snapshot": stamp.snapshot,
        "checksum": stamp.result,
        "computed_at": stamp.computed_at,
        "overall": _group(facts.total),
        "level_name": facts.total.level_name,
        "sentence": facts.sentence,
        "balance_ratio": facts.balance_ratio,
        "interval": _interval(facts.interval) if facts.interval else None,
        "domains": [_domain(domain) for domain in facts.domains],
        "modules": [_domain(module) for module in facts.modules],
        "strengths": [_highlight(h.code, h.title, h.value, h.sentence) for h in facts.strengths],
        "gaps": [_highlight(h.code, h.title, h.value, h.sentence) for h in facts.gaps],
        "flags": [
            {"severity": f.severity, "message": f.message, "codes": [code for code, _title in f.items]}
            for f in facts.flags
        ],
        "references": [{"label": a.label, "value": a.value, "gap": a.gap, "note": a.note} for a in facts.anchors],
    }


def cases_document(groups: tuple[CaseGroup, ...]) -> list[dict[str, object]]:
    """Return the recommended cases as the API tells them."""
    return [
        {
            "dimension": group.code,
            "title": group.title,
            "cases": [case_document(case) for case in group.cases],
        }
        for group in groups
    ]


def case_document(case: CaseNote) -> dict[str, object]:
    """Return a recommended case as the API tells it."""
    names = ("title", "organisation", "reason", "change", "source_url", "is_synthetic")
    return {name: getattr(case, name) for name in names} | {"case": case.case_id, "short_url": case.short_address}


def _interval(told: IntervalFact) -> dict[str, object]:
    names = ("low", "high", "median", "draws")
    levels = [{"level": entry.level, "percent": entry.percent} for entry in told.likelihoods]
    return {name: getattr(told, name) for name in names} | {"at_least": levels}


def _domain(node: NodeFact) -> dict[str, object]:
    dimensions = [_group(child) | {"items": [_item(item) for item in child.items]} for child in node.dimensions]
    return _group(node) | {"dimensions": dimensions, "items": [_item(item) for item in node.items]}


def _group(node: NodeFact) -> dict[str, object]:
    names = ("code", "title", "why_none", "level", "low", "high", "coverage_percent", "share_percent")
    more = ("contribution", "gap", "previous", "is_change_clear", "interval")
    document = {name: getattr(node, name) for name in (*names, *more)}
    return document | {"score": node.value, "position": position_document(node.standing) if node.standing else None}


def position_document(standing: Standing) -> dict[str, object]:
    """Return a position as the API tells it."""
    names = ("peers", "n", "mean", "q1", "median", "q3", "top_percent", "top_range", "is_synthetic", "as_of")
    more = ("low", "high", "own_percent", "quarter", "shift", "is_anchored")
    way = [{"peers": s.peers, "n": s.n, "is_used": s.is_used, "why": s.why} for s in standing.way]
    return {name: getattr(standing, name) for name in (*names, *more)} | {"way": way}


def _item(item: ItemFact) -> dict[str, object]:
    return {name: getattr(item, name) for name in ("code", "title", "state", "answer", "level")} | {"score": item.value}


def _highlight(code: str, title: str, score: float, sentence: str) -> dict[str, object]:
    return {"code": code, "title": title, "score": score, "sentence": sentence}
