"""A school of invented people, for demonstrations, tests and load work; knows nothing of Django."""

from schoolgate.demo.invented.building import school
from schoolgate.demo.invented.school import Class, Contact, InventedSchool, Link, Officers
from schoolgate.engines.roster.writing import as_csv

__all__ = ["Class", "Contact", "InventedSchool", "Link", "Officers", "as_csv", "school"]
