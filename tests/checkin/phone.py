"""A phone at the gate, as the protocol sees it: it makes ids and numbers, sends, and repeats what was not
answered.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import clock
from app.checkin.instants import stamp
from app.checkin.models import Gate

PREFIX = "/api/checkin/v1"
HEADERS = {"X-Checkin": "1"}
CLOCK = {"offset_ms": 0, "rtt_ms": 40, "age_s": 3}


class Phone:
    """One credential, one counter, one gate. `loss`: how many of all requests get no answer, half of them after
    the server has acted; the phone asks again until it has one.
    """

    loss: ClassVar[float] = 0.0

    def __init__(self, client: FlaskClient, gate: Gate) -> None:
        self.client = client
        self.dice = Random(str(gate.name))
        self.answered: set[str] = set()
        self.gate_id, self.event_id = str(gate.id), str(gate.event_id)
        self.device_id = self.epoch = ""
        self.seq = 0

    def enrol(self, code: str, *, name: str = "Phone", operator: str = "Nadia") -> TestResponse:
        body = {"schema": 1, "code": code, "device_name": name, "operator": operator, "app_build": "b1"}
        answer = self._post("/enrol", body)
        if answer.status_code == 201:
            self.device_id, self.epoch = answer.json["device_id"], answer.json["epoch"]
        return answer

    def get(self, path: str, **query: object) -> TestResponse:
        ask = {"query_string": query, "headers": HEADERS, "base_url": "http://localhost"}
        return self._until_answered(lambda: self.client.get(PREFIX + path, **ask))

    def post(self, path: str, body: object) -> TestResponse:
        return self._until_answered(lambda: self._post(path, body))

    def _post(self, path: str, body: object) -> TestResponse:
        return self.client.post(PREFIX + path, json=body, headers=HEADERS, base_url="http://localhost")

    def _until_answered(self, ask: Callable[[], TestResponse]) -> TestResponse:
        while True:
            if self.dice.random() < self.loss / 2:
                continue
            answer = ask()
            if self.dice.random() >= self.loss / 2:
                return answer

    def snapshot(self, **query: object) -> Any:
        return self.get(f"/events/{self.event_id}/snapshot", **query).json

    def changes(self, since: int, **query: object) -> Any:
        asked = {"epoch": self.epoch, "since": since, **query}
        return self.get(f"/events/{self.event_id}/changes", **asked).json

    def scan(self, gid: UUID | str | None, kind: str = "entry", **changes: Any) -> dict[str, Any]:
        """A scan in the phone's words; nothing is sent yet. `ago` seconds in the past."""
        self.seq += 1
        moment: datetime = changes.pop("moment", None) or clock.now() - timedelta(
            seconds=changes.pop("ago", 0)
        )
        return {
            "id": str(uuid4()),
            "seq": self.seq,
            "kind": kind,
            "gid": str(gid) if gid else None,
            "h": None,
            "walk_in": None,
            "shown_name": "Somebody",
            "gate_id": self.gate_id,
            "operator": "Nadia",
            "method": "search",
            "device_time": stamp(moment),
            "mono_ms": 1000 * self.seq,
            "known_rev": 10**6,
            "known_epoch": self.epoch,
            "advice": "expected",
            "override_reason": None,
            "ref": None,
            "note": "",
            **changes,
        }

    def upload(self, *scans: object, sample: object = None, **envelope: Any) -> TestResponse:
        body = {
            "schema": 1,
            "epoch": self.epoch,
            "app_build": "b1",
            "sent_at": stamp(clock.now()),
            "clock": CLOCK if sample is None else sample,
            "scans": list(scans),
            **envelope,
        }
        return self.post(f"/events/{self.event_id}/scans", body)

    def send(self, *scans: object, **envelope: Any) -> list[dict[str, Any]]:
        """Known at the first answer means stored: the first time it was the answer that got lost."""
        answer = self.upload(*scans, **envelope)
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json["results"]
        for result in results:
            if result["status"] == "known" and result["id"] not in self.answered:
                result["status"] = "stored"
            self.answered.add(str(result["id"]))
        return results

    def admit(self, gid: UUID | str, **changes: Any) -> dict[str, Any]:
        """Record an entry and send it; returns its result."""
        return self.send(self.scan(gid, **changes))[0]

    def claim(self, gid: UUID | str, *, claim_id: str = "", **changes: Any) -> TestResponse:
        body = {
            "schema": 1,
            "id": claim_id or str(uuid4()),
            "gid": str(gid),
            "gate_id": self.gate_id,
            **changes,
        }
        return self.post(f"/events/{self.event_id}/claims", body)
