"""Public addresses of grants."""

from django.urls import path

from .pages import grant

app_name = "grants"
urlpatterns = [path("grants/<int:pk>/", grant, name="grant")]
