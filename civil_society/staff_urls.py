"""Pages of institutions below /staff/."""

from django.urls import path

from .staff.institutions import TookPart

app_name = "civil_society_staff"
urlpatterns = [path("institutions/took-part/", TookPart.as_view(), name="took-part")]
