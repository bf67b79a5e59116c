"""What a person may do to the school and its people."""

from schoolgate.community.actions.families import (
    decide_family_link,
    declare_family_link,
    end_family_link,
)
from schoolgate.community.actions.intakes import (
    discard_upload,
    import_people,
    name_columns,
    undo_import,
    upload_people,
)
from schoolgate.community.actions.people import (
    add_person,
    edit_person,
    end_care,
    end_duty,
    end_teaching,
    give_class,
    give_duty,
    link_carer,
    place_pupil,
    record_leaving,
)
from schoolgate.community.actions.school import edit_dates, edit_school, set_up_school

__all__ = [
    "add_person",
    "decide_family_link",
    "declare_family_link",
    "discard_upload",
    "edit_dates",
    "edit_person",
    "edit_school",
    "end_care",
    "end_duty",
    "end_family_link",
    "end_teaching",
    "give_class",
    "give_duty",
    "import_people",
    "link_carer",
    "name_columns",
    "place_pupil",
    "record_leaving",
    "set_up_school",
    "undo_import",
    "upload_people",
]
