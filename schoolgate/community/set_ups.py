"""The set-up of a school that is not there yet; a module of its own, because the models of the school are long."""

from django.db import models

from schoolgate.sealed.field import Sealed


class SetUp(models.Model):
    """What was typed before there is a school, and the code that opens it; it goes when the school is made."""

    code_digest = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField("when the code was made")
    expires_at = models.DateTimeField("until when the code opens it")
    tries = models.PositiveSmallIntegerField("how often another code was typed", default=0)
    opened_by = models.CharField("digest of what the browser holds that typed the code", max_length=64, blank=True)
    answers = Sealed("what was typed so far", blank=True)

    class Privacy:
        personal = {"answers": "names and addresses of a school's first people, until the school is made"}
        plain = {"code_digest", "made_at", "expires_at", "tries", "opened_by"}
