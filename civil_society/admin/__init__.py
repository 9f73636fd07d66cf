"""The staff's pages of civil society, split by noun. Every save goes through the services."""

from . import (  # noqa: F401
    bodies,
    consultations,
    courses,
    institutions,
    plan,
    press,
    printed,
    projects,
    proposals,
    regimes,
)
