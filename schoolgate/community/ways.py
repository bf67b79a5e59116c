"""What the menu leads to of the school, its people and their accounts."""

from schoolgate.pages import Way

WAYS = [
    Way("School", "People", "community:people", "look.people", covers=("community:person",)),
    Way(
        "School",
        "Classes",
        "community:classes",
        "look.classes",
        covers=(
            "community:person",
            "signin:classes",
            "signin:class",
            "signin:open_session",
            "signin:cards",
            "signin:class_code",
        ),
    ),
    Way("School", "Duties", "community:duties", "look.duties"),
    Way("School", "Invitations", "signin:invite_all", "community.invite"),
    Way("School", "Term dates", "community:dates", "community.edit_dates"),
    Way(
        "School",
        "Relatives at school",
        "community:family_links",
        ("community.declare_family_link", "look.family_links"),
    ),
    Way("School", "School details", "community:school", "community.edit_school"),
    Way(
        "Today",
        "Your sign-in",
        "mfa_index",
        "community.accept_invitation",
        covers=("account_change_password", "account_set_password"),
    ),
]
