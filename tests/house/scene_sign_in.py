"""The part of the scene that is about how people sign in: a new address that waits, and somebody who came back."""

from datetime import timedelta

from schoolgate.access.duties import Duty
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import sign_in
from schoolgate.community.models import Account, Care, FormerName, GivenName, Person, TieQuestion
from schoolgate.community.signin import actions as signin
from tests import cast as people
from tests.cast import MONDAY

ARGUMENTS = {
    "signin:invitation": lambda s: {"token": "no-such-token"},
    "signin:invite": lambda s: {"person_id": s.cast.parent.pk},
    "signin:own_change": lambda s: {"token": "no-such-token"},
    "signin:pupil_of_class": lambda s: {"code": s.cast.kestrels.code},
    "signin:class": lambda s: {"class_id": s.cast.kestrels.pk},
    "signin:open_session": lambda s: {"class_id": s.cast.kestrels.pk},
    "signin:cards": lambda s: {"class_id": s.cast.kestrels.pk},
    "signin:class_code": lambda s: {"class_id": s.cast.kestrels.pk},
    "community:ask_factor_reset": lambda s: {"id": s.cast.assistant.pk},
    "community:withdraw_change": lambda s: {"id": s.cast.governor.pk, "change_id": s.change.pk},
    "community:answer_change": lambda s: {"change_id": s.change.pk},
    "community:say_never_so": lambda s: {"id": s.tie.pk},
    "community:say_never_theirs": lambda s: {"id": s.former_name.pk},
    "community:confirm_sign_in": lambda s: {"id": s.came_back.pk},
}
OPEN = {"signin:invitation", "signin:own_change"}


def entered_tie(cast: people.Cast) -> TieQuestion:
    """The office has entered that the deputy is family of a pupil of whom nothing else is told."""
    child = people.person(cast.school, "Zoe", "Quill", Duty.PUPIL, email=False, account=False)
    care = Care.objects.create(
        parent=cast.deputy,
        child=child,
        relation="uncle",
        since_on=people.JOINED,
        entered_at=MONDAY,
        entered_by=cast.office,
    )
    return TieQuestion.objects.create(school=cast.school, person=cast.deputy, care=care, asked_at=MONDAY)


def false_name(cast: people.Cast) -> FormerName:
    """The office called the deputy by another name for two days."""
    names = {"first_name": "Owen", "last_name": "Quillon", "known_as": ""}
    GivenName.objects.create(person=cast.deputy, by=cast.office, at=MONDAY - timedelta(days=3), **names)
    return FormerName.objects.create(person=cast.deputy, until_at=MONDAY - timedelta(days=1), **names)


def begin(cast: people.Cast) -> tuple[SignInChange, Person]:
    """The office asks for a new address of a governor, and has invited a mother again who had an account."""
    change = sign_in.ask_address(cast.governor, "new@larkhollow.example", by=cast.office, at=MONDAY)
    came_back = people.person(cast.school, "Edith", "Moss", Duty.PARENT)
    Account.objects.filter(person=came_back).update(last_login=MONDAY)
    link = signin.invite(came_back, by=cast.office, at=MONDAY)
    signin.accept_invitation(link, "walnut-teapot-comet", by=came_back, at=MONDAY)
    assert change is not None
    return change, came_back
