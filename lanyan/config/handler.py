"""How a request passes through the house when uvicorn serves it."""

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OneThreadHandler(ASGIHandler):
    """A request stays in one thread from its first middleware to its answer.

    Views and database are synchronous here. Django's own handler would walk each middleware asynchronously and change
    threads before and after every one of them: a dozen handovers for one page, on a machine whose threads take turns.
    An answer that streams is still read by the event loop.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain of middleware for one thread, whatever the caller has in mind."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the thread of this request."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)
