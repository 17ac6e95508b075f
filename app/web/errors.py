"""The one table of refusal → status, and how a refusal is shown: as a page, a toast or JSON."""

import errno
import logging
import sqlite3

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from app.errors import Conflict, DomainError, Forbidden, NotFound, Refused, Unavailable
from app.i18n import N_, gettext
from app.web.headers import request_id
from app.web.htmx import is_htmx

log = logging.getLogger(__name__)

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Unavailable: 503,
    Refused: 422,
    DomainError: 422,
}

SENTENCES = {
    400: N_("The request could not be read. Go back, reload the page and try again."),
    401: N_("Please sign in first."),
    403: Forbidden.sentence,
    404: NotFound.sentence,
    405: N_("This address does not take that kind of request."),
    410: N_("This is no longer available."),
    413: N_("That is too large. The limit is 11 MB."),
    429: N_("Too many tries. Wait a minute, then try again."),
    500: N_("Something went wrong on our side. Nothing was lost; please try again."),
    503: Unavailable.sentence,
    507: N_("There is no room left on our disk. Nothing was lost; please try again later."),
}
RETRY_AFTER = {429: "60", 503: "5"}
POSTGRESQL_DISK_FULL = "53100"


def status_of(error: DomainError) -> int:
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def sentence_of(error: DomainError) -> str:
    """The refusal as a sentence in the reader's language."""
    return gettext(error.sentence, **error.params) if error.params else gettext(error.sentence)


def answer(status: int, code: str, sentence: str) -> Response:
    if request.path.startswith("/api/"):
        response = jsonify(code=code, message=sentence, request_id=request_id())
    elif is_htmx():
        response = make_response(render_template("errors/_toast.html", sentence=sentence))
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
    else:
        page = render_template("errors/page.html", status=status, sentence=sentence, request_id=request_id())
        response = make_response(page)
    response.status_code = status
    if status in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[status]
    return response


def disk_is_full(error: BaseException | None) -> bool:
    """Whether SQLite, PostgreSQL or the file system says so."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
    if isinstance(error, OSError):
        return error.errno == errno.ENOSPC
    return getattr(error, "sqlstate", "") == POSTGRESQL_DISK_FULL


def init_app(app: Flask) -> None:
    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> Response:
        return answer(status_of(error), error.code, sentence_of(error))

    @app.errorhandler(StaleDataError)
    def stale(_error: StaleDataError) -> Response:
        return answer(409, Conflict.code, gettext(Conflict.sentence))

    @app.errorhandler(OperationalError)
    @app.errorhandler(PoolTimeout)
    def database(error: OperationalError | PoolTimeout) -> Response:
        log.error("database", exc_info=True)
        if isinstance(error, OperationalError) and disk_is_full(error.orig):
            return answer(507, "disk_full", gettext(SENTENCES[507]))
        return answer(503, Unavailable.code, gettext(Unavailable.sentence))

    @app.errorhandler(CSRFError)
    def csrf(_error: CSRFError) -> Response:
        return answer(
            400, "csrf", gettext(N_("This form had been open too long. Reload the page and send it again."))
        )

    @app.errorhandler(SecurityError)
    def foreign_host(_error: SecurityError) -> Response:
        """No page can be built for a host that is not ours: its links would carry that host."""
        return Response("This address is not served here.\n", 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        status = error.code or 500
        if error.response is not None or status < 400:
            return make_response(error.get_response())
        return answer(status, f"http_{status}", gettext(SENTENCES.get(status, SENTENCES[400])))

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        log.error("unexpected", exc_info=True)
        if disk_is_full(error):
            return answer(507, "disk_full", gettext(SENTENCES[507]))
        return answer(500, "unexpected", gettext(SENTENCES[500]))
