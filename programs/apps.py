from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    """The core: programmes, their plan, the ledger of their money and what was done."""

    name = "programs"
    verbose_name = _("Target programmes")

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers the system checks)
