"""What a page says or asks for that it should not."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# A page may answer so: Chromium writes each on the console, whose line is then expected.
REFUSALS = {403, 404, 409, 410, 422, 429}
NOT_LOADED = "Failed to load resource"
# What htmx writes when the person went elsewhere before the answer came.
ABANDONED = ("console error: htmx:afterRequest,", "console error: htmx:sendAbort,")


class Watch:
    """Listens to every page of a context until it is closed."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = urlsplit(origin).netloc
        self._said: list[tuple[str, str]] = []
        self._wrong: list[str] = []
        self._refused: set[str] = set()
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)
        context.on("request", self._see_request)
        context.on("requestfailed", self._see_failure)
        context.on("response", self._see_response)

    def take(self) -> list[str]:
        """What there is to complain of since the last time."""
        said = [text for url, text in self._said if not (NOT_LOADED in text and url in self._refused)]
        if any(text.startswith(ABANDONED[1]) for text in said):
            said = [text for text in said if not text.startswith(ABANDONED)]
        complaints = [*self._wrong, *said]
        self._said, self._wrong, self._refused = [], [], set()
        return complaints

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self._said.append((message.location["url"], f"console {message.type}: {message.text}"))

    def _hear_error(self, error: WebError) -> None:
        self._wrong.append(f"page error: {error.error}")

    def _see_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self._origin:
            self._wrong.append(f"third party: {request.url}")

    def _see_failure(self, request: Request) -> None:
        # The person went elsewhere before the answer came: the browser itself gave up.
        if request.failure == "net::ERR_ABORTED":
            return
        self._wrong.append(f"failed: {request.url} ({request.failure})")

    def _see_response(self, response: Response) -> None:
        if response.status < 400:  # noqa: PLR2004
            return
        if response.request.is_navigation_request() and response.status in REFUSALS:
            self._refused.add(response.url)
        else:
            self._wrong.append(f"{response.status}: {response.url}")
