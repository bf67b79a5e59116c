"""Files of a form that comes back: kept under the reference in the form, listed by name, taken out one by one."""

from typing import TYPE_CHECKING, Any

from schoolgate import access
from schoolgate.concerns import receipts, rules
from schoolgate.concerns.actions import uploads as concern_uploads
from schoolgate.concerns.queries import uploads
from schoolgate.pages import OpenRequest, attempt, now
from schoolgate.sealed import room

if TYPE_CHECKING:
    from schoolgate.community.models import School

NO_ROOM = "{name}: it could not be kept for you just now. Choose it again when you send the form."


class Basket:
    """The files that are kept for the form of this request; `by` is whoever sends it."""

    def __init__(self, request: OpenRequest, school: "School", by: access.Someone, *, data: Any = None) -> None:
        self.request, self.school, self.by = request, school, by
        given = (request.POST if data is None else data).get("kept", "")
        self.reference: str = given if receipts.is_kept_reference(given) else receipts.kept_reference()
        self.files = uploads.kept_files(school, self.reference)
        self._take_out(request.POST.get("take_out", ""))

    @property
    def for_deed(self) -> dict[str, Any]:
        """What a deed needs so that these files come with it."""
        return {"kept": self.reference, "listed": tuple(self.request.POST.getlist("kept_file"))}

    def keep(self, form: Any) -> None:
        """Keeps those of the files just chosen that are fit; says beside the field for which there was no room."""
        fit = form.files_field.fit if "evidence" in form.fields else ()
        if not fit:
            return
        try:
            lost = concern_uploads.keep_files(
                self.school, reference=self.reference, enclosures=fit, by=self.by, at=now()
            )
        except rules.TooMany:
            lost = tuple(item.name for item in fit)
        except room.ERRORS as error:
            if not room.cannot_write(error):
                raise
            lost = tuple(item.name for item in fit)
        for name in lost:
            form.cleaned_data = getattr(form, "cleaned_data", {})
            form.add_error("evidence", NO_ROOM.format(name=name))
        self.files = uploads.kept_files(self.school, self.reference)

    def empty(self) -> None:
        """Forgets everything that was kept for the form."""
        if self.files:
            attempt(concern_uploads.let_go, self.school, reference=self.reference, by=self.by, at=now())

    def _take_out(self, file_id: str) -> None:
        if file_id in {str(file.id) for file in self.files}:
            gone = {"reference": self.reference, "file_id": file_id}
            attempt(concern_uploads.let_go, self.school, **gone, by=self.by, at=now())
            self.files = tuple(file for file in self.files if str(file.id) != file_id)
