"""Reads people from the files of a school's management information system (MIS); knows nothing of Django."""
