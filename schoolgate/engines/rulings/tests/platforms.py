"""The platforms that the examples name, as they stood in November and December 2026: written down by hand."""

from datetime import date

from schoolgate.engines.rulings.facts import Platform

KNOWN = {
    # id: (whether a social network, its minimum age, how younger people are let in)
    "instagram": (True, 13, "none"),
    "facebook": (True, 13, "none"),
    "snapchat": (True, 13, "none"),
    "tiktok": (True, 13, "none"),
    "whatsapp": (True, 13, "supervised_account"),
    "youtube": (True, 13, "supervised_account"),
    "youtube_kids": (True, None, "kids_version"),
    "xbox": (True, None, "supervised_account"),
    "roblox": (True, None, "parent_consent"),
    "minecraft": (True, None, "supervised_account"),
    "spotify": (False, 13, "kids_version"),
    "chatgpt": (False, 13, "parent_consent"),
    "claude": (False, 18, "none"),
    "character_ai": (False, 16, "none"),
}
UNEVIDENCED = {"minecraft"}
"""Platforms of which nobody has shown what their age is."""


def find(id: str, on: date) -> Platform:
    social, minimum_age, route = KNOWN[id]
    return Platform(
        id=id,
        name=id,
        social=social,
        minimum_age=minimum_age,
        age_known=id not in UNEVIDENCED,
        route=route,
        site_rule=f"{id} has its own rule.",
    )
