"""The one API: every app's router, guarded by tokens, with its own documentation page."""

from ninja import NinjaAPI

api = NinjaAPI(title="Lanyan", version="1", urls_namespace="api")
