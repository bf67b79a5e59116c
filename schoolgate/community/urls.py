from django.urls import path

from schoolgate.community.views import classes, families, intakes, joins, people, school

app_name = "community"

urlpatterns = [
    path("", people.index, name="people"),
    path("add/", people.add, name="add"),
    path("add/<str:kind>/", people.add_kind, name="add_kind"),
    path("<int:id>/", people.show, name="person"),
    path("<int:id>/edit/", people.edit, name="edit_person"),
    path("<int:id>/leaving/", people.leaving, name="leaving"),
    path("<int:id>/duties/", people.give_duty, name="give_duty"),
    path("<int:id>/duties/<int:role_id>/end/", people.end_duty, name="end_duty"),
    path("<int:id>/class/", people.change_class, name="change_class"),
    path("<int:id>/class/<int:teaching_id>/end/", people.end_teaching, name="end_teaching"),
    path("<int:id>/children/", people.add_child, name="add_child"),
    path("<int:id>/children/<int:care_id>/end/", people.end_care, name="end_care"),
    path("<int:id>/same/", joins.propose, name="propose_join"),
    path("joins/<int:id>/", joins.decide, name="decide_join"),
    path("import/", intakes.upload, name="import"),
    path("import/example.csv", intakes.example, name="import_example"),
    path("import/<int:id>/columns/", intakes.columns, name="import_columns"),
    path("import/<int:id>/preview/", intakes.preview, name="import_preview"),
    path("import/<int:id>/put-away/", intakes.put_away, name="import_put_away"),
    path("imports/<int:id>/", intakes.show, name="intake"),
    path("imports/<int:id>/undo/", intakes.undo, name="undo_import"),
    path("school/", school.show, name="school"),
    path("school/edit/", school.edit, name="edit_school"),
    path("school/edit/<str:part>/", school.edit, name="edit_school_part"),
    path("school/dates/", school.dates, name="dates"),
    path("school/dates/add/", school.add_date, name="add_date"),
    path("school/dates/file/", school.dates_file, name="dates_file"),
    path("school/dates/found/", school.dates_found, name="dates_found"),
    path("school/dates/<int:id>/remove/", school.remove_date, name="remove_date"),
    path("family-links/", families.index, name="family_links"),
    path("family-links/declare/", families.declare, name="declare_family_link"),
    path("family-links/<int:id>/", families.decide, name="decide_family_link"),
    path("family-links/<int:id>/end/", families.end, name="end_family_link"),
    path("classes/", classes.index, name="classes"),
    path("classes/<int:id>/", classes.show, name="class"),
]
