"""The papers of a sitting: minutes with the votes by name, an extract and a conclusion of each question, the votes as
data. They are Ukrainian whatever the reader's language; what is signed is made once and kept.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from typing import Any

from django.contrib.auth.models import User
from django.utils import translation
from django.utils.formats import date_format

from .. import services
from ..models import (
    AgendaItem,
    Conclusion,
    Minutes,
    MinutesFile,
    Motion,
    Outcome,
    Post,
    Presence,
    Recommendation,
    Sitting,
    Vote,
    totals_of,
)
from ..reporting import Column, Row, Table, as_csv, as_pdf
from ..reporting.papers import as_docx
from ..reporting.papers.minutes import Question, Said, SittingPaper
from ..reporting.papers.signed import Column as GridColumn
from ..reporting.papers.signed import Grid, quoted
from ..reporting.table import Kind
from ..words import date_text

SCHEMA = 1  # the form of the votes' JSON, which is never brought to another
POSTS = {
    Post.HEAD: "голова комісії",
    Post.DEPUTY: "заступник голови комісії",
    Post.SECRETARY: "секретар комісії",
    Post.MEMBER: "член комісії",
}
VOTES = {
    Vote.Value.FOR: "за",
    Vote.Value.AGAINST: "проти",
    Vote.Value.ABSTAINED: "утрималися",
    Vote.Value.NOT_VOTED: "не голосували",
    Vote.Value.ABSENT: "відсутні",
    Vote.Value.RECUSED: "не брали участі через конфлікт інтересів",
}
# As the official structure of votes by name words the vote of one member and the result.
OPEN_VOTES = {
    Vote.Value.FOR: "За",
    Vote.Value.AGAINST: "Проти",
    Vote.Value.ABSTAINED: "Утримався",
    Vote.Value.NOT_VOTED: "Не голосував",
    Vote.Value.ABSENT: "Відсутній",
    Vote.Value.RECUSED: "Не брав участі (конфлікт інтересів)",
}
OUTCOMES = {
    Outcome.ADOPTED: "Прийнято",
    Outcome.NOT_ADOPTED: "Не прийнято",
    Outcome.NOT_VOTED: "Не голосували",
    Outcome.NOT_CONSIDERED: "Не розглядали",
}
COLUMNS_OF_ROLL = 4  # motions beside each other; more of them stand in a further table
DRAFT = "ПРОЄКТ"
FORMATS: dict[str, Callable[[SittingPaper], bytes]] = {"pdf": as_pdf.render, "docx": as_docx.render_sitting}


def long_day(day: date) -> str:
    """«27 січня 2022 року»."""
    with translation.override("uk"):
        return f"{date_format(day, 'j E Y')} року"


def clock(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


# ---- what is said of the sitting -------------------------------------------------------------------------------------


def _bodies(sitting: Sitting) -> list[str]:
    return [body.name for body in sitting.bodies.order_by("name")]


def _of_body(name: str) -> str:
    """The name of a commission after «засідання»: «Постійна комісія з …» in the genitive, another in quotes."""
    lower = name[:1].lower() + name[1:]
    if lower.startswith("постійна комісія"):
        return lower.replace("постійна комісія", "постійної комісії", 1)
    return f"комісії {quoted(name)}"


def _subject(sitting: Sitting) -> list[str]:
    bodies = [_of_body(name) for name in _bodies(sitting)]
    if len(bodies) > 1:
        return [
            "спільного засідання",
            *(f"{name}{',' if number < len(bodies) else ''}" for number, name in enumerate(bodies, 1)),
        ]
    return [f"засідання {bodies[0]}"] if bodies else ["засідання"]


def _council(sitting: Sitting) -> str:
    """The council as a heading has it, of the first body that names it or of a programme on the agenda."""
    bodies = list(sitting.bodies.order_by("name"))
    named = next((body for body in bodies if body.council), None)
    if named:
        return f"{named.council}, {named.convocation}" if named.convocation else named.council
    item = sitting.items.exclude(report=None).select_related("report__program").first()
    return item.report.program.council if item and item.report else ""


def _person(seat: Any) -> str:
    return f"{seat.name}, {POSTS[Post(seat.post)]}"


def _there(row: Presence) -> str:
    times = [f"з {clock(row.came)}" if row.came else "", f"до {clock(row.left)}" if row.left else ""]
    said = " ".join(filter(None, times))
    return f"{_person(row)} ({said})" if said else _person(row)


def _facts(sitting: Sitting, presences: Sequence[Presence]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    if sitting.time:
        ended = f", закінчення о {clock(sitting.ended)}" if sitting.ended else ""
        found.append(("Початок", [f"о {clock(sitting.time)}{ended}"]))
    if sitting.link:
        found.append(("Дистанційно", [sitting.link]))
    if sitting.chaired_by:
        found.append(("Головує", [_chair(sitting, presences)]))
    if sitting.written_by:
        found.append(("Секретар засідання", [sitting.written_by.printed_name]))
    for count in services.quorums(presences):
        rows = [row for row in presences if row.commission_id == count.commission.pk]
        name = f" ({count.name})" if sitting.is_joint else ""
        found.append(
            (
                f"Загальний склад{name}",
                [f"{count.full} осіб; присутні {count.found}, для кворуму потрібно {count.needed}"],
            )
        )
        found.append((f"Присутні{name}", [_there(row) for row in rows if row.is_present] or ["немає"]))
        absent = [f"{_person(row)}{f' – {row.reason}' if row.reason else ''}" for row in rows if not row.is_present]
        if absent:
            found.append((f"Відсутні{name}", absent))
    if invited := [str(each) for each in sitting.invited.all()]:
        found.append(("Запрошені", invited))
    if sitting.state == Sitting.State.NO_QUORUM:
        found.append(("Кворум", ["немає; засідання не відбулося"]))
    elif presences:
        found.append(("Кворум", ["є; засідання правомочне"]))
    return found


def _chair(sitting: Sitting, presences: Sequence[Presence]) -> str:
    seat = next((row for row in presences if row.member_id == sitting.chaired_by_id), None)
    return _person(seat) if seat else str(sitting.chaired_by)


def totals_words(votes: Sequence[Vote]) -> str:
    """«за» – 7, «проти» – 0 …: every value, counted of the names."""
    return ", ".join(f"«{VOTES[Vote.Value(value)]}» – {count}" for value, count in totals_of(votes).items())


def _voted(motion: Motion, votes: Sequence[Vote]) -> list[str]:
    """How it was voted on: in all, of a joint sitting by each body, with the result and who took no part."""
    outcome = services.outcome_of(motion, votes)
    result = f"{OUTCOMES[outcome]}."
    if not votes:
        return [result]
    lines = [f"{totals_words(votes)}. {result}"]
    hours = [
        f"початок о {clock(motion.began)}" if motion.began else "",
        f"кінець о {clock(motion.ended)}" if motion.ended else "",
    ]
    if told := ", ".join(filter(None, hours)):
        lines.append(f"Голосування: {told}.")
    counts = services.majorities(votes)
    if len(counts) > 1:
        for count in counts:
            own = [vote for vote in votes if vote.commission_id == count.commission.pk]
            lines.append(f"{count.name}: {totals_words(own)}; потрібно «за» – {count.needed}.")
    for vote in votes:
        if vote.conflict:
            took = "" if vote.value != Vote.Value.RECUSED else "; участі в розгляді й голосуванні не було"
            lines.append(f"Про конфлікт інтересів повідомлено: {vote.name} – {vote.conflict}{took}.")
    return lines


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _recommended(rows: Sequence[Recommendation]) -> list[str]:
    found = []
    for row in rows:
        due = f" Строк: до {date_text(row.due)}." if row.due else ""
        again = " Повторно." if row.repeats_id else ""
        found.append(f"{row.number}. {row.text.rstrip('.')}. Кому: {row.addressee}.{due}{again}")
    return found


def _decided(conclusion: Conclusion | None) -> list[str]:
    if conclusion is None:
        return []
    lines = _lines(conclusion.text)
    if remarks := _lines(conclusion.remarks):
        lines += ["Зауваження:", *remarks]
    if conclusion.new_term:
        lines.append(f"Подати звіт повторно до {date_text(conclusion.new_term)}.")
    numbers = [("Проєкт рішення №", conclusion.draft_number), ("Рішення №", conclusion.decision_number)]
    return lines + [f"{name} {number}." for name, number in numbers if number]


def _question(item: AgendaItem, *, whole: bool = True) -> Question:
    motions = list(item.motions.prefetch_related("votes__commission"))
    said = []
    if whole:
        heard = _lines(item.heard)
        said = [Said("СЛУХАЛИ", heard), Said("ВИСТУПИЛИ", _lines(item.spoke))]
    conclusion = services.last_conclusion(item)
    decided = _decided(conclusion)
    for motion in motions:
        if len(motions) > 1 or not decided:
            said.append(Said("ПОСТАВЛЕНО НА ГОЛОСУВАННЯ", [motion.title]))
            said.append(Said("ГОЛОСУВАЛИ", _voted(motion, list(motion.votes.all()))))
    said.append(Said("ВИРІШИЛИ", decided))
    if len(motions) == 1 and decided:
        said.append(Said("ГОЛОСУВАЛИ", _voted(motions[0], list(motions[0].votes.all()))))
    if recommended := _recommended(list(item.recommendations.all())):
        said.append(Said("РЕКОМЕНДАЦІЇ", recommended))
    return Question(f"{item.number}. {item.question}", [each for each in said if each.lines])


def _agenda(sitting: Sitting) -> list[Said]:
    items = []
    for item in sitting.items.all():
        who = [
            f"Доповідає: {item.speaker}." if item.speaker else "",
            f"Співдоповідає: {item.co_speaker}." if item.co_speaker else "",
        ]
        draft = f"Проєкт рішення № {item.draft_number}." if item.draft_number else ""
        items.append(" ".join(filter(None, [f"{item.number}. {item.question.rstrip('.')}.", *who, draft])))
    found = [Said("ПОРЯДОК ДЕННИЙ", items or ["Питань немає."])]
    for motion in sitting.motions.filter(item=None).prefetch_related("votes__commission"):
        found.append(Said("ПОСТАВЛЕНО НА ГОЛОСУВАННЯ", [motion.title]))
        found.append(Said("ГОЛОСУВАЛИ", _voted(motion, list(motion.votes.all()))))
    return found


# ---- the papers ------------------------------------------------------------------------------------------------------


def minutes_paper(sitting: Sitting, *, number: str, signers: str, draft: bool) -> SittingPaper:
    """The minutes of a sitting as they are signed, or as they stand."""
    presences = list(sitting.presences.select_related("commission"))
    name = f"Протокол № {number} від {date_text(sitting.date)}"
    return SittingPaper(
        data_name="votes.json",
        name=name,
        council=_council(sitting),
        heading=f"ПРОТОКОЛ № {number}",
        subheading=_subject(sitting),
        place=sitting.place,
        day=long_day(sitting.date),
        facts=_facts(sitting, presences),
        lead=_agenda(sitting),
        questions=[_question(item) for item in sitting.items.all()] if sitting.state == Sitting.State.HELD else [],
        signed_by=_signers(sitting, presences, signers),
        dated=sitting.date,
        open_data=votes_data(sitting),
        notices=[DRAFT] if draft else [],
        annex=["Додаток", "до протоколу засідання", f"від {date_text(sitting.date)} № {number}"],
        roll=list(_roll(sitting)),
    )


def _signers(sitting: Sitting, presences: Sequence[Presence], signers: str) -> list[tuple[str, str]]:
    """Who signs: the chair and the secretary, or all who were there."""
    chair = [("Головуючий на засіданні", sitting.chaired_by.printed_name)] if sitting.chaired_by else []
    secretary = [("Секретар засідання", sitting.written_by.printed_name)] if sitting.written_by else []
    if signers == Minutes.Signers.TWO:
        return [*chair, *secretary]
    two = {sitting.chaired_by_id, sitting.written_by_id}
    rest = [row for row in presences if row.is_present and row.member_id not in two]
    words = {row.pk: POSTS[Post(row.post)] for row in rest}
    return [*chair, *secretary, *((words[row.pk][:1].upper() + words[row.pk][1:], row.name) for row in rest)]


def _roll(sitting: Sitting) -> Iterator[tuple[str, Grid]]:
    """The votes by name, some motions beside each other; the sums are the names counted."""
    motions = [each for each in sitting.motions.prefetch_related("votes") if each.votes.all()]
    for start in range(0, len(motions), COLUMNS_OF_ROLL):
        part = motions[start : start + COLUMNS_OF_ROLL]
        votes = {motion.pk: {vote.member_id: vote for vote in motion.votes.all()} for motion in part}
        seats = list(votes[part[0].pk].values())
        columns = [GridColumn("№", 5, "center"), GridColumn("Ім’я, посада в комісії", 35)]
        columns += [GridColumn(f"Пропозиція {motion.number}", 15, "center") for motion in part]
        rows = [
            [
                str(place),
                _person(seat),
                *(OPEN_VOTES[Vote.Value(votes[motion.pk][seat.member_id].value)] for motion in part),
            ]
            for place, seat in enumerate(seats, 1)
        ]
        titles = "; ".join(f"{motion.number} – {motion.title.rstrip('.')}" for motion in part)
        yield f"Пропозиції: {titles}.", Grid(columns, rows)


def extract_paper(item: AgendaItem, *, number: str, draft: bool) -> SittingPaper:
    """An extract («Витяг з протоколу»): one question with what was decided on it."""
    sitting = item.sitting
    presences = list(sitting.presences.select_related("commission"))
    counts = services.quorums(presences)
    there = "; ".join(
        f"{count.name} – {count.found} із {count.full}" if len(counts) > 1 else f"{count.found} із {count.full}"
        for count in counts
    )
    facts = [("Головує", [_chair(sitting, presences)])] if sitting.chaired_by else []
    secretary = sitting.written_by.printed_name if sitting.written_by else ""
    return SittingPaper(
        data_name="votes.json",
        name=f"Витяг з протоколу № {number} від {date_text(sitting.date)}, питання {item.number}",
        council=_council(sitting),
        heading=f"ВИТЯГ З ПРОТОКОЛУ № {number}",
        subheading=_subject(sitting),
        place=sitting.place,
        day=long_day(sitting.date),
        facts=[*facts, ("Присутні члени комісії", [there])],
        lead=[],
        questions=[_question(item)],
        signed_by=[("Згідно з оригіналом: секретар засідання", secretary)],
        dated=sitting.date,
        open_data=votes_data(sitting, item),
        notices=[DRAFT] if draft else [],
    )


def conclusion_paper(item: AgendaItem, *, number: str, draft: bool) -> SittingPaper:
    """The conclusion of a commission («Висновок»), which its head signs."""
    sitting = item.sitting
    bodies = [_of_body(name) for name in _bodies(sitting)]
    presences = list(sitting.presences.select_related("commission"))
    joint = len(bodies) > 1
    said = "комісії дійшли висновку" if joint else "комісія дійшла висновку"
    minutes = f"протокол від {date_text(sitting.date)} № {number}"
    opening = f"Розглянувши питання {quoted(item.question.rstrip('.'))} ({minutes}), {said}:"
    question = _question(item, whole=False)
    heads = [row for row in presences if row.post == Post.HEAD] if joint else []
    signed_by = [(f"Голова {_of_body(row.commission_name)}", row.name) for row in heads]
    if not signed_by and sitting.chaired_by:
        signed_by = [("Головуючий на засіданні комісії", sitting.chaired_by.printed_name)]
    return SittingPaper(
        data_name="votes.json",
        name=f"Висновок до питання {item.number}, протокол № {number} від {date_text(sitting.date)}",
        council=_council(sitting),
        heading="ВИСНОВОК",
        subheading=[f"{name}{',' if place < len(bodies) else ''}" for place, name in enumerate(bodies, 1)],
        place=sitting.place,
        day=long_day(sitting.date),
        facts=[],
        lead=[Said("", [opening])],
        questions=[Question("", question.said)],
        signed_by=signed_by,
        dated=sitting.date,
        open_data=votes_data(sitting, item),
        notices=[DRAFT] if draft else [],
    )


# ---- votes as data ---------------------------------------------------------------------------------------------------


def votes_data(sitting: Sitting, item: AgendaItem | None = None) -> dict[str, Any]:
    """The votes of a sitting for machines, or those on one question: each motion with its names, the totals counted."""
    motions = sitting.motions.select_related("item").prefetch_related("votes__commission")
    if item:
        motions = motions.filter(item=item)
    return {
        "schema": SCHEMA,
        "sitting": {
            "number": sitting.number,
            "date": sitting.date.isoformat(),
            "bodies": _bodies(sitting),
            "state": sitting.state,
        },
        "motions": [_motion_data(motion) for motion in motions],
    }


def _motion_data(motion: Motion) -> dict[str, Any]:
    votes = list(motion.votes.all())
    return {
        "number": motion.number,
        "title": motion.title,
        "draft_number": motion.draft_number or None,
        "question": motion.item.question if motion.item else None,
        "start": clock(motion.began) or None,
        "end": clock(motion.ended) or None,
        "result": OUTCOMES[services.outcome_of(motion, votes)],
        "totals": totals_of(votes),
        "bodies": [
            {"name": count.name, "composition": count.full, "for": count.found, "needed": count.needed}
            for count in services.majorities(votes)
        ],
        "votes": [
            {
                "name": vote.name,
                "commission": vote.commission_name,
                "post": POSTS[Post(vote.post)],
                "vote": OPEN_VOTES[Vote.Value(vote.value)],
                "value": vote.value,
                "conflict": vote.conflict or None,
            }
            for vote in votes
        ],
    }


def votes_table(sitting: Sitting) -> Table:
    """The same as a table: a row for each member and motion."""
    rows = []
    for motion in votes_data(sitting)["motions"]:
        about = {name: motion[name] for name in ("number", "title", "draft_number", "start", "end", "result")}
        rows += [
            Row({**about, **{name: vote[name] for name in ("name", "commission", "post", "vote")}})
            for vote in motion["votes"]
        ]
    return Table(
        key="votes",
        caption="Поіменне голосування",
        columns=[
            Column("number", "№ пропозиції", Kind.YEAR),
            Column("title", "Пропозиція", heads=True),
            Column("draft_number", "№ проєкту", Kind.CODE),
            Column("start", "Початок", Kind.CODE),
            Column("end", "Кінець", Kind.CODE),
            Column("result", "Результат"),
            Column("name", "Ім’я"),
            Column("commission", "Комісія"),
            Column("post", "Посада в комісії"),
            Column("vote", "Голос"),
        ],
        rows=rows,
        empty="На цьому засіданні не голосували.",
    )


def votes_files(sitting: Sitting) -> dict[str, bytes]:
    """The votes as CSV and JSON: open data takes no PDF."""
    written = json.dumps(votes_data(sitting), ensure_ascii=False, indent=1) + "\n"
    return {"csv": as_csv.render(votes_table(sitting), for_programs=True), "json": written.encode()}


# ---- signed ----------------------------------------------------------------------------------------------------------


def sign_minutes(*, sitting: Sitting, number: str, signers: str, on: date, by: User) -> Minutes:
    """Sign the minutes: every file is made first, then all of them are kept at once.

    Refused where somebody recorded something meanwhile: then the files would not agree with the record.
    """
    services.check_signable(sitting)
    made_of = _papers(sitting, number, signers)
    Name = MinutesFile.Name
    files: list[tuple[str, AgendaItem | None, str, bytes]] = []
    for name, item, paper in made_of:
        files += [(name, item, extension, render(paper)) for extension, render in FORMATS.items()]
    if Vote.objects.filter(motion__sitting=sitting).exists():
        files += [(Name.VOTES, None, extension, content) for extension, content in votes_files(sitting).items()]
    return services.keep_minutes(
        sitting=sitting,
        number=number,
        signers=signers,
        on=on,
        files=files,
        by=by,
        is_unchanged=lambda: _papers(Sitting.objects.get(pk=sitting.pk), number, signers) == made_of,
    )


def _papers(sitting: Sitting, number: str, signers: str) -> list[tuple[str, AgendaItem | None, SittingPaper]]:
    Name = MinutesFile.Name
    found: list[tuple[str, AgendaItem | None, SittingPaper]] = [
        (Name.MINUTES, None, minutes_paper(sitting, number=number, signers=signers, draft=False))
    ]
    if sitting.state == Sitting.State.HELD:
        for item in sitting.items.all():
            found.append((Name.EXTRACT, item, extract_paper(item, number=number, draft=False)))
            found.append((Name.CONCLUSION, item, conclusion_paper(item, number=number, draft=False)))
    return found
