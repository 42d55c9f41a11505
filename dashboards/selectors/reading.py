"""What every page of the country starts from: the edition asked for, the one before, and values read from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from dashboards.editions import NATION, EditionView, NodeValue, SetKey
from dashboards.figures import Filters, Page, Provenance, Table, UnableToReadFilters, Value, Withheld
from dashboards.selectors.editions import UnableToFindEdition, edition_before, edition_list, edition_of
from dashboards.selectors.naming import Names
from dashboards.selectors.query import Query
from dashboards.selectors.registry import RegistryCounts, registry_counts
from diagnosis.catalog import AssessmentModel
from diagnosis.selectors.catalog import published_model
from qmplatform.korean.formats import KST, kdate
from qmplatform.statistics import round_half_up

# Editions a trend shows at most, the newest.
TREND_LENGTH: Final = 8
# Kinds of sets that indicators are published of; of all others dimensions only.
ITEM_CROSSINGS: Final = frozenset({"", "sector", "group", "size", "sector*size", "group*size", "area", "region"})


@dataclass(frozen=True, slots=True)
class Reading:
    """An edition as one reader asks for it.

    Attributes
    ----------
    query
        The question; its filters name a region as it is called on the edition's day.
    view, before
        The edition, and the comparable one before it.
    trend
        Editions of the model up to `view`, the oldest first, `view` the last.
    key, node
        The set of companies and the node that the filters name.
    """

    query: Query
    view: EditionView
    model: AssessmentModel
    names: Names
    before: EditionView | None = None
    trend: tuple[EditionView, ...] = ()
    registry: RegistryCounts | None = None
    key: SetKey = NATION
    node: str = ""

    @property
    def filters(self) -> Filters:
        return self.query.filters

    @property
    def root(self) -> str:
        return self.model.root.code

    def may_see(self, key: SetKey) -> bool:
        """Tell whether the reader's office may see a set."""
        return self.query.scope.may_see(sector=key.sector, area=key.area, region=key.region)

    def why_not(self, key: SetKey, node: str, view: EditionView | None = None) -> Withheld | None:
        """Say why there is no number of a node in a set; None where there is one."""
        found = view or self.view
        if not self.may_see(key):
            return Withheld.OUTSIDE
        if not found.is_crossed(key) or (self.names.is_item(node) and key.crossing not in ITEM_CROSSINGS):
            return Withheld.NOT_CROSSED
        if found.value(key, node) is not None:
            return None
        if not found.has_companies(key):
            return Withheld.NONE
        # Where too few took part, no item is told of any region: that is no secret about this one.
        is_place = key.crossing in ("area", "region")
        if (
            is_place
            and self.names.is_item(node)
            and not any(found.value(one, node) for one in found.sets(key.crossing))
        ):
            return Withheld.NOT_CROSSED
        return Withheld.FEW

    def published(self, key: SetKey, node: str, view: EditionView | None = None) -> NodeValue | None:
        """Return what is published of a node in a set, if the reader's office may see it."""
        found = view or self.view
        return found.value(key, node) if self.why_not(key, node, found) is None else None

    def points(self, key: SetKey, node: str, *, query: str = "", page: str = "") -> Value:
        """Return the mean of a set's companies with its interval and number of companies."""
        found, why = self.view.value(key, node), self.why_not(key, node)
        if why is not None or found is None:
            return Value(withheld=why or Withheld.FEW, query=query, page=page)
        return Value(
            found.mean,
            low=found.low,
            high=found.high,
            companies=found.companies,
            query=query,
            page=page,
            note=self.kept(found),
        )

    def kept(self, found: NodeValue) -> str:
        """Say that a number is that of an older edition; '' where it is not."""
        if found.kept_as_of is None:
            return ""
        return _("as of {date}").format(date=self.date(found.kept_as_of))

    def quartile(self, key: SetKey, node: str, at: int) -> Value:
        """Return a quartile: 0, 1 or 2 for 25, 50 and 75 percent."""
        why, found = self.why_not(key, node), self.view.value(key, node)
        if why is not None or found is None:
            return Value(withheld=why or Withheld.FEW)
        return Value(withheld=Withheld.FEW) if found.quartiles is None else Value(found.quartiles[at])

    def companies(self, key: SetKey, node: str) -> Value:
        """Return how many companies stand behind a mean, to the nearest five."""
        why, found = self.why_not(key, node), self.view.value(key, node)
        return Value(withheld=why or Withheld.FEW) if why is not None or found is None else Value(found.companies)

    def change(self, key: SetKey, node: str) -> Value:
        """Return how far the mean moved since the edition before; those who took part are not the same."""
        if self.before is None:
            return Value(withheld=self.why_not(key, node) or Withheld.NONE)
        why = self.why_not(key, node) or self.why_not(key, node, self.before)
        now, then = self.view.value(key, node), self.before.value(key, node)
        if why is not None or now is None or then is None:
            return Value(withheld=why or Withheld.FEW)
        if now.kept_as_of is not None:
            # The number is still the old one: nothing is said of a change.
            return Value(withheld=Withheld.FEW)
        return between(then, now)

    def panel(self, key: SetKey, node: str) -> Value:
        """Return how far the companies moved that took part both times."""
        why, found = self.why_not(key, node), self.view.panel.get(key, {}).get(node)
        if why is not None or found is None:
            return Value(withheld=why or self.why_no_panel(self.view, key))
        return Value(found.mean, low=found.low, high=found.high, companies=found.companies)

    @staticmethod
    def why_no_panel(view: EditionView, key: SetKey) -> Withheld:
        """Say why nothing is told of the companies of both editions: no edition before, too fine, or too few."""
        if not view.panel:
            return Withheld.NONE
        return Withheld.FEW if any(one.crossing == key.crossing for one in view.panel) else Withheld.NOT_CROSSED

    def level(self, key: SetKey) -> Value:
        """Return the percentage of companies at level three or above."""
        why = self.why_not(key, self.root)
        if why is not None:
            return Value(withheld=why)
        share = self.view.levels.get(key)
        if share is not None:
            return Value(share)
        is_told = any(one.crossing == key.crossing for one in self.view.levels)
        return Value(withheld=Withheld.FEW if is_told else Withheld.NOT_CROSSED)

    def link(self, key: SetKey, node: str | None = None, **more: str) -> str:
        """Return the query of this reading for another set or node; '' where the office may not see it."""
        if not self.may_see(key):
            return ""
        found = self.filters.with_(**key._asdict(), **({} if node is None else {"node": self._written(node)}), **more)
        return found.query()

    def way_down(self, key: SetKey, node: str) -> str:
        """Return the link to a set or node that is published; '' where there is nothing to see further down."""
        return self.link(key, node) if self.why_not(key, node) is None else ""

    def _written(self, node: str) -> str:
        return "" if node == self.root else node

    def date(self, moment: datetime) -> str:
        """Write the day of a moment in Korea, without the weekday."""
        return kdate(moment, self.query.language).partition("(")[0].strip()

    def nodes_under(self, node: str) -> tuple[str, ...]:
        """Return the published nodes right under a node."""
        published = set(self.view.nodes)
        return tuple(code for code in self.names.children(node) if code in published)

    def dimensions(self) -> tuple[str, ...]:
        """Return the dimensions of the core that the edition has."""
        published = set(self.view.nodes)
        return tuple(group.code for group in self.model.dimensions() if group.code in published)

    def items(self, under: str = "") -> tuple[str, ...]:
        """Return the indicators under a node, of the core if none is named."""
        group = self.model.groups().get(under or self.root)
        if group is None:
            return (under,) if under in self.view.nodes else ()
        published = set(self.view.nodes)
        return tuple(one.code for one in group.walk() if one.code in published and self.names.is_item(one.code))

    def conditions(self) -> tuple[tuple[str, str], ...]:
        """Return the filters in words."""
        titles = {
            "area": _("Area"),
            "region": _("Region"),
            "group": _("Group of sectors"),
            "sector": _("Sector"),
            "size": _("Size"),
        }
        found = [(_("Edition (as of)"), self.date(self.view.as_of))]
        found += [
            (title, self.names.label(name, code)) for name, title in titles.items() if (code := getattr(self.key, name))
        ]
        if self.node != self.root:
            found.append((_("Score shown"), self.names.node(self.node)))
        return tuple(found)

    def trail(self) -> tuple[tuple[str, str], ...]:
        """Return the way down: country, region, sector, size, domain, dimension, indicator."""
        at = Filters(edition=self.filters.edition)
        found = [(_("Whole country"), at.query())]
        for name in ("area", "region", "group", "sector", "size"):
            if code := getattr(self.key, name):
                at = at.with_(**{name: code})
                found.append((self.names.label(name, code), at.query()))
        found += [(self.names.node(code), at.with_(node=code).query()) for code in self.names.path(self.node)]
        return tuple(found)

    def provenance(self, *notes: str) -> Provenance:
        """Return where the numbers come from, with what is always to be said and the page's own notes."""
        always = (
            _("Companies take part of their own will: the figures describe the participants."),
            _("Numbers of companies are rounded to five. What could give away a company is withheld."),
        )
        return Provenance(
            edition=self.view.id,
            as_of=self.view.as_of,
            model=self.model.title.in_(self.query.language),
            companies=self.view.companies,
            is_synthetic=self.view.is_synthetic,
            notes=(*always, *notes),
        )

    def page(
        self,
        name: str,
        title: str,
        tables: Sequence[Table],
        *,
        lead: str = "",
        findings: Sequence[str] = (),
        notes: Sequence[str] = (),
    ) -> Page:
        """Return a page of these tables with everything that pages have in common."""
        return Page(
            name=name,
            title=title,
            query=self.filters.query(),
            tables=tuple(tables),
            provenance=self.provenance(*notes),
            lead=lead,
            conditions=self.conditions(),
            trail=self.trail(),
            findings=tuple(findings[:3]),
        )


def between(then: NodeValue, now: NodeValue) -> Value:
    """Return the difference of two displayed means. Its interval takes the two for unrelated: rather too wide."""
    apart = round_half_up(now.mean - then.mean)
    half = (((now.high - now.low) / 2) ** 2 + ((then.high - then.low) / 2) ** 2) ** 0.5
    return Value(apart, low=round_half_up(apart - half), high=round_half_up(apart + half))


def reading_of(query: Query) -> Reading:
    """Return the reading of a question.

    Raises
    ------
    UnableToFindEdition
        There is no edition yet.
    UnableToReadFilters
        A filter names what does not exist.
    """
    try:
        view = edition_of(query.filters.edition)
    except UnableToFindEdition as error:
        if query.filters.edition:
            raise UnableToReadFilters("edition", query.filters.edition) from error
        raise
    model = published_model(view.model_key, view.model_version)
    before = edition_before(view)
    return reading(
        query,
        view,
        model,
        before=before if before is not None and are_comparable(model, view, before) else None,
        trend=_trend(model, view),
        registry=registry_counts(view.as_of.astimezone(KST).year),
    )


def reading(
    query: Query,
    view: EditionView,
    model: AssessmentModel,
    *,
    before: EditionView | None = None,
    trend: tuple[EditionView, ...] = (),
    registry: RegistryCounts | None = None,
) -> Reading:
    """Put a reading together; see `reading_of`."""
    names = Names(model, query.language, view.as_of.astimezone(KST).date())
    filters = query.filters
    if filters.region:
        filters = filters.with_(region=names.settled_region(filters.region), area="")
    if filters.sector:
        filters = filters.with_(group="")
    key = SetKey(filters.sector, filters.group, filters.size, filters.area, filters.region)
    names.check(key)
    node = filters.node or model.root.code
    if node not in view.nodes:
        raise UnableToReadFilters("node", filters.node)
    asked = Query(filters, query.scope, query.language, query.now)
    return Reading(asked, view, model, names, before, trend or (view,), registry, key, node)


def are_comparable(model: AssessmentModel, view: EditionView, other: EditionView) -> bool:
    """Tell whether two editions measure on one scale: the same version of a model, or one that it says it continues."""
    if other.model_key != view.model_key:
        return False
    return other.model_version == view.model_version or other.model_version in model.comparable_with


def _trend(model: AssessmentModel, view: EditionView) -> tuple[EditionView, ...]:
    older = [row for row in edition_list() if row.as_of < view.as_of][: TREND_LENGTH - 1]
    found = [edition_of(row.snapshot_id) for row in reversed(older)]
    return (*(one for one in found if are_comparable(model, view, one)), view)
