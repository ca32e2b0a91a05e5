"""How a request passes through the house when uvicorn serves it."""

import asyncio
import sys
from contextlib import nullcontext

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Threads hand the interpreter over this often: a short request does not wait behind a long page for long.
SWITCH_SECONDS = 0.001
# Boards that many look at (data-live-beat) say so when they read themselves again: `live.js` sends it.
REREAD = "HTTP_X_LANYAN_REREAD"


class OneThreadHandler(ASGIHandler):
    """A request stays in one thread from its first middleware to its answer.

    Views and database are synchronous here. Django's own handler would walk each middleware asynchronously and change
    threads before and after every one of them: a dozen handovers for one page, on a machine whose threads take turns.
    An answer that streams is still read by the event loop.

    What a person waits for goes first: boards that read themselves again pass one at a time, however many there are.
    """

    def __init__(self) -> None:
        super().__init__()
        self._boards = asyncio.Semaphore(1)
        sys.setswitchinterval(SWITCH_SECONDS)

    def load_middleware(self, is_async: bool = False) -> None:
        """Build the chain of middleware for one thread, whatever the caller has in mind."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the thread of this request."""
        async with self._boards if REREAD in request.META else nullcontext():
            return await sync_to_async(self.get_response, thread_sensitive=True)(request)
