from django.db import migrations

from schoolgate.sealed import rekeying, store


def keyed(apps, schema_editor):
    """Digests of files for others are keyed too, and pages of an answer find their pictures under the new names."""
    for name in ("Transfer", "AccessRequest"):
        rekeying.key_digests(apps.get_model("records", name), schema_editor)
    pages = apps.get_model("records", "HeldPage")._base_manager.exclude(picture="")
    for pk, picture in list(pages.values_list("pk", "picture")):
        old = store.digest_of(picture)
        pages.filter(pk=pk).update(picture=rekeying.renamed(picture, old, store.keyed(old)))


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0003_names"),
        ("cases", "0003_trail"),
        ("concerns", "0005_trail"),
    ]

    operations = [migrations.RunPython(keyed, migrations.RunPython.noop)]
