"""Style sheets and scripts travel packed, as the public pages do: on a slow line they are half of a first view."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.gzip import GZipMiddleware


class PackedTexts(GZipMiddleware):
    """Around WhiteNoise, which serves the sources themselves and packs nothing while it serves."""

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_text = response.headers.get("Content-Type", "").startswith(("text/", "image/svg"))
        if response.status_code != 200 or not is_text or not request.path_info.startswith(settings.STATIC_URL):
            return response
        # WhiteNoise would not know its ETag again once it is marked as weak; the file's day serves as well.
        del response["ETag"]
        return super().process_response(request, response)
