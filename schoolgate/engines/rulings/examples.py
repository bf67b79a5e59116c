"""A complete situation as the plainest example of itself, in words."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schoolgate import datafiles
from schoolgate.engines.rulings import situations
from schoolgate.engines.rulings.facts import Account, Content, Role, Way
from schoolgate.engines.rulings.situations import Situation


@dataclass(frozen=True)
class _File:
    people: dict[Role, str]
    ways: dict[Way, str]
    content: dict[Content, str]


_FILE = datafiles.whole(Path(__file__).with_name("examples.toml"), _File)
PEOPLE, WAYS, CONTENT = _FILE.people, _FILE.ways, _FILE.content
STANDING = {
    situations.SiteAge.OK: "",
    situations.SiteAge.BELOW: ", below the site's own age limit",
    situations.SiteAge.WITH_PARENT: ", which the site allows at this age with a parent's help",
}


def plain_facts(situation: Situation) -> str:
    """The situation in one English sentence, with an ordinary hour, place and device for each."""
    if isinstance(situation, situations.UseSituation):
        words = _use(situation)
    elif isinstance(situation, situations.ConnectSituation):
        words = _connect(situation)
    elif isinstance(situation, situations.PostSituation):
        words = _post(situation)
    else:
        words = _carry(situation)
    words = " ".join(words.split())
    return f"{words[0].upper()}{words[1:]}."


def _use(situation: situations.UseSituation) -> str:
    site = "a social network" if situation.social else "a site that is no social network"
    who = f"{_person(situation.role, situation.under_minimum)}{_holding(situation.official_holder)}"
    posing = ", passing for a child" if situation.poses_as_child else ""
    granted = ", with an exception granted" if situation.exception else ""
    return (
        f"{who} uses {site}{STANDING[situation.site_age]}{posing}, {_device(situation.school_device)}"
        f" {_place(situation.on_site)}, {_hour(situation.pupil_time, situation.staff_time)}{granted}"
    )


def _connect(situation: situations.ConnectSituation) -> str:
    other = PEOPLE[situation.other]
    if situation.other in (Role.PUPIL, Role.FORMER_PUPIL):
        other += (
            " who is too young for social networks"
            if situation.other_under_minimum
            else ""
            if situation.other is Role.PUPIL and situation.other_under_former_age
            else " who is not yet of the age for contact with staff"
            if situation.other_under_former_age
            else " who has reached the age for contact with staff"
        )
    site = "a social network" if situation.social else "a site that is no social network"
    tie = "; the two are family, as registered" if situation.family_link else ""
    granted = ", with an exception granted" if situation.exception else ""
    return (
        f"{_person(situation.role, situation.under_minimum)} {WAYS[situation.way]} {other} on {site}, {_device(situation.school_device)}"
        f" {_place(situation.on_site)}, {_hour(situation.pupil_time, situation.staff_time)}{granted}{tie}"
    )


def _post(situation: situations.PostSituation) -> str:
    official = situation.account is Account.OFFICIAL
    account = "an official account of the school" if official else "their own account"
    what = CONTENT[situation.content] if situation.content else "something"
    who = f"{_person(situation.role, situation.under_minimum)}{_holding(situation.official_holder)}"
    return f"{who} posts {what} on {account}, {_hour(situation.pupil_time, situation.staff_time)}"


def _carry(situation: situations.CarrySituation) -> str:
    device = "a school tablet" if situation.school_device else "a phone of their own"
    granted = ", with an exception granted" if situation.exception else ""
    how = f"has handed in {device}" if situation.handed_in else f"has {device} with them"
    when = "at 10:00 on a school day" if situation.in_school_day else "at 16:00 on a school day"
    return f"{PEOPLE[situation.role]} {how}, {when}{granted}"


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
