"""Everything the data dam says of one choice of cases: the page, the API and the tests read the same object. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cases.dam.counting import Trends, tally, trends_of
from cases.dam.criteria import DamCriteria
from cases.dam.crossing import Crossing, crossing_of
from cases.dam.gains import FamilyGains, gains_of
from cases.dam.table import CaseTable
from cases.vocabulary import Kpi

Tally = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DamStatistics:
    """What the chosen cases say.

    Attributes
    ----------
    criteria : DamCriteria
    cases, all_cases : int
        Chosen, and in the data dam at all.
    with_method, with_figures : int
        Of the chosen: how many name a method, how many tell a change or an amount in numbers.
    crossing : Crossing
        Over every theme's cases of the choice, and where a theme is chosen with that theme alone.
    sectors, sizes, awards, countries : tuple of (code, cases)
        Most frequent first, what is not known last under an empty code.
    """

    criteria: DamCriteria
    cases: int
    all_cases: int
    with_method: int
    with_figures: int
    crossing: Crossing
    gains: tuple[FamilyGains, ...]
    trends: Trends
    sectors: Tally
    sizes: Tally
    awards: Tally
    countries: Tally


def statistics_of(table: CaseTable, criteria: DamCriteria, kpis: Mapping[str, Kpi]) -> DamStatistics:
    """Work out the statistics of a choice of cases."""
    chosen = table.chosen(criteria)
    # How often a method is used elsewhere can be told only beside the other themes.
    crossing = crossing_of(table, table.chosen(replace(criteria, theme="")), theme=criteria.theme)
    return DamStatistics(
        criteria=criteria,
        cases=int(chosen.sum()),
        all_cases=len(table.years),
        with_method=int((chosen & table.methods.has.any(axis=1)).sum()),
        with_figures=len({place for place, _fact in table.facts if chosen[place]}),
        crossing=crossing,
        gains=gains_of(table, chosen, kpis),
        trends=trends_of(table, chosen, theme=criteria.theme),
        sectors=tally(table.sectors, chosen),
        sizes=tally(table.sizes, chosen),
        awards=tally(table.awards, chosen),
        countries=tally(table.countries, chosen),
    )
