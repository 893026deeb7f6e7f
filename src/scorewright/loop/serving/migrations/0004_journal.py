from django.db import migrations

COLUMNS = {
    "id": "uuid",
    "tenant_id": "uuid",
    "use_case": "text",
    "request_id": "text",
    "asked_by": "text",
    "record": "jsonb",
    "features": "jsonb",
    "model_version_id": "uuid",
    "version": "text",
    "status": "text",
    "policy": "text",
    "threshold": "float8",
    "probability": "float8",
    "label": "smallint",
    "label_value": "jsonb",
    "score": "integer",
    "band": "text",
    "risk": "text",
    "confidence": "float8",
    "width": "float8",
    "needs_review": "boolean",
    "reasons": "jsonb",
    "explanation": "jsonb",
    "fallback": "boolean",
    "fallback_reason": "text",
    "route": "text",
    "idempotency_key": "text",
    "position": "smallint",
    "request_sha256": "text",
    "at": "timestamptz",
    "duration_ms": "float8",
}
NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
TYPED = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())

# The decisions of all tenants are written in one transaction, which no tenant's policy would let through. The function
# runs as the owner of the table, to whom one policy allows inserts, and nothing but inserts.
# ruff: noqa: S608 - the names are those above
JOURNAL = f"""
CREATE POLICY journal ON serving_decision FOR INSERT TO CURRENT_USER WITH CHECK (true);
CREATE FUNCTION serving_keep(decisions text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    kept integer;
BEGIN
    INSERT INTO serving_decision ({NAMES})
    SELECT {NAMES} FROM jsonb_to_recordset(decisions::jsonb) AS given ({TYPED})
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS kept = ROW_COUNT;
    RETURN kept;
END
$$;
REVOKE EXECUTE ON FUNCTION serving_keep FROM PUBLIC;
"""
NO_JOURNAL = "DROP FUNCTION serving_keep; DROP POLICY journal ON serving_decision"

# What a web process holds in memory, it is told of when it changes: the table, and whose row it was.
NEWS = """
CREATE FUNCTION serving_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('scorewright_news', TG_TABLE_NAME || ':' || COALESCE(NEW.tenant_id, OLD.tenant_id));
    RETURN NULL;
END
$$;
CREATE TRIGGER news AFTER INSERT OR UPDATE OR DELETE ON tenancy_apikey
FOR EACH ROW EXECUTE FUNCTION serving_news();
CREATE TRIGGER news AFTER INSERT OR UPDATE OR DELETE ON registry_modelversion
FOR EACH ROW EXECUTE FUNCTION serving_news();
"""
NO_NEWS = """
DROP TRIGGER news ON tenancy_apikey;
DROP TRIGGER news ON registry_modelversion;
DROP FUNCTION serving_news
"""


class Migration(migrations.Migration):
    dependencies = [
        ("serving", "0003_serving_plane"),
        ("registry", "0002_row_security_and_trail"),
        ("tenancy", "0002_row_security"),
    ]
    operations = [migrations.RunSQL(JOURNAL, NO_JOURNAL), migrations.RunSQL(NEWS, NO_NEWS)]
