"""Rows about how people sign in: when sessions end, and what somebody else began and has to be agreed and confirmed.

They stand beside the other models because those are long; `models.py` takes them in, and names a person by a string.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from schoolgate.community.signed import AccountQuerySet
from schoolgate.sealed.field import Sealed

if TYPE_CHECKING:
    from schoolgate.community.models import Account, Person

    _Manager = BaseUserManager["Account"]
else:
    _Manager = BaseUserManager.from_queryset(AccountQuerySet)


class Endable(models.Model):
    """An account whose sessions can all be ended, and which can wait for somebody to confirm its person."""

    session_round = models.PositiveIntegerField("how often all sessions were ended", default=0)
    unconfirmed_since = models.DateTimeField(
        "came back by somebody else's help then, and is not confirmed", null=True, blank=True
    )
    password_by_link_at = models.DateTimeField(
        "password set by a mailed link then, without a second step, and nobody made sure since", null=True, blank=True
    )

    class Meta:
        abstract = True

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """A session holds while the password is the same and nobody has ended all of them since."""
        words = f"{self.session_round}:{self.password}"  # type: ignore[attr-defined]
        return salted_hmac("schoolgate.signin.session", words, secret=secret, algorithm="sha256").hexdigest()


class Accounts(_Manager):
    def create_for(self, person: "Person", *, email: str | None) -> "Account":
        account = self.model(person=person, email=email)
        account.set_unusable_password()
        account.save()
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)

    def end_sessions(self, people: Iterable[int]) -> None:
        """Ends every session of these people: each of them has to sign in again."""
        self.filter(person__in=list(people)).update(session_round=F("session_round") + 1)


class What(models.TextChoices):
    ADDRESS = "address", "a new e-mail address"
    FACTOR = "factor", "the second step taken away"
    INVITATION = "invitation", "a new invitation"
    JOIN = "join", "two records that were joined"
    PASSWORD = "password", "a new password by a mailed link"


class Answer(models.TextChoices):
    AGREED = "agreed", "agreed"
    REFUSED = "refused", "refused"
    WITHDRAWN = "withdrawn", "withdrawn"


class SignInChange(models.Model):
    """A change to how somebody signs in that another person began: who agreed to it, and who made sure of them since."""

    school = models.ForeignKey("community.School", models.CASCADE)
    person = models.ForeignKey("community.Person", models.CASCADE, related_name="sign_in_changes")
    what = models.CharField(max_length=10, choices=What.choices)
    old_email = models.EmailField(blank=True)
    new_email = models.EmailField(blank=True)
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=9, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("when it was clear whether it was them", null=True)
    settled_by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    was_them = models.BooleanField(null=True)
    how = Sealed("how somebody made sure", blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "what"], condition=Q(answer=""), name="sign_in_change_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="sign_in_change_answered_whole",
            ),
            models.CheckConstraint(
                condition=~Q(answer="agreed")
                | Q(answered_by=None)
                | Q(asked_by=None)
                | ~Q(answered_by=F("asked_by"))
                | Q(answered_by=F("person")),
                name="sign_in_change_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None)
                | (
                    ~Q(settled_by=F("person"))
                    & (Q(asked_by=None) | ~Q(settled_by=F("asked_by")))
                    & (Q(answered_by=None) | ~Q(settled_by=F("answered_by")))
                ),
                name="sign_in_change_settled_by_another",
            ),
        ]

    class Privacy:
        personal = {
            "person": "whose sign-in it is",
            "old_email": "contact",
            "new_email": "contact",
            "asked_by": "who asked",
            "answer": "a decision",
            "answered_by": "who agreed or refused",
            "settled_by": "who made sure",
            "was_them": "a decision about somebody",
            "how": "somebody's words",
        }
        plain = {"school", "what", "token_digest", "asked_at", "answered_at", "settled_at"}

    @property
    def waits(self) -> bool:
        return not self.answer
