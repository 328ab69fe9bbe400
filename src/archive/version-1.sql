CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE drafts (identity TEXT PRIMARY KEY, key TEXT NOT NULL, heading TEXT, text TEXT NOT NULL,
    cursor INTEGER NOT NULL, updated_ms INTEGER NOT NULL, server_id INTEGER, server_text TEXT,
    server_ms INTEGER, deleted INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL,
    conversation TEXT NOT NULL, text TEXT NOT NULL, queued_ms INTEGER NOT NULL, state TEXT NOT NULL,
    message INTEGER, since_ms INTEGER, attempts INTEGER NOT NULL DEFAULT 0, owner TEXT, queue TEXT,
    after INTEGER, at_ms INTEGER, trouble TEXT, version INTEGER NOT NULL DEFAULT 0);
CREATE INDEX outbox_identity ON outbox (identity, id);
INSERT INTO drafts VALUES
    ('c3:kiln', '{"topic":{"channel":3,"topic":"Kiln"}}', NULL, 'a reply', 7, 50, 4, 'a rep', 40, 0),
    ('new:1', '{"new":{"number":1}}', '{"direct":{"people":[9]}}', 'to somebody', 2, 60, NULL, NULL, NULL, 0);
INSERT INTO outbox VALUES
    (1, 'c3:kiln', '{"topic":{"channel":3,"topic":"Kiln"}}', 'done', 10, 'done', 101, NULL, 1, 'a', 'q:1', 90, 11, NULL, 3),
    (2, 'c3:kiln', '{"topic":{"channel":3,"topic":"Kiln"}}', 'who knows', 20, 'unsure', NULL, 22, 1, 'a', 'q:1', 100, 21, 'broke off', 2),
    (3, '{"direct":{"people":[6,9]}}', '{"direct":{"people":[6,9]}}', 'alike', 30, 'alike', 104, 33, 1, 'a', NULL, 100, 31, NULL, 3),
    (5, 'c3:kiln', '{"topic":{"channel":3,"topic":"Kiln"}}', 'later', 50, 'waiting', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, 0);
PRAGMA user_version = 1;
