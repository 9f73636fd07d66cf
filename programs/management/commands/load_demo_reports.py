"""Load the reports of the demonstration with what the commission made of them, after everything that they report.

One without a quorum first, one returned and submitted again, one of a joint sitting that was corrected after it was
published, one decided by the order of a military administration, one that waits for the council with a signature
received.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone, translation

from programs import services
from programs.models import (
    AgendaItem,
    Commission,
    CommissionMember,
    ConclusionVerb,
    ExecutionReport,
    Invited,
    LegalAct,
    Measure,
    Sitting,
)
from programs.period import Period
from programs.reporting.addresses import absolute
from programs.reports.minutes import sign_minutes
from programs.reports.submission import submit

from .load_demo import demonstration

DATA = settings.BASE_DIR / "fixtures" / "demonstration_commission.json"
NO_SIGNATURE = b"\x30\x03\x02\x01\x00"  # a DER sequence of one number
ROLES = ("coordinator", "head", "commission", "secretary")


def moment(text: str) -> datetime:
    """«2022-01-20 10:40» in Kyiv."""
    return timezone.make_aware(datetime.fromisoformat(text))


def clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


class Command(BaseCommand):
    help = "Loads invented reports to the commission with what became of them, once execution and money stand."

    def handle(self, *args: Any, **options: Any) -> None:
        data = json.loads(DATA.read_text(encoding="utf-8"))
        self.program = demonstration(data["program"])
        if self.program.execution_reports.exists():
            self.stdout.write(f"{self.program.slug}: its reports stand already, nothing changed")
            return
        self.people = {user.username: user for user in User.objects.filter(username__in=ROLES)}
        with transaction.atomic(), translation.override("uk"):
            self.seat(data)
            self.reports = {row["key"]: self.prepare(row) for row in data["reports"]}
            happens = {
                "submit": self.submit,
                "ask": self.ask,
                "sitting": self.sit,
                "step": self.step,
                "remarks": self.meet_remarks,
                "correct": self.correct,
                "day": self.plan_day,
                "publication": self.publish,
                "signature": self.receive,
            }
            for event in data["life"]:
                happens[next(iter(event))](event)
        reports, sittings = self.program.execution_reports.count(), Sitting.objects.count()
        self.stdout.write(f"{self.program.slug}: {reports} reports to the commission, {sittings} sittings")

    # ---- who sits ----------------------------------------------------------------------------------------------------

    def seat(self, data: dict[str, Any]) -> None:
        """The commissions with their invented members; the first one controls the programme."""
        self.bodies: dict[str, Commission] = {}
        self.members: dict[str, CommissionMember] = {}
        by = self.people["secretary"]
        for row in data["commissions"]:
            own = self.program.commission if row["key"] == "main" else None
            commission = own or Commission(name=row["name"])
            commission.council, commission.convocation = data["council"], data["convocation"]
            self.bodies[row["key"]] = services.save_record(record=commission, by=by)
            for name, surname, post in row["members"]:
                member = CommissionMember(commission=commission, name=name, surname=surname, post=post)
                member.since = date(2020, 11, 25)
                if own and post == "member" and not commission.members.filter(account__isnull=False).exists():
                    member.account = self.people["commission"]
                self.members[surname] = services.save_record(record=member, by=by)

    # ---- reports -----------------------------------------------------------------------------------------------------

    def prepare(self, row: dict[str, Any]) -> ExecutionReport:
        period = Period.parse(row["period"])
        report = ExecutionReport(
            program=self.program, kind=row["kind"], period_start=period.start, period_end=period.end
        )
        report.narrative, report.proposal = row["narrative"], row["proposal"]
        report.judgement, report.form = row.get("judgement", ""), row.get("form", {})
        return services.save_report(report=report, by=self.people["coordinator"])

    def last(self, key: str) -> ExecutionReport:
        """The last edition of a report."""
        number = self.reports[key].number
        found = self.program.execution_reports.filter(number=number).select_related("program")
        return found.order_by("-edition")[0]

    def submit(self, event: dict[str, Any]) -> None:
        day = date.fromisoformat(event["on"])
        submit(self.last(event["submit"]), by=self.people["head"], on=day, site=absolute(""))

    def ask(self, event: dict[str, Any]) -> None:
        report = self.last(event["ask"])
        measure = Measure.objects.get(program=self.program, code=event["measure"])
        words = {name: event[name] for name in ("quoted", "text")}
        by, answers = self.people["commission"], self.people["coordinator"]
        question = services.ask(report=report, measure=measure, by=by, at=moment(event["asked"]), **words)
        for text, at in (("answer", "answered"), ("later", "later_at")):
            if event.get(text):
                services.answer(question=question, text=event[text], by=answers, at=moment(event[at]))

    def step(self, event: dict[str, Any]) -> None:
        act = LegalAct.objects.get(program=self.program, number=event["act"]) if "act" in event else None
        day = date.fromisoformat(event["on"])
        report, by = self.last(event["step"]), self.people["head"]
        services.record_step(report=report, kind=event["kind"], date=day, act=act, by=by)

    def meet_remarks(self, event: dict[str, Any]) -> None:
        """The edition that a return opened, with how it met each remark."""
        report, by = self.last(event["remarks"]), self.people["coordinator"]
        report.changed_because, report.narrative = event["why"], event["narrative"]
        services.save_report(report=report, by=by)
        remarks = services.remarks_to_meet(report).order_by("pk")
        texts = {remark.pk: text for remark, text in zip(remarks, event["answers"], strict=True)}
        services.answer_remarks(report=report, texts=texts, by=by)

    def correct(self, event: dict[str, Any]) -> None:
        report = self.last(event["correct"])
        services.open_next_edition(report=report, why=event["why"], by=self.people["coordinator"])

    def plan_day(self, event: dict[str, Any]) -> None:
        day = date.fromisoformat(event["on"])
        services.set_stage_day(
            report=self.last(event["day"]), kind=event["kind"], date=day, by=self.people["coordinator"]
        )

    def publish(self, event: dict[str, Any]) -> None:
        services.record_publication(
            report=self.last(event["publication"]),
            what=event["what"],
            published_on=date.fromisoformat(event["on"]),
            link=event["link"],
            by=self.people["coordinator"],
        )

    def receive(self, event: dict[str, Any]) -> None:
        """A container that came with a file: of a signature it has the beginning alone, for nobody signed anything."""
        services.keep_signature(
            file=self.last(event["signature"]).submission.files.get(extension=event["file"]),
            name=event["name"],
            content=NO_SIGNATURE,
            signer=event["signer"],
            received_on=date.fromisoformat(event["on"]),
            by=self.people["coordinator"],
        )

    # ---- sittings ----------------------------------------------------------------------------------------------------

    def sit(self, event: dict[str, Any]) -> None:
        """A sitting as far as it has come: planned, held, concluded, signed, published."""
        row, by = event["sitting"], self.people["secretary"]
        sitting = Sitting(number=row["number"], date=date.fromisoformat(row["date"]), place=row["place"])
        sitting.time, sitting.ended = clock(row["time"]), clock(row.get("ended"))
        sitting.withheld_until = date.fromisoformat(row["withheld_until"]) if "withheld_until" in row else None
        sitting = services.save_sitting(sitting=sitting, by=by)
        sitting.bodies.set([self.bodies[key] for key in row["bodies"]])
        self.agenda(sitting, row, by)
        if "chair" in row:
            self.hold(sitting, row, by)
            self.conclude(sitting, row, by)
        if "minutes" in row:
            said = row["minutes"]
            day = date.fromisoformat(said["signed_on"])
            sitting = Sitting.objects.get(pk=sitting.pk)
            sign_minutes(sitting=sitting, number=said["number"], signers=said["signers"], on=day, by=by)
        for what, day in row["publish"].items():
            services.publish_of_sitting(sitting=sitting, what=what, on=date.fromisoformat(day), by=by)

    def agenda(self, sitting: Sitting, row: dict[str, Any], by: User) -> None:
        services.put_on_agenda(sitting=sitting, reports=[self.last(key) for key in row.get("reports", ())], by=by)
        for number, question in enumerate(row.get("questions", ()), start=sitting.items.count() + 1):
            services.save_record(record=AgendaItem(sitting=sitting, number=number, question=question), by=by)
        for name, position in row.get("invited", ()):
            services.save_record(record=Invited(sitting=sitting, name=name, position=position), by=by)

    def hold(self, sitting: Sitting, row: dict[str, Any], by: User) -> None:
        """Who was there, then every motion: those who are not named vote for."""
        presences: dict[int, Mapping[str, Any]] = {}
        for surname, reason in row.get("absent", {}).items():
            presences[self.members[surname].pk] = {"is_present": False, "reason": reason}
        for surname, (came, left) in row.get("late", {}).items():
            presences[self.members[surname].pk] = {"came": clock(came), "left": clock(left)}
        services.hold_sitting(
            sitting=sitting,
            presences=presences,
            chaired_by=self.members[row["chair"]],
            written_by=self.members[row["secretary"]],
            began=sitting.time,
            ended=sitting.ended,
            by=by,
        )
        keys = dict(zip(sitting.items.values_list("pk", flat=True), row["reports"], strict=True))
        for motion in sitting.motions.all():
            key = keys.get(motion.item_id or 0, "")
            if key in row.get("motions", {}):
                motion.title = row["motions"][key]
                services.save_record(record=motion, by=by)
            values = {}
            for surname, said in row["votes"].get(key, {}).items():
                value, conflict = said if isinstance(said, list) else (said, "")
                values[self.members[surname].pk] = (value, conflict)
            services.record_votes(motion=motion, values=values, by=by)

    def conclude(self, sitting: Sitting, row: dict[str, Any], by: User) -> None:
        for item, said in zip(sitting.items.all(), row["conclusions"], strict=True):
            if "spoke" in row:
                item.spoke = "\n".join(row["spoke"])
                services.save_record(record=item, by=by)
            words = {**said, "verb": ConclusionVerb.objects.get(title=said["verb"])}
            if "new_term" in words:
                words["new_term"] = date.fromisoformat(words["new_term"])
            services.conclude(item=item, by=by, **words)
        for said in row.get("recommendations", ()):
            due = date.fromisoformat(said["due"])
            item = sitting.items.all()[0]
            recommendation = services.recommend(
                item=item, text=said["text"], addressee=said["addressee"], due=due, by=by
            )
            for answer in said.get("answers", ()):
                services.answer_recommendation(
                    recommendation=recommendation,
                    outcome=answer["outcome"],
                    date=date.fromisoformat(answer["on"]),
                    text=answer["text"],
                    document=answer["document"],
                    by=self.people["coordinator"],
                )
