"""The background worker: mail goes out every few seconds, reminders once a day. One per installation."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from schoolgate.cases import tasks as cases
from schoolgate.community import tasks as community
from schoolgate.concerns import tasks as concerns
from schoolgate.config import seal_mails
from schoolgate.policy import tasks as policy
from schoolgate.post import tasks as post
from schoolgate.records import tasks as records
from schoolgate.sealed import room

log = logging.getLogger("schoolgate.worker")


@contextmanager
def running() -> Iterator[None]:
    """Runs the worker beside a web server, in a thread of its own."""
    scheduler = _scheduled(BackgroundScheduler(timezone=settings.TIME_ZONE, daemon=True))
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def run_for_ever() -> None:
    """Runs the worker alone until it is stopped."""
    _scheduled(BlockingScheduler(timezone=settings.TIME_ZONE)).start()


def _scheduled(scheduler: BaseScheduler) -> BaseScheduler:
    once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(
        _guarded(post.send_waiting), "interval", seconds=10, next_run_time=datetime.now().astimezone(), **once
    )
    scheduler.add_job(_guarded(concerns.minutely), "interval", minutes=1, **once)
    scheduler.add_job(_guarded(concerns.daily), "cron", hour=3, minute=20, **once)
    scheduler.add_job(_guarded(cases.minutely), "interval", minutes=1, **once)
    scheduler.add_job(_guarded(cases.daily), "cron", hour=7, minute=40, **once)
    scheduler.add_job(_guarded(records.daily), "cron", hour=3, minute=30, **once)
    scheduler.add_job(_guarded(policy.ask), "interval", minutes=10, **once)
    scheduler.add_job(_guarded(policy.daily), "cron", hour=7, minute=30, **once)
    scheduler.add_job(_guarded(community.hourly), "cron", minute=5, **once)
    scheduler.add_job(_guarded(_keep_room), "cron", minute=35, **once)
    scheduler.add_job(_guarded(community.daily), "cron", hour=3, minute=10, **once)
    scheduler.add_job(_guarded(seal_mails.weekly), "cron", hour=7, minute=50, **once)
    return scheduler


def _keep_room(at: datetime) -> None:
    """Lays down anew what was let go on a full disk, once there is room again."""
    room.keep_back()


def _guarded(work: Callable[[datetime], object]) -> Callable[[], None]:
    """Passes the time in, and lets one failure neither stop the clock nor hold a connection."""

    def do() -> None:
        close_old_connections()
        try:
            work(timezone.now())
        except Exception:
            log.exception("timed work failed: %s in thread %s", work.__qualname__, threading.current_thread().name)
        finally:
            close_old_connections()

    return do
