"""Questions that people really ask, with their answers: for the page of examples, the guides and the tests."""

from schoolgate.engines.rulings.faq.parents import PARENTS
from schoolgate.engines.rulings.faq.pupils import PUPILS
from schoolgate.engines.rulings.faq.shape import Example, FindPlatform, command_line
from schoolgate.engines.rulings.faq.staff import STAFF
from schoolgate.engines.rulings.faq.staff_posts import STAFF_POSTS

__all__ = ["EXAMPLES", "Example", "FindPlatform", "command_line"]

EXAMPLES: tuple[Example, ...] = (*STAFF, *STAFF_POSTS, *PARENTS, *PUPILS)
