"""Load a year of consultations into the demonstration, after its institutions: the plan, what was announced, who came,
what was proposed by every way and what became of it. Nobody in it exists.
"""

import json
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation

from programs.management.commands.load_demo import demonstration
from programs.models import LegalAct, Measure, Program
from programs.reporting.addresses import absolute
from programs.services import save_legal_act, save_record

from ...documents.publishing import publish_paper
from ...models import (
    Answer,
    Consultation,
    ConsultationDocument,
    ConsultationEvent,
    ConsultationPaper,
    ConsultationPlan,
    ConsultationStep,
    CouncilOpinion,
    Institution,
    Invitation,
    PlanAmendment,
    PlanItem,
    Position,
    Proposal,
    ProposalAuthor,
    PublicationNotice,
    last_moment,
)
from ...services import announce, count_activity, count_event, move_term, save_consultation, save_event, take_step
from ...services.answers import draft_answer, note_told, publish_answers
from ...services.moderation import publish
from ...services.proposals import enter, receive, withdraw

DATA = settings.BASE_DIR / "fixtures" / "demonstration_consultations.json"


def moment(text: str) -> datetime:
    """«2023-03-20 09:00» in Kyiv; of a day alone its noon."""
    return timezone.make_aware(datetime.fromisoformat(text if " " in text else f"{text} 12:00"))


class Command(BaseCommand):
    help = "Loads an invented year of consultations with their proposals into the demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        program = demonstration(data["program"])
        if Consultation.objects.exists():
            self.stdout.write("Consultations stand already, nothing changed")
            return
        with transaction.atomic(), translation.override("uk"):
            self.load(program, data, User.objects.get(username="coordinator"))
        self.stdout.write(f"{Consultation.objects.count()} consultations, {Proposal.objects.count()} proposals")

    def load(self, program: Program, data: dict[str, Any], by: User) -> None:
        """A year of consultations of a programme, with everything that became of them."""
        self.program, self.by = program, by
        self.measures = {measure.code: measure for measure in Measure.objects.filter(program=program)}
        self.acts = {}
        for row in data["acts"]:
            key, day = row["key"], date.fromisoformat(row["date"])
            values = {name: row[name] for name in ("role", "body", "kind", "number", "title", "link")}
            self.acts[key] = save_legal_act(act=LegalAct(program=program, date=day, **values), by=by)
        self.items = self.load_plan(data["plan"])
        for row in data["consultations"]:
            self.load_consultation(row)

    def load_plan(self, row: dict[str, Any]) -> dict[int, PlanItem]:
        plan = save_record(record=ConsultationPlan(year=row["year"], act=self.acts[row["act"]]), by=self.by)
        amendments = {
            each["act"]: save_record(
                record=PlanAmendment(plan=plan, act=self.acts[each["act"]], summary=each["summary"]), by=self.by
            )
            for each in row["amendments"]
        }
        items = {}
        for each in row["items"]:
            changed = {name: amendments[each[name]] for name in ("added_by", "removed_by") if name in each}
            items[each["number"]] = save_record(record=PlanItem(plan=plan, **{**each, **changed}), by=self.by)
        return items

    def load_consultation(self, row: dict[str, Any]) -> None:
        """Announced, changed, held, answered, reported and decided, in this order."""
        words = [
            "subject",
            "form",
            "matter",
            "unit",
            "organiser",
            "organiser_name",
            "summary",
            "why",
            "affected",
            "effects",
            "channels",
            "office",
            "told_how",
        ]
        words += ["platform", "platform_link", "platform_proposals", "platform_people"]
        consultation = Consultation(
            program=self.program,
            measure=self.measures.get(row.get("measure", "")),
            plan_item=self.items.get(row.get("item") or 0),
            opens_at=moment(row["opens"]),
            closes_at=moment(row["closes"]),
            **{name: row[name] for name in words if name in row},
        )
        save_consultation(consultation=consultation, by=self.by)
        for document in row["documents"]:
            save_record(record=ConsultationDocument(consultation=consultation, **document), by=self.by)
        events = [self.load_event(consultation, each) for each in row["events"]]
        self.announce(consultation, row)
        opinion = {key: _day(key, value) for key, value in row.get("council", {}).items()}
        if opinion:
            save_record(record=CouncilOpinion(consultation=consultation, **opinion), by=self.by)
        for kind, option, count in row["positions"]:
            save_record(record=Position(consultation=consultation, kind=kind, option=option, count=count), by=self.by)
        for event, each in zip(events, row["events"], strict=True):
            count_event(event=event, people=each["people"], by=self.by)
        for name, came in row["invited"].items():
            invited = date.fromisoformat(row["announced"])
            institution = Institution.objects.get(name=name)
            invitation = Invitation(
                consultation=consultation, institution=institution, invited_on=invited, took_part=came
            )
            save_record(record=invitation, by=self.by)
        count_activity(consultation=consultation, by=self.by)
        for proposal in row["proposals"]:
            self.load_proposal(consultation, proposal)
        if row.get("answered"):
            self.answer(consultation, row)
        for kind in (ConsultationPaper.Kind.RESULT, ConsultationPaper.Kind.OUTCOME):
            if kind in row:
                self.publish(consultation, kind, row[kind])

    def load_event(self, consultation: Consultation, row: dict[str, Any]) -> ConsultationEvent:
        said = {"title": row["title"], "link": row["link"]}
        span = {"starts_at": moment(row["starts"]), "ends_at": moment(row["ends"])}
        return save_event(event=ConsultationEvent(consultation=consultation, **said, **span), by=self.by)

    def announce(self, consultation: Consultation, row: dict[str, Any]) -> None:
        """Told to the public; a term too short has its reason, and a moved one as well."""
        told = {"place": row["place"], "name": row.get("place_name", ""), "issue": row.get("issue", "")}
        on = date.fromisoformat(row["announced"])
        announce(
            consultation=consultation,
            on=on,
            notice=PublicationNotice(**told),
            by=self.by,
            now=last_moment(on),
            reason=row.get("short_because", ""),
        )
        for moved in row["moved"]:
            on = date.fromisoformat(moved["on"])
            move_term(
                consultation=consultation,
                kind=moved["kind"],
                closes_at=moment(moved["closes"]),
                on=on,
                reason=moved["reason"],
                notice=PublicationNotice(**told),
                by=self.by,
                now=last_moment(on),
            )

    def load_proposal(self, consultation: Consultation, row: dict[str, Any]) -> None:
        """It comes by its own way, is looked through and shown; one is taken back by who sent it."""
        at = moment(row["on"])
        proposal = Proposal(
            consultation=consultation,
            channel=row["channel"],
            received_on=timezone.localdate(at),
            author_kind=row["author"],
            text=row["text"],
            institution=Institution.objects.filter(name=row["institution"]).first() if "institution" in row else None,
            measure=self.measures.get(row.get("measure", "")),
            **{name: row[name] for name in ("clause", "signatories", "foreign_number") if name in row},
        )
        agreed = timezone.localdate(at) if proposal.institution and proposal.institution.is_public else None
        name = row["name"] or "Учасник ЗУСТРІЧІ"
        author = ProposalAuthor(proposal=proposal, name=name, address="вул. Вигадана, 1", agreed_on=agreed)
        if row["channel"] == Proposal.Channel.FORM:
            receive(proposal=proposal, author=author, opened=None, suspicions=[], now=at)
        else:
            enter(proposal=proposal, author=author, by=self.by)
        if row["outcome"] == Answer.WITHDRAWN:
            withdraw(proposal=proposal, by=None, expected_version=None, on=timezone.localdate(at))
        else:
            publish(proposal=proposal, by=self.by, at=at)

    def answer(self, consultation: Consultation, row: dict[str, Any]) -> None:
        """All answers at once, and every author told."""
        on = date.fromisoformat(row["answered"])
        said = {each["text"]: each for each in row["proposals"]}
        for proposal in Proposal.objects.to_answer().filter(consultation=consultation).order_by("number"):
            words = said[proposal.text]
            forwarded = {key: _day(key, words[key]) for key in ("forwarded_to", "forwarded_until") if key in words}
            draft_answer(proposal=proposal, by=self.by, outcome=words["outcome"], ground=words["ground"], **forwarded)
        drafts = Answer.objects.drafts().filter(proposal__consultation=consultation)
        seen = list(drafts.values_list("pk", "version"))
        publish_answers(consultation=consultation, seen=seen, by=self.by, at=moment(row["answered"]))
        told = Answer.objects.untold().filter(proposal__consultation=consultation)
        note_told(answers=list(told), on=on, by=self.by)
        if not ConsultationStep.objects.filter(consultation=consultation, kind=ConsultationStep.Kind.ANSWERED).exists():
            take_step(consultation=consultation, kind=ConsultationStep.Kind.ANSWERED, on=on, by=self.by)

    def publish(self, consultation: Consultation, kind: str, row: dict[str, Any]) -> None:
        on = date.fromisoformat(row["on"])
        said: dict[str, Any] = (
            {"act": self.acts[row["act"]], "decided_on": self.acts[row["act"]].date} if "act" in row else {}
        )
        site = absolute("")
        publish_paper(consultation, kind, on=on, now=last_moment(on), by=self.by, words=row["words"], site=site, **said)


def _day(key: str, value: Any) -> Any:
    """A value of the data file; days stand in it as texts."""
    return date.fromisoformat(value) if key.endswith(("_on", "_until")) and value else value
