"""Papers that are made of a submitted report: the draft decision with its note, the sheet that heads the annex.

The report itself stays as it was submitted: the heading «Додаток до рішення …» is known only after the decision, so it
stands on a sheet of its own. All of it is Ukrainian, as official papers are.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from ..models import ExecutionReport, LegalAct, ReportStep, WayStage
from ..reporting import Signatory
from ..reporting.papers import BLANK, OfficialPaper, OfficialPart, long_date
from ..services import way_of
from ..services.reports import BY_ACT
from ..words import date_text, official_amount, short_name_of
from .lines import deviation_told, fact_text, largest_deviations, lines_of, snapshot

MOST_NAMED = 3  # deviations that a note names

# The genitive of words with which bodies and programmes begin; what follows the noun stands in its case already.
GENITIVE = {
    "рада": "ради",
    "комітет": "комітету",
    "адміністрація": "адміністрації",
    "начальник": "начальника",
    "програма": "програми",
    "виконавчий": "виконавчого",
    "цільова": "цільової",
    "комплексна": "комплексної",
}
NOUNS = {"рада", "комітет", "адміністрація", "начальник", "програма"}
ADJECTIVES = ((r"ська$", "ської"), (r"цька$", "цької"), (r"ова$", "ової"), (r"на$", "ної"))
KINDS = {
    LegalAct.Kind.DECISION: "рішення",
    LegalAct.Kind.ORDER: "розпорядження",
    LegalAct.Kind.RESOLUTION: "постанови",
    LegalAct.Kind.LAW: "закону",
}


def genitive(name: str) -> str:
    """«Каховська міська рада» → «Каховської міської ради»: the words up to the noun, the others as they are."""
    words = name.split(" ")
    for place, word in enumerate(words):
        lower = word.lower()
        found = GENITIVE.get(lower)
        if found is None:
            found = next((re.sub(end, into, lower) for end, into in ADJECTIVES if re.search(end, lower)), lower)
        words[place] = found.capitalize() if word[:1].isupper() else found
        if lower in NOUNS:
            return " ".join(words)
    return name


def accusative_of_commission(name: str) -> str:
    """«Постійна комісія з питань …» → «постійну комісію з питань …»."""
    return re.sub(r"^Постійна комісія", "постійну комісію", name)


def subject_of(data: Mapping[str, Any]) -> str:
    """«звіт про виконання Міської програми … за 2021 рік»."""
    return f"звіт про виконання {genitive(data['program']['title'])} за {data['period']['label']}"


def decides(report: ExecutionReport) -> WayStage:
    """The body that decides in the end: the one whose act did, or the last of the way that does so by an act."""
    if (act := act_of(report)) and act.kind == LegalAct.Kind.ORDER:
        return WayStage(kind=WayStage.Kind.ADMINISTRATION, name=act.body)
    kinds = {WayStage.Kind.COUNCIL, WayStage.Kind.ADMINISTRATION}
    stages = [stage for stage in way_of(report.program) if stage.kind in kinds]
    return stages[-1] if stages else WayStage(kind=WayStage.Kind.COUNCIL, name=report.program.council)


def _paper(report: ExecutionReport, data: Mapping[str, Any], *, stem: str, name: str, **more: Any) -> OfficialPaper:
    given = {
        "data_name": f"{stem}.json",
        "file_stem": f"{stem}_{report.program.slug}_{report.number}-{report.edition}",
        "name": name,
        "subheading": [],
        "facts": [],
        "signatories": [],
        "council": data["council"],
        "program": data["program"]["title"],
        "dated": report.submission.submitted_on,
        "link": reverse("programs:submitted", args=[report.program.slug, report.number, report.edition]),
        "notices": ["ДЕМОНСТРАЦІЙНІ ДАНІ"] if data["demonstration"] else [],
    }
    return OfficialPaper(**{**given, **more})


def draft_decision(report: ExecutionReport, *, site: str = "") -> OfficialPaper:
    """The draft decision, or order, on a report: preamble, points, who signs; what is not known stands as a line."""
    data, stage = snapshot(report), decides(report)
    is_order = stage.kind == WayStage.Kind.ADMINISTRATION
    subject = subject_of(data)
    proposals = points_of(report) or ["Взяти звіт до відома"]
    points = [f"{proposals[0]} (звіт додається).", *(f"{each}." for each in proposals[1:])]
    if report.kind == ExecutionReport.Kind.FINAL and data["act"]:
        points.append(f"Зняти з контролю {data['act'].partition(',')[0]} як виконане.")
    commission = report.program.commission
    if commission and not is_order:
        points.append(f"Контроль за виконанням цього рішення покласти на {accusative_of_commission(commission.name)}.")
    else:
        points.append(f"Контроль за виконанням цього {'розпорядження' if is_order else 'рішення'} покласти на {BLANK}.")
    ground = (
        "керуючись Законом України «Про правовий режим воєнного стану»"
        if is_order
        else "керуючись статтею 26 Закону України «Про місцеве самоврядування в Україні»"
    )
    preamble = ", ".join([f"Розглянувши {subject}", *_conclusions(report), ground])
    enacting = "ЗОБОВ’ЯЗУЮ:" if is_order else f"{data['council']} ВИРІШИЛА:"
    position = "Начальник військової адміністрації" if is_order else "Міський голова"
    word = "РОЗПОРЯДЖЕННЯ" if is_order else "РІШЕННЯ"
    numbered = [f"{number}. {point}" for number, point in enumerate(points, start=1)]
    return _paper(
        report,
        data,
        stem="proiekt_rishennia",
        name=f"Проєкт {'розпорядження' if is_order else 'рішення'}: {report}",
        mark=["ПРОЄКТ"],
        is_draft=True,
        heading=word,
        council=stage.title if is_order else data["council"],
        parts=[
            OfficialPart("", [f"від {BLANK} № {BLANK}"]),
            OfficialPart("", [f"Про {subject}"]),
            OfficialPart("", [f"{preamble}, {enacting}", *numbered]),
        ],
        signatories=[Signatory("", position)],
        site=site,
    )


def points_of(report: ExecutionReport) -> list[str]:
    """What is asked, sentence by sentence, without what asks the commission to hand it on to the council."""
    sentences = re.split(r"(?<=[.;])\s+|\n+", report.proposal)
    found = [sentence.strip().rstrip(".;") for sentence in sentences]
    return [each for each in found if each and not each.startswith("Рекомендувати раді")]


def _conclusions(report: ExecutionReport) -> Sequence[str]:
    """«враховуючи висновок постійної комісії (протокол № 14 від 27.01.2022)», where a commission concluded."""
    kinds = (ReportStep.Kind.NOTED, ReportStep.Kind.ENDORSED, ReportStep.Kind.SATISFACTORY)
    found = [step.document for step in report.steps.all() if step.kind in kinds]
    documents = "; ".join(filter(None, found))
    return [f"враховуючи висновок постійної комісії{f' ({documents})' if documents else ''}"] if found else []


def note(report: ExecutionReport, *, site: str = "") -> OfficialPaper:
    """The explanatory note to the draft decision, from the same figures as the report."""
    data, lines = snapshot(report), lines_of(report)
    program = report.program
    facts = {fact["key"]: fact for fact in data["facts"]}
    title, none = deviation_told(data)
    formula = title.removeprefix("Відхилення").strip()
    named = [
        f"{line['number']} {line['measure'] or short_name_of(line['title'])}: "
        f"{official_amount(line['deviation'])} грн. {line['said'][-1] if line['said'] else 'Причину не вказано.'}"
        for line in largest_deviations(lines, MOST_NAMED)
    ]
    asked = [line.strip() for line in report.proposal.splitlines() if line.strip()]
    parts = [
        OfficialPart(
            "Чому потрібне рішення",
            [
                f"Відповідальний виконавець – {program.responsible_unit} – подає {subject_of(data)}. "
                f"Програму затверджено: {data['act']}. Звіт № {report.number}, редакція {report.edition}, "
                f"подано {date_text(report.submission.submitted_on)}."
            ],
        ),
        OfficialPart("Стан виконання", list(data["summary"])),
        OfficialPart(f"Найбільші відхилення {formula} та їх причини".replace("  ", " "), named or [none]),
        OfficialPart(
            "Фінансово-економічне обґрунтування",
            [
                "Прийняття рішення не потребує додаткових видатків бюджету. "
                + "; ".join(f"{fact['label']} – {fact_text(fact)}" for fact in facts.values())
                + "."
            ],
        ),
        OfficialPart("Що пропонується вирішити", asked),
    ]
    return _paper(
        report,
        data,
        stem="poiasniuvalna_zapyska",
        name=f"Пояснювальна записка: {report}",
        heading="ПОЯСНЮВАЛЬНА ЗАПИСКА",
        one_page=True,
        is_draft=True,
        subheading=[
            f"до проєкту {'розпорядження' if decides(report).kind == WayStage.Kind.ADMINISTRATION else 'рішення'}",
            f"«Про {subject_of(data)}»",
        ],
        parts=parts,
        signatories=[Signatory(**row) for row in data["signatories"]][:1],
        site=site,
    )


def act_of(report: ExecutionReport) -> LegalAct | None:
    """The act that a council, or an administration, decided on a report by."""
    steps = [step for step in report.steps.select_related("act") if step.kind in BY_ACT and step.act]
    return steps[-1].act if steps else None


def annex_sheet(report: ExecutionReport, act: LegalAct, *, site: str = "") -> OfficialPaper:
    """«Додаток до рішення …» on a sheet of its own, which names the file that it heads by its check sum."""
    data = snapshot(report)
    [pdf] = report.submission.files.filter(extension="pdf").defer("content")
    body = genitive(act.body)
    return _paper(
        report,
        data,
        stem="dodatok",
        name=f"Додаток: {report}",
        mark=["Додаток", f"до {KINDS[LegalAct.Kind(act.kind)]} {body}", f"від {long_date(act.date)} № {act.number}"],
        heading="ЗВІТ",
        subheading=[subject_of(data).partition(" ")[2]],
        facts=[
            ("Звіт", f"№ {report.number}, редакція {report.edition}"),
            ("Подано", date_text(report.submission.submitted_on)),
            ("Контрольний код", report.submission.code),
            ("SHA-256 файлу PDF", pdf.sha256),
        ],
        parts=[
            OfficialPart(
                "",
                [
                    "Цей аркуш додано перед звітом. Сам звіт лишається таким, яким його подано: "
                    "жодного знака в ньому не змінено."
                ],
            )
        ],
        site=site,
    )
