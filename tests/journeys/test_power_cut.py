"""The power goes while two hundred people tell: every receipt that was shown opens a whole concern, and none is half there.

A real server on a real file is killed at random moments under load and started again; whoever got no answer sends
the same form once more, as people do. It needs no browser, but as much time as a journey.
"""

import io
import json
import os
import queue
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PIL import Image

from tests.shown import as_shown

pytestmark = pytest.mark.journey

ROOT = Path(__file__).resolve().parents[2]
SCHOOLS, EACH, THREADS = 8, 25, 4  # as many an hour as one school takes from strangers, and no more
WITH_A_FILE = 20
AFTER_A_BAD_ONE = 10
"""Of every twenty one sends a file with the words, and one a good and a bad file first, of which the good one is kept."""
MAKE = f"""
from schoolgate.config import founding, upkeep
upkeep.bring_up_to_date()
for n in range({SCHOOLS}):
    founding.found(name=f"School {{n}}", first="Ruth", last="Adeyemi", email=f"head{{n}}@school.example")
"""
SERVE = """
import sys, waitress
from django.core.wsgi import get_wsgi_application
waitress.serve(get_wsgi_application(), host="127.0.0.1", port=int(sys.argv[1]), threads=8)
"""
LOOK = """
import json
from django.db import connection
from schoolgate.audit import trail
from schoolgate.audit.models import Entry
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.models.evidence import PendingUpload
from schoolgate.sealed import store
with connection.cursor() as cursor:
    cursor.execute("PRAGMA integrity_check")
    integrity = cursor.fetchone()[0]
    cursor.execute("PRAGMA synchronous")
    synchronous = cursor.fetchone()[0]
targets = set(Entry.objects.filter(event="concerns.tell").values_list("target", flat=True))
print(json.dumps({
    "integrity": integrity,
    "synchronous": synchronous,
    "kept": PendingUpload.objects.count(),
    "broken": str(trail.first_broken() or ""),
    "concerns": [{
        "school": one.school_id, "words": one.words, "as_told": one.as_told, "reaches": one.reaches.filter(ended_at=None).count(),
        "names": [name.name for name in one.names.all()], "notices": one.notices.exclude(message=None).count(),
        "on_the_trail": f"concerns.concern:{one.pk}" in targets,
        "files": [len(store.read(file.path)) for file in one.evidence.all()],
        "addenda": one.addenda.count(),
    } for one in Concern.objects.all()],
}))
"""


class Server:
    """The product on a port of its own, with a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "SCHOOLGATE_DATA": str(folder),
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings",
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def run(self, code: str) -> str:
        whole = f"import django; django.setup()\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", whole], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self.port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(400):
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def cut(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, sender: int = 0, **headers: str
    ) -> tuple[int, str, str]:
        """Asks from an address of the sender's own: what comes from one is counted."""
        here = (f"127.0.1.{sender % 200 + 1}", 0)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=here)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
            return answer.status, as_shown(answer.read().decode()), cookie
        finally:
            connection.close()


class Teller:
    """Somebody with a form open, who sends it until an answer comes."""

    def __init__(self, server: Server, number: int) -> None:
        self.server, self.number = server, number
        self.path = f"/tell/school-{number % SCHOOLS}/"
        _, page, self.cookie = server.ask("GET", f"{self.path}worry/", sender=number)
        self.csrf, self.token, self.kept = (_value(page, name) for name in ("csrfmiddlewaretoken", "token", "kept"))
        self.listed: list[str] = []
        self.words, self.receipt, self.tries = f"This is account {number} of something.", "", 0

    def send(self) -> None:
        self.tries += 1
        comes_back = self.number % WITH_A_FILE == AFTER_A_BAD_ONE and not self.listed
        if comes_back:
            page = self._post([("chat.png", self.file()), ("game.png", b"MZ a programme")])
            self.listed = re.findall(r'name="kept_file" value="([^"]*)"', page)
            assert "game.png:" in page and len(self.listed) == 1, page[:3000]
        files = [("chat.png", self.file())] if self.file() and not self.listed else []
        page = self._post(files)
        shown = re.search(r"data-receipt>(.*?)</p>", page, re.S)
        assert shown, page[:3000]
        self.receipt = " ".join(re.findall(r"\d{4}", shown[1]))

    def _post(self, files: list[tuple[str, bytes]]) -> str:
        said = [("token", self.token), ("kept", self.kept), ("words", self.words), ("names", f"Child {self.number}")]
        said.append(("whom", "child"))
        said += [("csrfmiddlewaretoken", self.csrf), *(("kept_file", item) for item in self.listed)]
        body, kind = _form(said, files)
        status, page, _ = self.server.ask(
            "POST", f"{self.path}worry/", body, sender=self.number, **{"Cookie": self.cookie, "Content-Type": kind}
        )
        assert status == 200, f"{status}: {page[:3000]}"
        return page

    def file(self) -> bytes:
        if self.number % WITH_A_FILE not in (0, AFTER_A_BAD_ONE):
            return b""
        out = io.BytesIO()
        Image.new("RGB", (60, 40), (self.number, 90, 90)).save(out, "PNG")
        return out.getvalue()

    def comes_back(self) -> str:
        body = urlencode({"receipt": self.receipt, "csrfmiddlewaretoken": self.csrf}).encode()
        kind = "application/x-www-form-urlencoded"
        headers = {"Cookie": self.cookie, "Content-Type": kind}
        return self.server.ask("POST", f"{self.path}receipt/", body, sender=self.number, **headers)[1]


def _value(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def _form(fields: list[tuple[str, str]], files: list[tuple[str, bytes]]) -> tuple[bytes, str]:
    lines = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in fields]
    for name, file in files:
        head = f'--x\r\nContent-Disposition: form-data; name="evidence"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
        lines.append(head.encode() + file + b"\r\n")
    return b"".join([*lines, b"--x--\r\n"]), "multipart/form-data; boundary=x"


def _keep_sending(waiting: "queue.Queue[Teller]", answered: threading.Semaphore, failures: list[str]) -> None:
    while True:
        try:
            teller = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            teller.send()
            answered.release()
        except (OSError, HTTPException):  # no answer, or half of one: the person sends it again
            waiting.put(teller)
            time.sleep(0.1)
        except AssertionError as failure:
            failures.append(str(failure))


def test_every_receipt_that_was_shown_opens_a_whole_concern(tmp_path):
    chance = random.Random(20261123)
    server = Server(tmp_path)
    server.run(MAKE)
    server.start()
    try:
        tellers = [Teller(server, number) for number in range(SCHOOLS * EACH)]
        time.sleep(2)  # nobody fills a form in sooner
        cuts, failures = _tell_while_the_power_goes(server, tellers, chance)
        assert not failures, failures[:3]
        assert cuts >= 5 and any(other.tries > 1 for other in tellers), "the power never went in the middle"
        assert len({other.receipt for other in tellers}) == len(tellers)
        for teller in tellers:
            assert teller.words in teller.comes_back(), f"the receipt of account {teller.number} opens nothing"
    finally:
        server.cut()
    _all_are_whole(json.loads(server.run(LOOK)), tellers)


def _tell_while_the_power_goes(server: Server, tellers: list[Teller], chance: random.Random) -> tuple[int, list[str]]:
    waiting: queue.Queue[Teller] = queue.Queue()
    for teller in tellers:
        waiting.put(teller)
    failures: list[str] = []
    answered = threading.Semaphore(0)
    threads = [threading.Thread(target=_keep_sending, args=(waiting, answered, failures)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    cuts = 0
    while any(thread.is_alive() for thread in threads) and not failures:
        # So many get their answer before each cut: it comes to an end on a slow machine, too.
        for _ in range(chance.randint(SCHOOLS, 3 * SCHOOLS)):
            while not answered.acquire(timeout=0.1) and any(thread.is_alive() for thread in threads):
                pass
        time.sleep(chance.uniform(0, 0.3))  # and others are in the middle
        server.cut()
        cuts += 1
        server.start()
    for thread in threads:
        thread.join()
    return cuts, failures


def _all_are_whole(found: dict, tellers: list[Teller]) -> None:
    assert found["integrity"] == "ok" and not found["broken"]
    assert found["kept"] == 0, "what was kept for a form came with it, and is kept twice nowhere"
    assert found["synchronous"] == 2, "a receipt is shown only when the disk has what it is for"
    assert sorted(other["words"] for other in found["concerns"]) == sorted(other.words for other in tellers)
    told = {item["school"] for item in found["concerns"] if item["notices"]}
    assert len(told) == SCHOOLS, "each school's reader has a mail: one, while it waits, and not one for each account"
    by_words = {other.words: other for other in tellers}
    for item in found["concerns"]:
        teller = by_words[item["words"]]
        assert item["as_told"] and item["on_the_trail"] and not item["addenda"]
        assert item["reaches"] == 1 and item["notices"] <= 1, "it reaches its reader, once"
        assert item["names"] == [f"Child {teller.number}"]
        assert item["files"] == ([len(teller.file())] if teller.file() else [])
