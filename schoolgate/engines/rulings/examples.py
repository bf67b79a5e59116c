"""A complete situation as the plainest example of itself, in words."""

from typing import Any

from schoolgate.engines.rulings.facts import Account, Content, Role, Way
from schoolgate.engines.rulings.situations import (
    CarrySituation,
    ConnectSituation,
    PostSituation,
    SiteAge,
    Situation,
    UseSituation,
)

PEOPLE = {
    Role.PUPIL: "a pupil",
    Role.FORMER_PUPIL: "a former pupil",
    Role.STAFF: "a member of staff",
    Role.PARENT: "a parent",
    Role.OTHER: "somebody from outside the school",
}
WAYS = {
    Way.FRIEND: "is an online friend of",
    Way.FOLLOW: "follows",
    Way.MESSAGE: "messages",
    Way.REQUEST: "sends a friend request to",
    Way.ACCEPT: "accepts a friend request from",
}
CONTENT = {
    Content.SCHOOL_NEWS: "news of the school",
    Content.PUPIL_NAME: "a pupil's name",
    Content.PUPIL_PHOTO: "a photo of a pupil",
    Content.PUPIL_PHOTO_WITH_CONSENT: "a photo of a pupil whose parents have agreed",
    Content.CONFIDENTIAL: "something confidential",
    Content.CRITICISM: "criticism of the school",
    Content.ABUSE: "something abusive",
    Content.HATE: "hatred of people for who they are",
    Content.SEXUAL: "something sexual",
    Content.ILLEGAL: "something against the law",
    Content.COPYRIGHT: "somebody else's work without leave",
    Content.ADVERTISING: "an advertisement",
    Content.CAMPAIGN: "a campaign of their own",
    Content.SCHOOL_MATTERS: "what goes on at school",
    Content.SPEAKS_FOR_SCHOOL: "something in the name of the school",
    Content.HARMLESS: "something harmless",
}
STANDING = {
    SiteAge.OK: "",
    SiteAge.BELOW: ", below the site's own age limit",
    SiteAge.WITH_PARENT: ", which the site allows at this age with a parent's help",
}


def plain_facts(situation: Situation) -> str:
    """The situation in one English sentence, with an ordinary hour, place and device for each."""
    if isinstance(situation, UseSituation):
        words = _use(situation)
    elif isinstance(situation, ConnectSituation):
        words = _connect(situation)
    elif isinstance(situation, PostSituation):
        words = _post(situation)
    else:
        words = _carry(situation)
    words = " ".join(words.split())
    return f"{words[0].upper()}{words[1:]}."


def _use(one: UseSituation) -> str:
    site = "a social network" if one.social else "a site that is no social network"
    who = f"{_person(one.role, one.under_minimum)}{_holding(one.official_holder)}"
    posing = ", passing for a child" if one.poses_as_child else ""
    granted = ", with an exception granted" if one.exception else ""
    return (
        f"{who} uses {site}{STANDING[one.site_age]}{posing}, {_device(one.school_device)}"
        f" {_place(one.on_site)}, {_hour(one.pupil_time, one.staff_time)}{granted}"
    )


def _connect(one: ConnectSituation) -> str:
    other = PEOPLE[one.other]
    if one.other in (Role.PUPIL, Role.FORMER_PUPIL):
        other += (
            " who is too young for social networks"
            if one.other_under_minimum
            else ""
            if one.other is Role.PUPIL and one.other_under_former_age
            else " who is not yet of the age for contact with staff"
            if one.other_under_former_age
            else " who has reached the age for contact with staff"
        )
    site = "a social network" if one.social else "a site that is no social network"
    tie = "; the two are family, as registered" if one.family_link else ""
    granted = ", with an exception granted" if one.exception else ""
    return (
        f"{_person(one.role, one.under_minimum)} {WAYS[one.way]} {other} on {site}, {_device(one.school_device)}"
        f" {_place(one.on_site)}, {_hour(one.pupil_time, one.staff_time)}{granted}{tie}"
    )


def _post(one: PostSituation) -> str:
    official = one.account is Account.OFFICIAL
    account = "an official account of the school" if official else "their own account"
    what = CONTENT[one.content] if one.content else "something"
    who = f"{_person(one.role, one.under_minimum)}{_holding(one.official_holder)}"
    return f"{who} posts {what} on {account}, {_hour(one.pupil_time, one.staff_time)}"


def _carry(one: CarrySituation) -> str:
    device = "a school tablet" if one.school_device else "a phone of their own"
    granted = ", with an exception granted" if one.exception else ""
    how = f"has handed in {device}" if one.handed_in else f"has {device} with them"
    when = "at 10:00 on a school day" if one.in_school_day else "at 16:00 on a school day"
    return f"{PEOPLE[one.role]} {how}, {when}{granted}"


def _person(role: Role, under_minimum: bool) -> str:
    too_young = " who is too young for social networks"
    return f"{PEOPLE[role]}{too_young if under_minimum and role is Role.PUPIL else ''}"


def _holding(official_holder: Any) -> str:
    return " who holds an official account" if official_holder else ""


def _device(school_device: bool) -> str:
    return "on a school computer" if school_device else "on a phone of their own"


def _place(on_site: bool) -> str:
    return "at school" if on_site else "away from school"


def _hour(pupil_time: bool, staff_time: bool) -> str:
    if pupil_time:
        return "at 10:00 on a school day"
    return "at 16:00 on a school day" if staff_time else "at 18:00"
