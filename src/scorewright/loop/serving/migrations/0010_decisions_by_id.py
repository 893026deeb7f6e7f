from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("serving", "0009_json_text")]
    operations = [migrations.AlterModelOptions(name="decision", options={"ordering": ("-id",)})]
