"""Searches cases as the page does."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language

from cases.cards import case_row
from cases.criteria import Criteria
from cases.search.highlighting import marker_of
from cases.searching import clean_query
from cases.selectors.search import case_search
from cases.serializers import CasePageSerializer, page_data


class Command(BaseCommand):
    help = "Search the cases as the page does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--limit", type=int, default=10, help="at most so many (default 10)")
        parser.add_argument("--json", action="store_true", help="one JSON object, as the API returns it")

    def handle(self, *args: Any, **options: Any) -> None:
        limit = options["limit"]
        if limit < 1:
            raise CommandError("--limit must be 1 or more.")
        criteria = Criteria(query=clean_query(options["query"]))
        found = case_search(criteria=criteria, on=timezone.localdate(), page_size=limit)
        language = get_language() or "ko"
        if options["json"]:
            content = CasePageSerializer(page_data(found, language)).data
            self.stdout.write(json.dumps(content, ensure_ascii=False))
            return
        if found.understood.did_you_mean or found.understood.reading:
            self.stdout.write(f"read as: {found.understood.did_you_mean or found.understood.reading}")
        marker = marker_of(found.understood)
        for row in (case_row(case, language, marker) for case in found.cases):
            self.stdout.write(f"{row.case.id}\t{row.title}\t{' · '.join(map(str, row.facts))}")
        self.stdout.write(f"{found.total} cases")
