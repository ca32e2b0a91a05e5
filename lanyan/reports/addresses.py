"""Addresses of pages on lower floors."""

from django.urls import reverse


def incident_url(pk: int) -> str:
    """Give the address of an incident's page."""
    return reverse("incidents:incident", args=[pk])
