"""What institutions add to the portal: the public register, the endpoint, staff's menu, a duty, search, open data."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Model, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import npgettext_lazy, pgettext, pgettext_lazy

from programs.default_day import default_day
from programs.models import Activity, Edition, ExecutionReport, Measure, Program, Task, unless_restricted
from programs.modules import (
    Address,
    Event,
    Files,
    Found,
    Hit,
    Link,
    Match,
    MenuGroup,
    Module,
    OfMeasures,
    Reached,
    Shortcut,
)
from programs.period import Period
from programs.words import date_text

from .models import (
    AdvisoryBody,
    BodyDecision,
    BodyMinutes,
    BodySitting,
    BudgetProject,
    Consultation,
    ConsultationDocument,
    ConsultationEvent,
    ConsultationPaper,
    ConsultationPlan,
    Course,
    CourseSession,
    Institution,
    MonitoringNote,
    Participation,
    PressEvent,
    PrintedMaterial,
    Proposal,
    SitePublication,
    SupportRequest,
)
from .registers.press import month_of, months_of
from .tables.decided import (
    COUNTED_OF_BODIES,
    addresses_of_bodies,
    decided_by_bodies,
    results_of_bodies,
)
from .tables.reached import (
    COUNTED,
    addresses_of_interaction,
    addresses_of_papers,
    reached_in_consultations,
    results_of_consultations,
)

PAPERS = ("pdf", "docx")


class Consultations(Module):
    """Consultations with the public (sections II and IV, measures 2.1 and 2.2): a part of what the application adds."""

    endpoints = (("consultations", "civil_society.api.consultations.Consultations"),)
    staff_menu = (
        MenuGroup(
            "consultations",
            pgettext_lazy("menu", "Consultations"),
            ["Consultation", "Proposal", "ConsultationPlan", "Regime"],
            after="institutions",
        ),
    )
    without_menu = ("ConsultationDocument", "ConsultationEvent", "PlanItem", "Term")
    told_on_desk = ("Consultation", "ConsultationEvent", "ConsultationPlan")
    duties = (
        "civil_society.duties.consultations.steps_due",
        "civil_society.duties.papers.results_to_publish",
        "civil_society.duties.consultations.items_to_begin",
        "civil_society.duties.consultations.plan_to_approve",
        "civil_society.duties.consultations.terms_to_compare",
    )
    housekeeping = ("civil_society.services.count_closed",)

    def shortcuts(self, user: Any) -> Iterable[Shortcut]:
        if user.has_perm("civil_society.add_consultation"):
            yield Shortcut(_("Add a consultation"), reverse("admin:civil_society_consultation_add"))

    def of_program(self, program: Program) -> list[Link]:
        count = Consultation.objects.published().filter(program=program).count()
        return [Link(_("Consultations"), reverse("civil_society:consultations"), count)] if count else []

    def told_of(self, model: type[Model], keys: Collection[int]) -> Mapping[int, list[Link]]:
        """The consultations on an edition, a report, a measure."""
        name = {Edition: "edition", ExecutionReport: "report", Measure: "measure"}.get(model)
        found: dict[int, list[Link]] = defaultdict(list)
        if name is None:
            return found
        for each in Consultation.objects.published().filter(**{f"{name}__in": keys}).order_by("-year", "-number"):
            words = _("Consultation № %(number)s: %(subject)s") % {"number": each.address, "subject": each.subject}
            found[getattr(each, f"{name}_id")].append(Link(words, each.get_absolute_url()))
        return found

    def found(self, match: Match, limit: int) -> list[Found]:
        rows = Consultation.objects.published().filter(match("folded", kinds=None)).order_by("-year", "-number")
        hits = [Hit(each.subject, each.get_absolute_url(), f"№ {each.address}") for each in rows[:limit]]
        return [Found(hits, rows.count(), "consultations", _("Consultations with the public"))]

    def events(self) -> Iterable[Event]:
        """What people are asked to come to; a cancelled one stays, so that calendars tell of it."""
        changed = dict(ConsultationEvent.history.order_by("history_id").values_list("id", "history_date"))
        for each in ConsultationEvent.objects.published().select_related("consultation"):
            consultation = each.consultation
            yield Event(
                key=f"consultation-{each.uid}",
                kind=consultation.form,
                kind_name=consultation.get_form_display(),
                title=each.title or consultation.subject,
                start=each.starts_at,
                end=each.ends_at,
                changed_at=changed[each.pk],
                place=each.told_place,
                link=each.told_link,
                page=f"{consultation.get_absolute_url()}#event-{each.pk}",
                about=consultation.subject,
                sequence=each.sequence,
                is_cancelled=each.cancelled_on is not None,
                activity=consultation.activity_id,
            )

    def addresses(self) -> Iterable[Address]:
        yield Address(reverse("civil_society:consultations"))
        for each in Consultation.objects.published().order_by("pk"):
            yield Address(each.get_absolute_url())
        for document in ConsultationDocument.objects.published().exclude(file="").select_related("consultation"):
            about = [document.consultation.address, document.pk]
            yield Address(reverse("civil_society:consultation-document", args=about), "file")
        for plan in ConsultationPlan.objects.published().order_by("pk"):
            yield Address(plan.get_absolute_url())
            for extension in ("csv", "xlsx"):
                yield Address(reverse("civil_society:plan-file", args=[plan.year, extension]), "file")


CONSULTATIONS = Consultations()


def dated(rows: Any, key: str, told: Callable[[Any], tuple[str, str, str, str]]) -> Iterator[Event]:
    """Records with a day, perhaps a time, as events of the calendar; ``told`` gives kind, its name, title and text."""
    states = rows.model.history.order_by("history_id").values_list("id", "history_date")
    changed = dict(states)  # the last one stays
    for each in rows:
        kind, name, title, about = told(each)
        at = each.time if each.told_place else None
        yield Event(
            key=f"{key}-{each.pk}",
            kind=kind,
            kind_name=name,
            title=title,
            start=timezone.make_aware(datetime.combine(each.date, at)) if at else each.date,
            changed_at=changed[each.pk],
            place=each.place if each.told_place else "",
            page=getattr(each, "course", each).get_absolute_url(),
            about=about,
            sequence=each.sequence,
            is_cancelled=each.state == "cancelled",
            activity=each.activity_id,
        )


def _told_sitting(each: BodySitting) -> tuple[str, str, str, str]:
    kind = Activity.Kind.SITTING
    return kind, str(kind.label), _("%(body)s: sitting № %(number)s") % {"body": each.body, "number": each.number}, ""


class CivilSociety(Module):
    """Institutions of civil society (section II of the founding programme)."""

    app = "civil_society"
    urls = "civil_society.urls"
    staff_urls = "civil_society.staff_urls"
    not_public = ("new-proposal", "own-proposal", "correct-proposal", "withdraw-proposal")
    endpoints = (
        ("institutions", "civil_society.api.institutions.Institutions"),
        ("proposals", "civil_society.api.proposals.Proposals"),
        ("advisory-bodies", "civil_society.api.bodies.AdvisoryBodies"),
        ("body-sittings", "civil_society.api.bodies.BodySittings"),
        ("body-decisions", "civil_society.api.bodies.BodyDecisions"),
        ("support-requests", "civil_society.api.bodies.SupportRequests"),
        ("events", "civil_society.api.press.Events"),
        ("courses", "civil_society.api.courses.Courses"),
        ("site-publications", "civil_society.api.press.SitePublications"),
        ("monitoring-notes", "civil_society.api.press.MonitoringNotes"),
        ("printed-materials", "civil_society.api.printed.PrintedMaterials"),
        ("budget-projects", "civil_society.api.projects.BudgetProjects"),
        *Consultations.endpoints,
    )
    staff_menu = (
        MenuGroup(
            "institutions",
            pgettext_lazy("menu", "Civil society"),
            ["Institution", "AdvisoryBody", "BodySitting", "BodyDecision", "SupportRequest", "BudgetProject"],
            after="execution",
        ),
        *Consultations.staff_menu,
        MenuGroup(
            "press",
            pgettext_lazy("menu", "Press and school"),
            ["PressEvent", "SitePublication", "MonitoringNote", "Course", "PrintedMaterial"],
            after="institutions",
        ),
    )
    without_menu = Consultations.without_menu
    told_on_desk = (
        *("PressEvent", "SitePublication", "MonitoringNote", "Course", "PrintedMaterial", "BudgetProject"),
        *("AdvisoryBody", "BodySitting", "BodyDecision", "SupportRequest"),
        *Consultations.told_on_desk,
    )
    report_sections = (
        "civil_society.reports.Consultations",
        "civil_society.reports.AdvisoryBodies",
        "civil_society.reports.Institutions",
        "civil_society.reports.Interaction",
    )
    counted = (*COUNTED, *COUNTED_OF_BODIES)
    rights = settings.BASE_DIR / "fixtures" / "roles" / "civil_society.json"
    duties = (
        "civil_society.duties.institutions.states_to_check",
        "civil_society.duties.press.answers_to_give",
        "civil_society.duties.bodies.terms_to_end",
        "civil_society.duties.bodies.sittings_to_hold",
        "civil_society.duties.bodies.decisions_to_do",
        "civil_society.duties.bodies.requests_to_answer",
        "civil_society.duties.press.events_to_hold",
        "civil_society.duties.courses.sessions_to_hold",
        "civil_society.duties.proposals.to_look_through",
        "civil_society.duties.proposals.held",
        "civil_society.duties.proposals.to_answer",
        *Consultations.duties,
    )
    letters = (
        ("proposal_received", "civil_society.services.letters.Received"),
        ("proposal_refused", "civil_society.services.letters.Refused"),
        ("proposal_answered", "civil_society.services.letters.Answered"),
    )
    housekeeping = (
        "civil_society.services.erasure.erase_on_its_day",
        "civil_society.services.courses.erase_lists",
        *Consultations.housekeeping,
    )

    def menu(self) -> list[Link]:
        return [Link(pgettext("menu", "Civil society"), reverse("civil_society:register"))]

    def shortcuts(self, user: Any) -> Iterable[Shortcut]:
        yield from CONSULTATIONS.shortcuts(user)
        if user.has_perm("civil_society.add_institution"):
            yield Shortcut(_("Add an institution"), reverse("admin:civil_society_institution_add"))
        if user.has_perm("civil_society.add_pressevent"):
            yield Shortcut(_("Add a release or event"), reverse("admin:civil_society_pressevent_add"))
            yield Shortcut(_("Paste publications of the site"), reverse("civil_society_staff:paste"))
            yield Shortcut(_("Add a monitoring note"), reverse("admin:civil_society_monitoringnote_add"))
        if user.has_perm("civil_society.add_bodysitting") and AdvisoryBody.objects.exists():
            yield Shortcut(_("Add a sitting of a body"), reverse("admin:civil_society_bodysitting_add"))
        if user.has_perm("civil_society.add_supportrequest") and Institution.objects.exists():
            yield Shortcut(_("Add a request for support"), reverse("admin:civil_society_supportrequest_add"))
        if user.has_perm("civil_society.add_course"):
            yield Shortcut(_("Add a course"), reverse("admin:civil_society_course_add"))
        if user.has_perm("civil_society.add_printedmaterial"):
            yield Shortcut(_("Add a printed material"), reverse("admin:civil_society_printedmaterial_add"))
        if user.has_perm("civil_society.add_participation") and Institution.objects.exists():
            yield Shortcut(_("Record who took part"), reverse("civil_society_staff:took-part"))
        if user.has_perm("civil_society.add_proposal") and Consultation.objects.announced().exists():
            yield Shortcut(_("Enter a proposal"), reverse("civil_society_staff:enter-proposal"))

    def reached(self, program: Program, on: date, measure: Measure | None = None) -> OfMeasures:
        """How many institutions took part by a day: each counts once."""
        took_part = Participation.objects.counted().filter(activity__measure__program=program, activity__date__lte=on)
        if measure:
            took_part = took_part.filter(activity__measure=measure)
        counts: dict[int | None, int] = dict(
            took_part.order_by().values_list("activity__measure").annotate(Count("institution", distinct=True))
        )
        counts[None] = took_part.values("institution").distinct().count()
        unit = npgettext_lazy("counted", "institution that took part", "institutions that took part")
        page = reverse("civil_society:register")
        found: dict[int | None, list[Reached]] = defaultdict(list)
        for of, count in counts.items():
            if count:
                found[of].append(Reached("institutions", count, unit, page=page))
        for of, row in (
            *reached_in_consultations(program, on, measure),
            *decided_by_bodies(program, on, measure),
        ):
            found[of].append(row)
        return found

    def issued(self, *, code: str = "", sha256: str = "") -> Link | None:
        found = ConsultationPaper.objects.published().select_related("consultation")
        paper = found.filter(Q(code=code) if code else Q(files__sha256=sha256)).first()
        if paper is None and sha256:
            minutes = BodyMinutes.objects.filter(sitting__in=BodySitting.objects.published(), files__sha256=sha256)
            kept = minutes.select_related("sitting__body").first()
            return Link(str(kept), kept.sitting.get_absolute_url()) if kept else None
        return Link(str(paper), paper.get_absolute_url()) if paper else None

    def results(self, program: Program, period: Period) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for measure, words in (*results_of_consultations(program, period), *results_of_bodies(program, period)):
            found[measure].append(words)
        return found

    def of_program(self, program: Program) -> list[Link]:
        rows: list[tuple[str, str, Any]] = [
            (_("Work with the press"), "press", PressEvent.objects.published()),
            (_("Publications on the official site"), "site-publications", SitePublication.objects.published()),
            (_("School, seminars and trainings"), "courses", Course.objects.published()),
            (_("Monitoring of the information space"), "monitoring", MonitoringNote.objects.counted()),
            (_("Printed materials"), "printed-materials", PrintedMaterial.objects.published()),
            (_("Advisory bodies"), "advisory-bodies", AdvisoryBody.objects.published()),
            (_("Support of institutions"), "support", SupportRequest.objects.published()),
            (_("Projects of the community development budget"), "projects", BudgetProject.objects.published()),
        ]
        of_it = [found.filter(measure__program=OuterRef("pk")).order_by() for _title, _name, found in rows]
        sums = [each.values("measure__program").annotate(count=Count("pk")).values("count") for each in of_it]
        counts = Program.objects.filter(pk=program.pk).values_list(*(Subquery(each) for each in sums)).get()
        found = [
            Link(title, reverse(f"civil_society:{name}"), count)
            for (title, name, _rows), count in zip(rows, counts, strict=True)
            if count
        ]
        return [*CONSULTATIONS.of_program(program), *found]

    def told_of(self, model: type[Model], keys: Collection[int]) -> Mapping[int, list[Link]]:
        """The consultations on a record, and the proposals that changed it: «пропозиція № 14»."""
        found = CONSULTATIONS.told_of(model, keys)
        name = {Measure: "measure", Task: "task", Edition: "edition"}.get(model)
        rows = Proposal.objects.published().filter(**{f"{name}__in": keys}) if name else Proposal.objects.none()
        for each in rows.select_related("consultation").order_by("consultation", "number"):
            words = _("Proposal № %(number)s to consultation № %(of)s changed it: %(text)s")
            text = Truncator(each.public_text).chars(80)
            title = words % {"number": each.number, "of": each.consultation.address, "text": text}
            found[getattr(each, f"{name}_id")].append(Link(title, each.get_absolute_url()))
        return found

    def of_body(self, bodies: Collection[int]) -> list[Link]:
        rows = Institution.objects.published().filter(body__in=bodies).order_by("name")
        return [Link(each.name, each.get_absolute_url()) for each in rows]

    def found(self, match: Match, limit: int) -> list[Found]:
        rows = Institution.objects.published().filter(match("folded", kinds=None)).order_by("name")
        hits = [Hit(each.name, each.get_absolute_url(), each.get_type_display()) for each in rows[:limit]]
        return [
            Found(hits, rows.count(), "institutions", _("Institutions of civil society")),
            *CONSULTATIONS.found(match, limit),
            self.found_press(match, limit),
            self.found_on_the_site(match, limit),
            self.found_courses(match, limit),
            self.found_printed(match, limit),
            self.found_projects(match, limit),
            self.found_proposals(match, limit),
            self.found_bodies(match, limit),
            self.found_decisions(match, limit),
        ]

    def found_proposals(self, match: Match, limit: int) -> Found:
        words = Proposal.objects.published().filter(match("folded", kinds=None)).select_related("consultation")
        hits = [
            Hit(f"{each}: {Truncator(each.public_text).chars(90)}", each.get_absolute_url(), str(each.consultation))
            for each in words.order_by("-consultation__year", "-consultation__number", "number")[:limit]
        ]
        return Found(hits, words.count(), "proposals", _("Proposals to consultations"))

    def found_bodies(self, match: Match, limit: int) -> Found:
        rows = AdvisoryBody.objects.published().filter(match("folded", kinds=AdvisoryBody.Kind)).order_by("name", "pk")
        hits = [Hit(each.name, each.get_absolute_url(), each.get_kind_display()) for each in rows[:limit]]
        return Found(hits, rows.count(), "advisory-bodies", _("Advisory bodies"))

    def found_decisions(self, match: Match, limit: int) -> Found:
        rows = (
            BodyDecision.objects.published().filter(match("folded", kinds=None)).select_related("item__sitting__body")
        )
        hits = [
            Hit(
                Truncator(each.text).chars(120),
                sitting.get_absolute_url(),
                f"{sitting.body}, {date_text(sitting.date)}",
            )
            for each in rows.order_by("-item__sitting__date", "-pk")[:limit]
            for sitting in [each.item.sitting]
        ]
        return Found(hits, rows.count(), "body-decisions", _("Decisions of advisory bodies"))

    def found_press(self, match: Match, limit: int) -> Found:
        rows = PressEvent.objects.published().filter(match("folded", kinds=PressEvent.Kind)).order_by("-date", "-pk")
        hits = [Hit(each.heading, each.get_absolute_url(), each.get_kind_display()) for each in rows[:limit]]
        return Found(hits, rows.count(), "press", _("Work with the press"))

    def found_courses(self, match: Match, limit: int) -> Found:
        rows = Course.objects.published().filter(match("folded", kinds=Course.Kind)).order_by("-season", "-pk")
        hits = [Hit(str(each), each.get_absolute_url(), each.get_kind_display()) for each in rows[:limit]]
        return Found(hits, rows.count(), "courses", _("School, seminars and trainings"))

    def found_projects(self, match: Match, limit: int) -> Found:
        rows = BudgetProject.objects.published().filter(match("folded", kinds=BudgetProject.State))
        rows = rows.order_by("-year", "pk")
        hits = [Hit(str(each), each.get_absolute_url(), each.get_state_display()) for each in rows[:limit]]
        return Found(hits, rows.count(), "budget-projects", _("Projects of the community development budget"))

    def found_printed(self, match: Match, limit: int) -> Found:
        rows = PrintedMaterial.objects.published().filter(match("folded", kinds=PrintedMaterial.Kind))
        rows = rows.order_by("-date", "-pk")
        hits = [Hit(each.title, each.get_absolute_url(), each.get_kind_display()) for each in rows[:limit]]
        return Found(hits, rows.count(), "printed-materials", _("Printed materials"))

    def found_on_the_site(self, match: Match, limit: int) -> Found:
        rows = SitePublication.objects.published().filter(match("folded", kinds=None)).order_by("-date", "-pk")
        page = reverse("civil_society:site-publications")
        hits = [
            Hit(each.heading, f"{page}?{urlencode({'q': each.link})}", date_text(each.date)) for each in rows[:limit]
        ]
        return Found(hits, rows.count(), "site-publications", _("Publications on the official site"))

    def events(self) -> Iterable[Event]:
        """What people come to; time and place that are kept back come later."""
        yield from CONSULTATIONS.events()
        invited = PressEvent.objects.published().exclude(kind__in=PressEvent.TEXTS)
        yield from dated(invited, "press", lambda each: (each.kind, each.get_kind_display(), each.heading, each.text))
        sessions = CourseSession.objects.published().select_related("course")
        told = unless_restricted(BodySitting.objects.published()).told(default_day()).select_related("body")
        yield from dated(told, "body-sitting", _told_sitting)
        yield from dated(
            sessions, "session", lambda each: (each.course.kind, each.course.get_kind_display(), each.topic, "")
        )

    def files(self) -> list[Files]:
        registers = {
            "register-file": _("Institutions of civil society"),
            "consultations-file": _("Consultations with the public"),
            "press-file": _("Work with the press"),
            "site-publications-file": _("Publications on the official site"),
            "courses-file": _("School, seminars and trainings"),
            "printed-materials-file": _("Printed materials"),
            "advisory-bodies-file": _("Advisory bodies"),
            "support-file": _("Support of institutions"),
            "projects-file": _("Projects of the community development budget"),
        }
        return [
            Files(
                title, [Link(each.upper(), reverse(f"civil_society:{name}", args=[each])) for each in ("csv", "xlsx")]
            )
            for name, title in registers.items()
        ]

    def addresses(self) -> Iterable[Address]:
        yield from addresses_of_papers()
        yield from addresses_of_bodies()
        yield Address(reverse("civil_society:register"))
        for institution in Institution.objects.published().order_by("pk").only("pk"):
            yield Address(institution.get_absolute_url())
        yield from CONSULTATIONS.addresses()
        yield from addresses_of_interaction()
        yield Address(reverse("civil_society:press"))
        yield Address(reverse("civil_society:press-feed"), "file")
        for event in PressEvent.objects.published().order_by("pk").only("pk"):
            yield Address(event.get_absolute_url())
            yield Address(reverse("civil_society:press-text", args=[event.pk]), "file")
            yield from (Address(reverse("civil_society:press-paper", args=[event.pk, each]), "file") for each in PAPERS)
        yield Address(reverse("civil_society:courses"))
        for course in Course.objects.published().order_by("pk").only("pk"):
            yield Address(course.get_absolute_url())
        yield Address(reverse("civil_society:site-publications"))
        yield Address(reverse("civil_society:projects"))
        for project in BudgetProject.objects.published().order_by("pk").only("pk"):
            yield Address(project.get_absolute_url())
        yield Address(reverse("civil_society:printed-materials"))
        for material in PrintedMaterial.objects.published().order_by("pk").only("pk", "picture"):
            yield Address(material.get_absolute_url())
            if material.picture:
                yield Address(reverse("civil_society:printed-picture", args=[material.pk]), "file")
        yield Address(reverse("civil_society:monitoring"))
        for day in months_of(MonitoringNote.objects.counted()):
            period = month_of(day).code
            yield Address(reverse("civil_society:digest", args=[period]))
            yield from (Address(reverse("civil_society:digest-file", args=[period, each]), "file") for each in PAPERS)
        for files in self.files():
            yield from (Address(link.address, "file") for link in files.formats)
        published = Proposal.objects.published().select_related("consultation").order_by("pk")
        for consultation in sorted({each.consultation for each in published}, key=lambda each: each.pk):
            yield Address(reverse("civil_society:proposals", args=[consultation.address]))
            for extension in ("csv", "xlsx"):
                yield Address(reverse("civil_society:proposals-file", args=[consultation.address, extension]), "file")
        for proposal in published:
            yield Address(proposal.get_absolute_url())
            if proposal.shows_attachment:
                yield Address(f"{proposal.get_absolute_url()}attachment/", "file")
