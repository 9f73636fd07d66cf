"""What the department sends and shows of its work with the press as papers: a release, a digest of the monitoring."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.text import capfirst

from programs.reporting.papers import OfficialPaper, OfficialPart, file_name
from programs.words import date_text

from ..models import MonitoringNote, PressEvent
from ..registers.press import Digest


def release_paper(event: PressEvent, *, site: str) -> OfficialPaper:
    """A release or an event as its paper; time and place that are kept back are not on it."""
    with translation.override("uk"):
        program = event.measure.program
        facts = [("Дата", date_text(event.date))]
        if event.told_place:
            facts += [("Час", f"{event.time:%H:%M}" if event.time else ""), ("Місце", event.place)]
        facts += [("Виступає", capfirst(event.office)), ("Посилання", event.link)]
        return OfficialPaper(
            data_name="release.json",
            file_stem=file_name(event.kind, event.date.isoformat()),
            name=f"{capfirst(event.get_kind_display())}: {event.heading}",
            heading=str(event.get_kind_display()).upper(),
            subheading=[event.heading],
            facts=[(name, text) for name, text in facts if text],
            parts=[OfficialPart("Текст", event.text.split("\n\n"))] if event.text else [],
            signatories=[],
            council=program.council,
            program=program.title,
            dated=event.date,
            link=event.get_absolute_url(),
            site=site,
            notices=["ПРОЄКТ"] if event.state == event.State.PLANNED else [],
        )


def digest_paper(
    digest: Digest, shown: Iterable[MonitoringNote], *, site: str, link: str, council: str
) -> OfficialPaper:
    """The digest of a period as a paper: topics, tone, genres, answers."""
    with translation.override("uk"):
        period = digest.period
        words = [
            f"Записів – {digest.count}, медіа й каналів – {digest.outlets}, однобічних – {digest.one_sided}.",
            f"Потребували відповіді – {len(digest.needed)}, з них ще без відповіді – {len(digest.open)}.",
        ]
        tables = [OfficialPart(table.columns[0].title, [], table) for table in digest.tables()]
        notes = OfficialPart("Записи, які оприлюднено", [], digest.answers_table(shown))
        return OfficialPaper(
            data_name="digest.json",
            file_stem=file_name("ohliad", period.code),
            name=f"Огляд інформаційного простору, {period.dates}",
            heading="ОГЛЯД ІНФОРМАЦІЙНОГО ПРОСТОРУ",
            subheading=[period.dates],
            facts=[("Вибірка", "; ".join(digest.samples))] if digest.samples else [],
            parts=[OfficialPart("Підсумок", words), *(tables if digest.count else []), notes],
            signatories=[],
            council=council,
            program="",
            dated=period.end,
            link=link,
            site=site,
            figures={
                "notes": digest.count,
                "outlets": digest.outlets,
                "one_sided": digest.one_sided,
                "answers_needed": len(digest.needed),
                "answers_open": len(digest.open),
            },
        )
