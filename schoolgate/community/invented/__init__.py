"""A school of invented people, for demonstrations, tests and load work; knows nothing of Django."""

from schoolgate.community.invented.building import school
from schoolgate.community.invented.school import Class, Contact, InventedSchool, Link, Officers
from schoolgate.community.mis.writing import as_csv

__all__ = ["Class", "Contact", "InventedSchool", "Link", "Officers", "as_csv", "school"]
