"""Pages of civil society below /staff/."""

from django.urls import path

from .staff import answers, bodies, papers, proposals
from .staff.courses import certificates
from .staff.institutions import TookPart
from .staff.press import FromFeed, Paste

app_name = "civil_society_staff"
urlpatterns = [
    path("courses/<int:pk>/certificates.pdf", certificates, name="certificates"),
    path("body-sittings/<int:pk>/minutes.<slug:extension>", bodies.draft, name="body-minutes-draft"),
    path("body-sittings/<int:pk>/files/<int:file>/", bodies.kept_file, name="body-minutes-file"),
    path("consultations/<int:pk>/<slug:kind>/draft.<slug:extension>", papers.paper_draft, name="paper-draft"),
    path("institutions/took-part/", TookPart.as_view(), name="took-part"),
    path("site-publications/paste/", Paste.as_view(), name="paste"),
    path("site-publications/from-the-site/", FromFeed.as_view(), name="from-the-site"),
    path("proposals/", proposals.work, name="proposals"),
    path("proposals/enter/", proposals.Enter.as_view(), name="enter-proposal"),
    path("proposals/<int:pk>/publish/", proposals.publish_one, name="publish-one"),
    path("proposals/piles/<int:pk>/refuse/", proposals.refuse_one_pile, name="refuse-pile"),
    path("proposals/piles/<int:pk>/let-in/", proposals.let_in_one_pile, name="let-in-pile"),
    path("consultations/<int:pk>/answers/", answers.sheet, name="answers"),
    path("consultations/<int:pk>/answers/together/", answers.AnswerTogether.as_view(), name="answer-together"),
    path("consultations/<int:pk>/answers/publish/", answers.PublishAnswers.as_view(), name="publish-answers"),
    path("consultations/<int:pk>/answers/told/", answers.NoteTold.as_view(), name="told"),
]
