"""What a team agreed: comments, key themes and percents; and the same in the shape the pure checks work with."""

from __future__ import annotations

from awards.comments.model import Theme
from awards.models import AgreedComment, AwardApplication, KeyTheme
from awards.selectors.review_log import criteria_for, review_state


def agreed_comments(application: AwardApplication) -> list[AgreedComment]:
    """Return the team's comments that stand, in the order of the criteria, strengths first."""
    order = {code: place for place, code in enumerate(criteria_for(application).items)}
    rows = AgreedComment.objects.filter(application=application, is_removed=False)
    return sorted(
        rows, key=lambda row: (order.get(row.item, len(order)), row.kind != "strength", row.position, str(row.pk))
    )


def themes(application: AwardApplication) -> list[KeyTheme]:
    """Return the key themes of an application, by kind and in their own order."""
    return list(KeyTheme.objects.filter(application=application))


def final_percents(application: AwardApplication) -> dict[str, int | None]:
    """Return the percent every item stands at, after a site visit what that left; None while it is open."""
    return review_state(application).percents


def theme_of(row: KeyTheme) -> Theme:
    """Return a key theme as the checks read it."""
    return Theme(row.kind, tuple(str(one) for one in row.comments), row.ko, row.en)
