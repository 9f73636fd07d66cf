"""Pages about access below /staff/."""

from django.urls import path

from .access_steps import Confirm, Refuse, TakeBack

app_name = "access"
urlpatterns = [
    path("access/<int:pk>/confirm/", Confirm.as_view(), name="confirm"),
    path("access/<int:pk>/refuse/", Refuse.as_view(), name="refuse"),
    path("access/<int:pk>/take-back/", TakeBack.as_view(), name="take-back"),
]
