"""How often one address may try."""

from flask import request
from flask_limiter import Limiter


def client_address() -> str:
    """The peer's address; a forwarded one only as far as the configured number of proxies is trusted."""
    return request.remote_addr or "unknown"


limiter = Limiter(key_func=client_address)
