"""Addresses of the public pages of civil society, which are permanent."""

from django.urls import path

from .views import (
    bodies,
    consultations,
    courses,
    feeds,
    institutions,
    interaction,
    papers,
    press,
    printed,
    projects,
    proposals,
    quarters,
)

app_name = "civil_society"
urlpatterns = [
    path("civil-society/", institutions.register, name="register"),
    path("civil-society/institutions.<str:extension>", institutions.register_file, name="register-file"),
    path("civil-society/<int:pk>/", institutions.institution, name="institution"),
    path("civil-society/interaction/", interaction.interaction, name="interaction"),
    path("civil-society/interaction/<str:period>/", interaction.interaction_of, name="interaction-of"),
    path(
        "civil-society/interaction/<str:period>/table.<str:extension>",
        interaction.interaction_file,
        name="interaction-file",
    ),
    path("consultations/", consultations.register, name="consultations"),
    path("consultations/consultations.<str:extension>", consultations.register_file, name="consultations-file"),
    path("consultations/plan/<int:year>/", consultations.plan, name="plan"),
    path("consultations/plan/<int:year>/plan.<str:extension>", consultations.plan_file, name="plan-file"),
    path("consultations.atom", feeds.consultations_feed, name="consultations-feed"),
    path("consultations/quarters/", quarters.last_quarter, name="last-quarter"),
    path("consultations/quarters/<str:code>/", quarters.quarter, name="quarter"),
    path("consultations/quarters/<str:code>/table.<str:extension>", quarters.quarter_file, name="quarter-file"),
    path("consultations/<slug:address>/", consultations.consultation, name="consultation"),
    path("consultations/<slug:address>/documents/<int:pk>/", consultations.document, name="consultation-document"),
    path("advisory-bodies/", bodies.bodies, name="advisory-bodies"),
    path("advisory-bodies/list.<str:extension>", bodies.bodies_file, name="advisory-bodies-file"),
    path("advisory-bodies/feed.atom", bodies.bodies_feed, name="advisory-bodies-feed"),
    path("advisory-bodies/<int:pk>/", bodies.body, name="advisory-body"),
    path("advisory-bodies/<int:pk>/decisions.<str:extension>", bodies.decisions_file, name="body-decisions-file"),
    path("advisory-bodies/<int:body>/sittings/<int:pk>/", bodies.body_sitting, name="body-sitting"),
    path(
        "advisory-bodies/<int:body>/sittings/<int:pk>/minutes.<str:extension>", bodies.body_minutes, name="body-minutes"
    ),
    path("support/", bodies.support, name="support"),
    path("support/list.<str:extension>", bodies.support_file, name="support-file"),
    path("press/", press.press, name="press"),
    path("press/feed.atom", press.PressFeed(), name="press-feed"),
    path("press/list.<str:extension>", press.press_file, name="press-file"),
    path("press/<int:pk>/", press.press_event, name="press-event"),
    path("press/<int:pk>/release.txt", press.press_text, name="press-text"),
    path("press/<int:pk>/release.<str:extension>", press.press_paper, name="press-paper"),
    path("courses/", courses.courses, name="courses"),
    path("courses/list.<str:extension>", courses.courses_file, name="courses-file"),
    path("courses/<int:pk>/", courses.course, name="course"),
    path("site-publications/", press.site_publications, name="site-publications"),
    path("site-publications/list.<str:extension>", press.site_publications_file, name="site-publications-file"),
    path("printed-materials/", printed.register, name="printed-materials"),
    path("printed-materials/list.<str:extension>", printed.register_file, name="printed-materials-file"),
    path("printed-materials/<int:pk>/", printed.material, name="printed"),
    path("printed-materials/<int:pk>/picture/", printed.picture, name="printed-picture"),
    path("budget-projects/", projects.register, name="projects"),
    path("budget-projects/list.<str:extension>", projects.register_file, name="projects-file"),
    path("budget-projects/<int:pk>/", projects.project, name="project"),
    path("monitoring/", press.monitoring, name="monitoring"),
    path("monitoring/<str:period>/", press.monitoring, name="digest"),
    path("monitoring/<str:period>/digest.<str:extension>", press.digest_file, name="digest-file"),
    *(
        pattern
        for kind in ("result", "outcome")
        for pattern in (
            path(f"consultations/<str:address>/{kind}/", papers.latest, {"kind": kind}, name=f"{kind}-latest"),
            path(f"consultations/<str:address>/{kind}/<int:edition>/", papers.paper, {"kind": kind}, name=kind),
            path(
                f"consultations/<str:address>/{kind}/<int:edition>/file.<slug:extension>",
                papers.paper_file,
                {"kind": kind},
                name=f"{kind}-file",
            ),
        )
    ),
    path("consultations/<str:address>/proposals/", proposals.proposals, name="proposals"),
    path("consultations/<str:address>/proposals/new/", proposals.new_proposal, name="new-proposal"),
    path("consultations/<str:address>/proposals.<str:extension>", proposals.proposals_file, name="proposals-file"),
    path("consultations/<str:address>/proposals/<int:number>/", proposals.proposal, name="proposal"),
    path(
        "consultations/<str:address>/proposals/<int:number>/attachment/",
        proposals.attachment,
        name="proposal-attachment",
    ),
    path("proposals/<str:key>/", proposals.own_proposal, name="own-proposal"),
    path("proposals/<str:key>/correct/", proposals.correct_proposal, name="correct-proposal"),
    path("proposals/<str:key>/withdraw/", proposals.withdraw_proposal, name="withdraw-proposal"),
]
