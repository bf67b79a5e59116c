"""Whether somebody may act here at present; beside the other models, because those are long."""

from django.db import models

from schoolgate.sealed.keyed import Keyed

SUSPENDED = "suspended"


class Standing(models.Model):
    """Somebody who may be suspended: their duties stay on record, and open and decide nothing meanwhile.

    A case says so and unsays it. Outside that case nobody is told: their name is not offered, and another is next in line.
    """

    standing = Keyed("what a case says of whether they may act here", blank=True, default="")

    class Meta:
        abstract = True

    @property
    def suspended(self) -> bool:
        return self.standing == SUSPENDED
