"""Pages of grants below /staff/."""

from django.urls import path

from .pages import Sign

app_name = "grants_staff"
urlpatterns = [path("grants/<int:pk>/sign/", Sign.as_view(), name="sign")]
