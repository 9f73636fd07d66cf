from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CivilSocietyConfig(AppConfig):
    """Institutions of civil society, consultations and contests (tasks 2 and 4); builds on programs."""

    name = "civil_society"
    verbose_name = _("Civil society")
