"""Every rule there is, one function each; their order decides nothing."""

from schoolgate.engines.rulings.rules import ages, network, people, phones, posts
from schoolgate.engines.rulings.rules.rule import Rule

RULES: tuple[Rule, ...] = (*network.RULES, *ages.RULES, *people.RULES, *posts.RULES, *phones.RULES)
