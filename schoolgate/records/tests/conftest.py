from schoolgate.concerns.tests.conftest import nobody_counted  # noqa: F401
