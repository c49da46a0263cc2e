-- Sessions, one row for each. Run it once, before the application starts. It is yours, and is never rewritten:
-- what comes later comes as a migration of its own.
CREATE TABLE "sessions" (
  -- SHA-256 of the session id: who reads this table cannot take over a session.
  storage_key BLOB NOT NULL PRIMARY KEY,
  -- UTF-8. To read it: CAST(data AS TEXT).
  data BLOB NOT NULL,
  version INTEGER NOT NULL,
  -- Milliseconds since the epoch, by the application's clock.
  created_at INTEGER NOT NULL,
  renewed_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX "sessions_expires_at" ON "sessions" (expires_at);
