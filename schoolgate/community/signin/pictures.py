"""What is on a pupil's card: three of twelve pictures, and the words that class codes are made of."""

import secrets

PICTURES = (
    "sun", "fish", "car", "tree", "star", "moon", "cat", "apple", "ball", "boat", "house", "flower",
)  # fmt: skip
ON_A_CARD = 3

FIRST_WORDS = (
    "amber", "badger", "beaver", "bluebird", "bramble", "brook", "bumble", "buttercup", "clover",
    "copper", "coral", "cricket", "curlew", "daisy", "dapple", "dolphin", "dragon", "finch", "fox",
    "garden", "ginger", "hazel", "heron", "honey", "ivory", "ivy", "jolly", "juniper", "kestrel",
    "kingfisher", "ladybird", "lemon", "linnet", "magpie", "maple", "meadow", "misty", "mossy",
    "nutmeg", "olive", "orchard", "otter", "owl", "panda", "pebble", "pepper", "plum", "poppy",
    "puffin", "rabbit", "river", "robin", "rosy", "saffron", "silver", "skylark", "sparrow", "squirrel",
    "summer", "sunny", "swallow", "thistle", "violet", "willow",
)  # fmt: skip
SECOND_WORDS = (
    "anchor", "basket", "bell", "blanket", "bridge", "bucket", "button", "candle", "castle", "chair",
    "clock", "cloud", "comet", "crayon", "cup", "cushion", "drum", "engine", "feather", "fiddle",
    "gate", "glove", "hammer", "hat", "hill", "jacket", "jigsaw", "kettle", "kite", "ladder", "lamp",
    "lantern", "letter", "marble", "mitten", "muffin", "needle", "paddle", "parcel", "pencil", "penny",
    "piano", "pillow", "planet", "pocket", "puddle", "puzzle", "ribbon", "rocket", "saddle", "scarf",
    "shell", "spoon", "table", "teapot", "ticket", "trumpet", "tunnel", "umbrella", "wagon", "whistle",
    "window", "wheel", "zip",
)  # fmt: skip


def draw() -> tuple[str, ...]:
    """Three different pictures, in the order in which they are to be pressed: one of 1,320 ways."""
    return tuple(secrets.SystemRandom().sample(PICTURES, ON_A_CARD))


def class_code() -> str:
    """Two words and a number, such as `kestrel-lamp-42`: one of about 370,000."""
    return f"{secrets.choice(FIRST_WORDS)}-{secrets.choice(SECOND_WORDS)}-{secrets.randbelow(90) + 10}"


def tidy(code: str) -> str:
    """A class code as a child may type it, as it is kept: `Kestrel Lamp 42` is `kestrel-lamp-42`."""
    return "-".join(code.lower().replace("-", " ").split())[:30]


def are_known(chosen: tuple[str, ...]) -> bool:
    return len(chosen) == ON_A_CARD and set(chosen) <= set(PICTURES)
