"""Every rule there is, one function each; their order decides nothing. Their words are in `words.toml`."""

from schoolgate.engines.rulings.rules import ages, network, people, phones, posts
from schoolgate.engines.rulings.rules.rule import Rule

MODULES = (network, ages, people, posts, phones)
RULES: tuple[Rule, ...] = tuple(
    value for module in MODULES for value in vars(module).values() if isinstance(value, Rule)
)
