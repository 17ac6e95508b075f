"""A letter's HTML for a frame in which nothing runs and nothing is fetched."""

from flask import Response

from app.web.headers import policy


def framed(html: str, allowed: str = "") -> Response:
    """`allowed`: what the sandbox lets the letter do, never scripts or forms."""
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(
        default_src="'none'",
        script_src="'none'",
        style_src="'unsafe-inline'",
        img_src="data:",
        form_action="'none'",
        frame_ancestors="'self'",
        sandbox=allowed,
    )
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
