"""Every address × method × member of the cast: who may open it is written down here, and nothing ever breaks.

An address that is not in WHO fails the test: whoever adds a page says here who may see it. Every request by a person of
another school is refused wherever the address names a record.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from schoolgate.community import models as community
from schoolgate.policy import actions
from schoolgate.policy.models import Proposal, Version
from tests import cast as people
from tests.cast import MONDAY

EVERYONE = frozenset(
    "head deputy dsl deputy_dsl teacher other_teacher assistant office it chair governor parent pupil young_pupil stranger".split()
)
PEOPLE = EVERYONE - {"stranger"}
GROWN = PEOPLE - {"pupil", "young_pupil"}
STAFF = frozenset("head deputy dsl deputy_dsl teacher other_teacher assistant office it".split())
