"""Which measure a treasury transaction belongs to: rules that people confirmed, and answers that would become rules."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from ...models import Fund, FundingSource, Measure, MeasureRow, TreasuryRule
from ...texts import number_in

Pattern = tuple[str, str, str, str]  # recipient, contract, КЕКВ, КПКВК
FIELDS = ("recipient", "contract_number", "kekv", "kpkvk")
NONE = "-"  # the answer for transactions that are none of the programmes'
ONCE = "--"  # the same, not remembered

# What a person said about the transactions of each pattern: a rule that is not saved before the import is written, or
# None where a pattern is passed over this once: a person said so, or it says nothing that a rule could remember.
RuleAnswers = Mapping[Pattern, TreasuryRule | None]


class Rules:
    """The rules by which a file is matched, each pattern looked up once."""

    def __init__(self, answers: RuleAnswers) -> None:
        self.answers = answers
        self.passed_once = {pattern for pattern, rule in answers.items() if rule is None}
        saved = list(TreasuryRule.objects.select_related("measure__program", "source"))
        self.remembered = {_looks(rule) for rule in saved}
        rules = [*saved, *new_rules(answers)]
        self.rules = sorted(rules, key=lambda rule: (-rule.weight, rule.pk or 0))
        self.found: dict[Pattern, tuple[TreasuryRule | None, tuple[TreasuryRule, ...]]] = {}

    def rule_for(self, pattern: Pattern) -> tuple[TreasuryRule | None, tuple[TreasuryRule, ...]]:
        """The rule that says most of those that fit; none and the rivals where two say as much and differ."""
        if pattern not in self.found:
            self.found[pattern] = self._find(pattern)
        return self.found[pattern]

    def _find(self, pattern: Pattern) -> tuple[TreasuryRule | None, tuple[TreasuryRule, ...]]:
        if pattern in self.passed_once:
            return TreasuryRule(), ()
        answer = self.answers.get(pattern)
        if answer is not None and _looks(answer) in self.remembered:
            return answer, ()  # said otherwise than what is remembered: it counts this once
        fitting = [rule for rule in self.rules if rule.fits(*pattern)]
        best = [rule for rule in fitting if rule.weight == fitting[0].weight]
        targets = {(rule.measure_id, rule.source_id, rule.fund) for rule in best}
        return (best[0], ()) if len(targets) == 1 else (None, tuple(best))


def _looks(rule: TreasuryRule) -> tuple[str, ...]:
    return tuple(getattr(rule, name) for name in FIELDS)


def new_rules(answers: RuleAnswers) -> list[TreasuryRule]:
    """The rules that the answers ask for, each once, without those that stand already."""
    found: dict[tuple[object, ...], TreasuryRule] = {}
    for rule in answers.values():
        if rule is not None:
            what = tuple(getattr(rule, name) for name in (*FIELDS, "measure_id", "source_id", "fund"))
            if not TreasuryRule.objects.filter(**{name: getattr(rule, name) for name in FIELDS}).exists():
                found.setdefault(what, rule)
    return list(found.values())


# Answers --------------------------------------------------------------------------------------------------------------


def answer_key(pattern: Pattern, part: str) -> str:
    """The name of one answer about a pattern: its measure, source, fund or how much of it the rule looks at."""
    return f"rule:{'|'.join(pattern)}:{part}"


def widths(pattern: Pattern) -> list[str]:
    """How much of a pattern a rule may look at, the usual first, each as the positions of its parts («01»)."""
    said = [str(number) for number, part in enumerate(pattern) if part]
    usual = ["01", "0", "1", "23", "2", "3"]
    found = [width for width in usual if set(width) <= set(said)]
    whole = "".join(said)
    return list(dict.fromkeys([*found[:3], *([whole] if whole else [])]))


def width_words(pattern: Pattern, width: str) -> str:
    """«одержувач 04051327, договір 12» for a choice."""
    names = (_("recipient %s"), _("contract %s"), "КЕКВ %s", "КПКВК %s")
    return ", ".join(names[int(number)] % pattern[int(number)] for number in width)


def rule_answers(answers: Mapping[str, str], patterns: Collection[Pattern]) -> RuleAnswers:
    """The answers about these patterns; what is incomplete or no longer possible does not count."""
    said = {pattern: answers.get(answer_key(pattern, "measure"), "") for pattern in patterns}
    keys = {number_in(value) or 0 for value in said.values()}
    measures = Measure.objects.select_related("program").in_bulk(keys)
    sources = {source.code: source for source in FundingSource.objects.all()}
    usual = usual_sources(measures)
    found: dict[Pattern, TreasuryRule | None] = {}
    for pattern, value in said.items():
        if value == ONCE:
            found[pattern] = None
        elif value == NONE:
            found[pattern] = _rule(answers, pattern)
        elif measure := measures.get(number_in(value) or 0):
            named = sources.get(answers.get(answer_key(pattern, "source"), ""))
            source = named or usual.get(measure.pk)
            if source is not None and any(pattern):
                found[pattern] = _rule(answers, pattern, measure, source)
    return found


def _rule(
    answers: Mapping[str, str], pattern: Pattern, measure: Measure | None = None, source: FundingSource | None = None
) -> TreasuryRule | None:
    possible = widths(pattern)
    if not possible:
        return None
    width = answers.get(answer_key(pattern, "width"), "")
    width = width if width in possible else possible[0]
    parts = {name: pattern[number] if str(number) in width else "" for number, name in enumerate(FIELDS)}
    fund = answers.get(answer_key(pattern, "fund"), "")
    return TreasuryRule(
        **parts, measure=measure, source=source, fund=fund if fund in Fund.values else Fund.GENERAL.value
    )


def usual_sources(measures: Collection[int]) -> dict[int, FundingSource]:
    """The source that each measure names in its latest wording; the only one of the portal where it names none."""
    rows = MeasureRow.objects.filter(measure__in=measures).select_related("source")
    found = {
        row.measure_id: row.source
        for row in rows.order_by("edition__in_force_from", "edition__number")
        if row.source is not None
    }
    sole = FundingSource.objects.sole()
    return {**dict.fromkeys(measures, sole), **found} if sole else found
