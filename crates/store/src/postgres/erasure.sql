-- Format 2: an archived document may be erased, but not by a slip: it is named here first, in the same transaction.
CREATE TABLE willay.document_erasure (sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32));

CREATE FUNCTION willay.erased_on_purpose() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM willay.document_erasure WHERE sha256 = OLD.sha256) THEN
        RAISE EXCEPTION 'documents are deleted by erasing them only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;

DROP TRIGGER document_is_not_changed ON willay.document;
CREATE TRIGGER document_is_not_changed BEFORE UPDATE ON willay.document
    FOR EACH ROW EXECUTE FUNCTION willay.never_changed();
CREATE TRIGGER document_is_not_deleted BEFORE DELETE ON willay.document
    FOR EACH ROW EXECUTE FUNCTION willay.erased_on_purpose();
CREATE TRIGGER document_is_not_emptied BEFORE TRUNCATE ON willay.document
    FOR EACH STATEMENT EXECUTE FUNCTION willay.never_changed();
