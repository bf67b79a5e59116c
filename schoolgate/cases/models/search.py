"""What a case is found by."""

from __future__ import annotations

from django.db import models

from schoolgate.cases.models.case import Case, OfCase
from schoolgate.sealed.field import Sealed


class WordList(OfCase):
    """Every word that lies sealed in a case, once and sorted, sealed as one: a search opens this and not the case.

    `mark` says of which rows it was made; a search that finds others makes it anew, so the trail asks nothing of it.
    """

    RECORD = ""
    case = models.OneToOneField(Case, models.CASCADE, related_name="word_list")
    words = Sealed(blank=True)
    mark = models.CharField("digest of what it was made of", max_length=64)

    class Privacy:
        personal = {"words": "what was written in a case"}
        plain = {"case", "mark"}
