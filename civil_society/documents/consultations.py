"""What stands in the result report of a consultation and in the paper on its outcome; always Ukrainian, as papers are.

Every figure of them is counted by the portal. No author is named: who agreed to be named stands on the proposal's own
page, where the agreement can be taken back.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from programs.models import Headcount, LegalAct, Program
from programs.reporting import Column, Kind, Level, Row, Signatory, Table
from programs.reporting.papers import OfficialPaper, OfficialPart, file_name, quoted
from programs.reports.build import head_of
from programs.words import date_text

from ..models import Consultation, ConsultationPaper, ConsultationStep, Position, Proposal, PublicationNotice
from ..services import moment_text
from ..statement import OUTCOMES, Counted, counted_of, missed_steps

LONGEST = 700  # signs of a proposal that a paper prints; its page has all of it
NAMES = {ConsultationPaper.Kind.RESULT: "result", ConsultationPaper.Kind.OUTCOME: "outcome"}


def _paper(
    consultation: Consultation, kind: str, *, heading: str, about: str, on: date, **content: Any
) -> OfficialPaper:
    program = consultation.program or Program.objects.published().first()
    name = f"{capfirst(heading.lower())} {about} № {consultation.address}"
    return OfficialPaper(
        data_name=f"{NAMES[ConsultationPaper.Kind(kind)]}.json",
        file_stem=file_name("konsultatsiia", consultation.address, NAMES[ConsultationPaper.Kind(kind)]),
        name=name,
        heading=heading,
        subheading=[f"{about} № {consultation.address}", quoted(consultation.subject)],
        signatories=[Signatory("Підпис", head_of(consultation.unit))],
        council=program.council if program else "",
        program=program.title if program else "",
        dated=on,
        **content,
    )


def result_paper(consultation: Consultation, *, words: str, on: date, now: datetime, **said: Any) -> OfficialPaper:
    """The report on the results (звіт про результати консультації): who was asked, who came, what was proposed, what
    became of it and why. Without a single proposal it is published like any other.
    """
    with translation.override("uk"):
        counted = counted_of([consultation], now)[consultation.pk]
        proposals = list(
            Proposal.objects.published().filter(consultation=consultation).select_related("answer").order_by("number")
        )
        parts = [
            OfficialPart("Хто брав участь", _who_came(consultation, counted, now), _people_table(counted)),
            OfficialPart("Пропозиції", _how_many(counted), _outcomes_table(counted)),
        ]
        if proposals:
            parts.append(OfficialPart("Як розглянуто пропозиції", [], _proposals_table(proposals)))
        parts.append(OfficialPart("Рішення за результатами обговорення", _paragraphs(words)))
        parts.append(OfficialPart("Дотримання строків", _terms(consultation, counted, on, now)))
        return _paper(
            consultation,
            ConsultationPaper.Kind.RESULT,
            heading="ЗВІТ",
            about="про результати консультації з громадськістю",
            on=on,
            facts=_facts(consultation),
            parts=parts,
            figures=_figures(consultation, counted),
            **said,
        )


def outcome_paper(
    consultation: Consultation,
    *,
    words: str,
    on: date,
    now: datetime,
    act: LegalAct | None = None,
    decided_on: date | None = None,
    **said: Any,
) -> OfficialPaper:
    """What was decided afterwards (інформація про ухвалене рішення), and where each proposal went into it."""
    with translation.override("uk"):
        counted = counted_of([consultation], now)[consultation.pk]
        facts = [("Питання", consultation.subject), ("Рішення", _act(act)), ("Дата рішення", date_text(decided_on))]
        result = consultation.papers.filter(kind=ConsultationPaper.Kind.RESULT).order_by("edition").last()
        if result:
            facts.append(("Звіт про результати", f"оприлюднено {date_text(result.published_on)}"))
        taken = Proposal.objects.published().filter(consultation=consultation, answer__outcome__in=TAKEN)
        rows = list(taken.select_related("answer", "measure", "task", "edition").order_by("number"))
        changed = OfficialPart("Що з пропозицій увійшло до рішення", _how_many(counted), _taken_table(rows))
        return _paper(
            consultation,
            ConsultationPaper.Kind.OUTCOME,
            heading="ІНФОРМАЦІЯ",
            about="про рішення, ухвалене після консультації з громадськістю",
            on=on,
            facts=[(name, text) for name, text in facts if text],
            parts=[OfficialPart("Що вирішено", _paragraphs(words)), changed],
            figures=_figures(consultation, counted),
            **said,
        )


TAKEN = ("accepted", "partly", "already")
BUILDERS = {ConsultationPaper.Kind.RESULT: result_paper, ConsultationPaper.Kind.OUTCOME: outcome_paper}


# Facts ----------------------------------------------------------------------------------------------------------------


def _facts(consultation: Consultation) -> list[tuple[str, str]]:
    steps = consultation.steps.filter(kind__in=ConsultationStep.CHANGES).order_by("pk")
    item = consultation.plan_item
    planned = f"пункт {item.number} плану на {item.plan.year} рік" if item else "поза планом"
    told = consultation.notices.filter(what=PublicationNotice.What.ANNOUNCEMENT).order_by("published_on", "pk")
    documents = consultation.documents.filter(is_public=True).order_by("pk")
    facts = [
        ("Проводив", consultation.organiser_text),
        ("Питання", consultation.subject),
        ("Форма", capfirst(consultation.get_form_display())),
        ("Порядок", str(consultation.regime)),
        ("План консультацій", planned),
        ("Оголошено", "\n".join(str(each) for each in told)),
        ("Пропозиції приймали", _span(consultation)),
        ("Зміни", "\n".join(f"{date_text(each.date)} – {each.get_kind_display()}: {each.reason}" for each in steps)),
        ("Документи", "\n".join(str(each) for each in documents)),
    ]
    return [(name, text) for name, text in facts if text]


def _span(consultation: Consultation) -> str:
    opens, closes = consultation.opens_at, consultation.closes_at
    if opens is None or closes is None:
        return ""
    days = (timezone.localdate(closes) - timezone.localdate(opens)).days
    return f"з {moment_text(opens)} до {moment_text(closes)}; днів: {days}"


def _act(act: LegalAct | None) -> str:
    return f"{act.body}: {act} «{act.title}»" if act else ""


def _paragraphs(words: str) -> list[str]:
    return [text.strip() for text in words.split("\n") if text.strip()]


# Who took part --------------------------------------------------------------------------------------------------------


def _who_came(consultation: Consultation, counted: Counted, now: datetime) -> list[str]:
    events = consultation.events.filter(cancelled_on=None, starts_at__lte=now).order_by("starts_at", "pk")
    invited = consultation.invitations.select_related("institution")
    came = [each.institution for each in invited if each.took_part]
    texts = [f"Захід: {each.name}, {moment_text(each.starts_at)}{_of_place(each.place)}." for each in events]
    if not texts:
        texts.append("Заходів із запрошенням людей не проводили.")
    if invited:
        named = [str(each) for each in came if each.is_public]
        words = f"Запрошено інститутів громадянського суспільства: {len(invited)}; узяли участь: {len(came)}"
        texts.append(f"{words} – {', '.join(named)}." if named else f"{words}.")
    if counted.positions:
        said = [f"{_position(each)} – {each.count}" for each in counted.positions]
        texts.append(f"{capfirst('; '.join(said))}.")
    if consultation.platform:
        there = [
            f"{words}: {count}"
            for words, count in (
                ("пропозицій", consultation.platform_proposals),
                ("учасників", consultation.platform_people),
            )
            if count is not None
        ]
        texts.append(f"На іншій платформі ({'; '.join([consultation.platform, *there])}).")
    return texts


def _position(position: Position) -> str:
    """«за», «проти», «за варіант „більше на укриття“»."""
    return f"за варіант {quoted(position.option)}" if position.option else str(position.get_kind_display())


def _of_place(place: str) -> str:
    return f", {place}" if place else ""


def _people_table(counted: Counted) -> Table | None:
    """Who came, by group; a consultation that nobody came to has no such table."""
    if not counted.people:
        return None
    rows = [
        Row({"group": capfirst(str(Headcount.Group(group).label)), "count": counted.people[group]})
        for group in Headcount.Group.values
        if counted.people[group]
    ]
    rows.append(Row({"group": "Разом", "count": counted.came}, Level.TOTAL))
    return Table(
        key="people",
        caption="Скільки людей прийшло на заходи, за групами.",
        columns=[Column("group", "Група", width=4, heads=True), Column("count", "Осіб", Kind.NUMBER, width=1.2)],
        rows=rows,
    )


# Proposals ------------------------------------------------------------------------------------------------------------


def _how_many(counted: Counted) -> list[str]:
    if not counted.proposals:
        return ["Пропозицій не надійшло."]
    ways = _listed(counted.channels, dict(Proposal.Channel.choices))
    texts = [f"Надійшло пропозицій: {counted.proposals}, із них за способом подання: {ways}."]
    kinds = _listed(counted.authors, dict(Proposal.Author.choices))
    signed = f"; підписів під колективними: {counted.signatories}" if counted.signatories else ""
    texts.append(f"За авторами: {kinds}{signed}.")
    if counted.late:
        texts.append(f"Надійшло після завершення строку: {counted.late}.")
    return texts


def _listed(counts: Any, words: dict[str, Any]) -> str:
    return ", ".join(f"{words[key]} – {counts[key]}" for key in words if counts[key])


def _outcomes_table(counted: Counted) -> Table | None:
    if not counted.proposals:
        return None
    rows = [
        Row({"outcome": capfirst(str(words)), "count": counted.outcomes[outcome]})
        for outcome, words in OUTCOMES.items()
        if counted.outcomes[outcome]
    ]
    rows.append(Row({"outcome": "Разом", "count": counted.proposals}, Level.TOTAL))
    return Table(
        key="outcomes",
        caption="Пропозиції за результатом розгляду.",
        columns=[
            Column("outcome", "Результат розгляду", width=4, heads=True),
            Column("count", "Пропозицій", Kind.NUMBER, width=1.2),
        ],
        rows=rows,
    )


def _short(proposal: Proposal) -> str:
    text = Truncator(" ".join(proposal.public_text.split())).chars(LONGEST)
    return f"{proposal.clause}: {text}" if proposal.clause else text


def _proposals_table(proposals: Iterable[Proposal]) -> Table:
    rows, is_cut = [], False
    for each in proposals:
        answer: Any = each.answer
        forwarded = f": {answer.forwarded_to}, до {date_text(answer.forwarded_until)}" if _is_forwarded(answer) else ""
        cells: dict[str, Any] = {
            "number": each.number,
            "text": _short(each),
            "outcome": capfirst(f"{each.outcome_words or OUTCOMES['']}{forwarded}"),
            "ground": answer.ground if answer else "",
        }
        is_cut = is_cut or len(" ".join(each.public_text.split())) > LONGEST
        rows.append(Row(cells))
    return Table(
        key="proposals",
        caption="Пропозиції, оприлюднені на порталі, з підставами відповідей.",
        columns=[
            Column("number", "№", Kind.YEAR, width=0.7, heads=True),
            Column("text", "Зміст пропозиції", width=5),
            Column("outcome", "Результат", width=2.2),
            Column("ground", "Підстава", width=4),
        ],
        rows=rows,
        notes=["Довгі пропозиції подано скорочено; повний текст – на сторінці пропозиції."] if is_cut else [],
    )


def _is_forwarded(answer: Any) -> bool:
    return bool(answer and answer.forwarded_to)


def _taken_table(proposals: Iterable[Proposal]) -> Table:
    return Table(
        key="taken",
        caption="Пропозиції, які враховано повністю чи частково або які вже були в проєкті.",
        columns=[
            Column("number", "№", Kind.YEAR, width=0.7, heads=True),
            Column("text", "Зміст пропозиції", width=5),
            Column("outcome", "Результат", width=2.2),
            Column("place", "Де враховано", width=3),
        ],
        rows=[
            Row(
                {
                    "number": each.number,
                    "text": _short(each),
                    "outcome": capfirst(each.outcome_words),
                    "place": [str(part) for part in (each.measure, each.task, each.edition) if part],
                }
            )
            for each in proposals
        ],
        empty="Жодної пропозиції не враховано.",
    )


# Terms ----------------------------------------------------------------------------------------------------------------


def _terms(consultation: Consultation, counted: Counted, on: date, now: datetime) -> list[str]:
    """The steps that came too late or were too short; of the report itself the day on which it is published counts."""
    missed = []
    for step in missed_steps(consultation, counted, now):
        done = step._replace(done=on) if step.key == ConsultationStep.Kind.REPORTED and step.done is None else step
        if done.is_missed(now):
            missed.append(f"{capfirst(done.title)}: {done.words or _late(done)}.")
    return missed or ["Строки, які встановлює порядок, дотримано."]


def _late(step: Any) -> str:
    done = date_text(step.done) if step.done else _("not done")
    return f"строк – {moment_text(step.due)}, {done}"


def _figures(consultation: Consultation, counted: Counted) -> dict[str, Any]:
    """What is counted, for machines."""
    return {
        "consultation": consultation.address,
        "events": counted.events,
        "people": {group: count for group, count in counted.people.items() if count},
        "proposals": counted.proposals,
        "outcomes": {outcome or "waiting": count for outcome, count in counted.outcomes.items() if count},
        "channels": {channel: count for channel, count in counted.channels.items() if count},
        "authors": {author: count for author, count in counted.authors.items() if count},
        "signatories": counted.signatories,
        "late": counted.late,
        "positions": [{"kind": each.kind, "option": each.option, "count": each.count} for each in counted.positions],
    }
