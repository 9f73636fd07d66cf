"""The minutes of an advisory body's sitting, always Ukrainian: for staff with names, for everybody without those of
representatives.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.utils import translation
from django.utils.text import capfirst

from programs.reporting import as_pdf
from programs.reporting.papers import as_docx, file_name, quoted
from programs.reporting.papers.minutes import Question, Said, SittingPaper
from programs.reports.minutes import DRAFT, clock, long_day
from programs.words import date_text

from ..models import AdvisoryBody, BodyItem, BodyMinutes, BodyMinutesFile, BodyPost, BodyPresence, BodySitting
from ..services import check_approvable, keep_body_minutes, quorum_of

FORMATS: dict[str, Callable[[SittingPaper], bytes]] = {"pdf": as_pdf.render, "docx": as_docx.render_sitting}
POSTS = {
    BodyPost.HEAD: "голова",
    BodyPost.DEPUTY: "заступник голови",
    BodyPost.SECRETARY: "секретар",
    BodyPost.MEMBER: "член",
}
KINDS = {
    AdvisoryBody.Kind.PUBLIC_COUNCIL: "громадської ради",
    AdvisoryBody.Kind.ADVISORY: "консультативно-дорадчого органу",
    AdvisoryBody.Kind.WORKING_GROUP: "робочої групи",
    AdvisoryBody.Kind.ORGANISING: "організаційного комітету",
}
How = BodyPresence.How
NBSP = "\u00a0"
WAYS = {
    How.DEPUTY: "через того, хто заступає",
    How.LINK: "дистанційно",
    How.DEPUTY_LINK: "через того, хто заступає, дистанційно",
}


def body_minutes_paper(sitting: BodySitting, *, number: str, with_names: bool, draft: bool = False) -> SittingPaper:
    """The minutes as they are approved, or as they stand."""
    with translation.override("uk"):
        body, program = sitting.body, sitting.body.measure.program
        presences = list(sitting.presences.select_related("institution"))
        is_held = sitting.state == sitting.State.HELD
        return SittingPaper(
            data_name="minutes.json",
            name=f"Протокол № {number} від {date_text(sitting.date)}",
            council=program.council,
            heading=f"ПРОТОКОЛ № {number}",
            subheading=[f"засідання {KINDS[body.Kind(body.kind)]}", quoted(body.name)],
            place=sitting.place,
            day=long_day(sitting.date),
            facts=_facts(sitting, presences, with_names),
            lead=_agenda(sitting),
            questions=[_question(item) for item in sitting.items.prefetch_related("decisions")] if is_held else [],
            signed_by=_signers(sitting, presences, with_names),
            dated=sitting.date,
            open_data=_data(sitting, number),
            notices=[*([DRAFT] if draft else []), *(["ДЕМОНСТРАЦІЙНІ ДАНІ"] if program.is_demonstration else [])],
        )


def _who(row: BodyPresence, with_names: bool) -> str:
    """A member: by name, or by the institution that is represented; how it came where not in person."""
    organisation = row.organisation if with_names else row.public_organisation
    named = with_names or row.is_official
    post = f", {POSTS[BodyPost(row.post)]}" if row.post != BodyPost.MEMBER else ""
    way = f" – {WAYS[How(row.how)]}" if row.how in WAYS else ""
    return f"{f'{row.name}, ' if named else ''}{organisation}{post}{way}"


def _facts(sitting: BodySitting, presences: Sequence[BodyPresence], with_names: bool) -> list[tuple[str, list[str]]]:
    quorum = quorum_of(sitting.body, presences)
    ended = f", закінчення о {clock(sitting.ended)}" if sitting.ended else ""
    there = [_who(row, with_names) for row in presences if row.is_present]
    absent = [_who(row, with_names) for row in presences if not row.is_present]
    seats = {row.member_id: row for row in presences}
    officers = [("Головує", sitting.chaired_by_id), ("Секретар засідання", sitting.written_by_id)]
    enough = "є; засідання правомочне" if quorum.is_met else "немає; рішень не ухвалювали"
    found = [
        ("Початок", [f"о {clock(sitting.time)}{ended}"] if sitting.time else []),
        ("Дистанційно", [sitting.link] if sitting.link and with_names else []),
        *((label, [_who(seats[pk], with_names)] if pk in seats else []) for label, pk in officers),
        ("Склад", [f"{quorum.full}; присутні {quorum.found}, для кворуму потрібно {quorum.needed}"]),
        ("Присутні", there),
        ("Відсутні", absent),
        ("Запрошені", _lines(sitting.invited)),
        ("Кворум", [enough]),
    ]
    return [(label, lines) for label, lines in found if lines]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def voted_words(votes: tuple[int, int, int] | None) -> str:
    """«за» – 7, «проти» – 0, «утрималися» – 1."""
    if votes is None:
        return ""
    return ", ".join(
        f"«{word}»{NBSP}–{NBSP}{count}" for word, count in zip(("за", "проти", "утрималися"), votes, strict=True)
    )


def _agenda(sitting: BodySitting) -> list[Said]:
    items = [
        f"{item.number}. {item.question.rstrip('.')}.{f' Доповідає: {item.speaker}.' if item.speaker else ''}"
        for item in sitting.items.all()
    ]
    found = [Said("ПОРЯДОК ДЕННИЙ", items or ["Питань немає."])]
    if sitting.votes:
        found.append(Said("ПОСТАВЛЕНО НА ГОЛОСУВАННЯ", ["Затвердити порядок денний"]))
        found.append(Said("ГОЛОСУВАЛИ", [f"{voted_words(sitting.votes)}."]))
    return found


def _question(item: BodyItem) -> Question:
    decided = []
    for each in item.decisions.all():
        unit = f" Відповідає: {each.unit}." if each.unit else ""
        due = f" Строк: до {date_text(each.due)}." if each.due else ""
        decided.append(f"{each.text.rstrip('.')}.{unit}{due}")
    said = [
        Said("СЛУХАЛИ", _lines(item.heard) or _lines(capfirst(item.speaker))),
        Said("ВИСТУПИЛИ", _lines(item.spoke)),
        Said("ВИРІШИЛИ", decided or ["Рішення не ухвалено."]),
        Said("ГОЛОСУВАЛИ", [f"{voted_words(item.votes)}."] if item.votes else []),
    ]
    return Question(f"{item.number}. {item.question}", [each for each in said if each.lines])


def _signers(sitting: BodySitting, presences: Sequence[BodyPresence], with_names: bool) -> list[tuple[str, str]]:
    seats = {row.member_id: row for row in presences}
    officers = [("Головуючий на засіданні", sitting.chaired_by_id), ("Секретар засідання", sitting.written_by_id)]
    found = [(words, seats.get(pk)) for words, pk in officers if pk]
    return [(words, row.name if row and (with_names or row.is_official) else "") for words, row in found]


def _data(sitting: BodySitting, number: str) -> dict[str, Any]:
    """The minutes for machines: numbers and what was decided, nobody's name."""
    quorum = quorum_of(sitting.body, sitting.presences.all())
    return {
        "schema": 1,
        "minutes": number,
        "body": sitting.body.name,
        "date": sitting.date.isoformat(),
        "composition": quorum.full,
        "present": quorum.found,
        "needed": quorum.needed,
        "quorum": quorum.is_met,
        "questions": [
            {
                "number": item.number,
                "question": item.question,
                "votes": dict(zip(("for", "against", "abstained"), item.votes, strict=True)) if item.votes else None,
                "decisions": [
                    {"text": each.text, "unit": each.unit, "due": each.due.isoformat() if each.due else None}
                    for each in item.decisions.all()
                ],
            }
            for item in sitting.items.prefetch_related("decisions")
        ],
    }


def minutes_file_name(sitting: BodySitting) -> str:
    return file_name("protokol", str(sitting.body_id), sitting.number, sitting.date.isoformat())


def approve_minutes(*, sitting: BodySitting, number: str, on: date, by: User) -> BodyMinutes:
    """Approve the minutes: every file is made first, then all of them are kept at once."""
    check_approvable(sitting)

    def papers() -> dict[str, SittingPaper]:
        fresh = BodySitting.objects.select_related("body__measure__program").get(pk=sitting.pk)
        return {
            str(name): body_minutes_paper(fresh, number=number, with_names=name == BodyMinutesFile.Name.FULL)
            for name in BodyMinutesFile.Name
        }

    made_of = papers()
    files = [
        (name, extension, render(paper)) for name, paper in made_of.items() for extension, render in FORMATS.items()
    ]
    return keep_body_minutes(
        sitting=sitting, number=number, on=on, files=files, by=by, is_unchanged=lambda: papers() == made_of
    )
