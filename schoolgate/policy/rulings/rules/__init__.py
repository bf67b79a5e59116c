"""Every rule there is, one function each; their order decides nothing."""

from schoolgate.policy.rulings.rules import ages, network, people, phones, posts
from schoolgate.policy.rulings.rules.rule import Opinion, Rule, Words, rule

__all__ = ["RULES", "Opinion", "Rule", "Words", "rule"]

RULES: tuple[Rule, ...] = (*network.RULES, *ages.RULES, *people.RULES, *posts.RULES, *phones.RULES)
