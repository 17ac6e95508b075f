"""Answers to htmx: a fragment is a part of the same page."""

from flask import Response, make_response, redirect, render_template, request


def is_htmx() -> bool:
    return request.headers.get("HX-Request") == "true"


def see_other(url: str) -> Response:
    """After a write: 303, or the header that makes htmx load the page."""
    if is_htmx():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
        return response
    return make_response(redirect(url, 303))


def page_or_part(page: str, part: str, /, **context: object) -> Response:
    """The whole page; for htmx only the part that changes. The URL is the same for both."""
    wanted = part if is_htmx() and request.headers.get("HX-History-Restore-Request") != "true" else page
    response = make_response(render_template(wanted, **context))
    response.vary.add("HX-Request")
    return response
