-- The ledger in PostgreSQL, format 1. Everything lies in a schema of its own; nothing else in the database is touched.
CREATE SCHEMA willay;

-- Which formats were applied, the newest being the one that holds.
CREATE TABLE willay.migration (version integer PRIMARY KEY);

CREATE TABLE willay.entry (
    sequence bigint PRIMARY KEY CHECK (sequence >= 0),
    bytes bytea NOT NULL,
    leaf bytea NOT NULL CHECK (octet_length(leaf) = 32)
);

CREATE TABLE willay.opening (
    sequence bigint PRIMARY KEY REFERENCES willay.entry,
    salt bytea NOT NULL CHECK (octet_length(salt) = 32),
    content bytea NOT NULL
);

-- What was erased, so that what is missing otherwise is known to be lost.
CREATE TABLE willay.erasure (sequence bigint PRIMARY KEY REFERENCES willay.entry);

CREATE TABLE willay.checkpoint (
    size bigint PRIMARY KEY CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL
);

-- Archived bytes, so that all who work on this ledger see the same documents.
CREATE TABLE willay.document (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    bytes bytea NOT NULL CHECK (octet_length(bytes) <= 67108864)
);

-- Whoever writes, and by whichever program: an entry takes the place that follows, or none.
CREATE FUNCTION willay.entry_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF NEW.sequence <> (SELECT coalesce(max(sequence) + 1, 0) FROM willay.entry) THEN
        RAISE EXCEPTION 'entry % does not follow the last one', NEW.sequence USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION willay.never_changed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'entries and documents are never changed or deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER entry_follows BEFORE INSERT ON willay.entry FOR EACH ROW EXECUTE FUNCTION willay.entry_follows();
CREATE TRIGGER entry_is_not_changed BEFORE UPDATE OR DELETE ON willay.entry
    FOR EACH ROW EXECUTE FUNCTION willay.never_changed();
CREATE TRIGGER entry_is_not_emptied BEFORE TRUNCATE ON willay.entry
    FOR EACH STATEMENT EXECUTE FUNCTION willay.never_changed();
CREATE TRIGGER document_is_not_changed BEFORE UPDATE OR DELETE ON willay.document
    FOR EACH ROW EXECUTE FUNCTION willay.never_changed();
