"""Structured logs without personal data: one JSON object a line, each with the request's id."""

import json
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime

FIELDS = ("request_id", "endpoint", "status", "ms", "job", "code", "letter", "device", "scan")


class JsonFormatter(logging.Formatter):
    """Writes only the fields of `FIELDS` besides the message: nothing a person typed slips in as an extra."""

    def __init__(self, request_id: Callable[[], str | None]) -> None:
        super().__init__()
        self.request_id = request_id

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := self.request_id():
            line["request_id"] = request_id
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            # The type and the place, never the message: messages of exceptions quote data.
            line["exception"] = record.exc_info[0].__name__
            trace = record.exc_info[2]
            while trace and trace.tb_next:
                trace = trace.tb_next
            if trace:
                line["where"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        return json.dumps(line, ensure_ascii=False)


def configure(level: str, request_id: Callable[[], str | None]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(request_id))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
