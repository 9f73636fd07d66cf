from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaContractsConfig(AppConfig):
    """Contracts with print and online media (section VII of the founding programme); builds on programs."""

    name = "media_contracts"
    verbose_name = _("Contracts with the media")
