-- Sessions, one row for each. Run it once, before the application starts. It is yours, and is never rewritten:
-- what comes later comes as a migration of its own.
CREATE TABLE "public"."sessions" (
  -- SHA-256 of the session id: who reads this table cannot take over a session.
  storage_key bytea PRIMARY KEY,
  -- UTF-8. To read it: convert_from(data, 'UTF8').
  data bytea NOT NULL,
  version integer NOT NULL,
  -- Milliseconds since the epoch, by the application's clock: no time zone has a say.
  created_at bigint NOT NULL,
  renewed_at bigint NOT NULL,
  expires_at bigint NOT NULL
);

CREATE INDEX "sessions_expires_at" ON "public"."sessions" (expires_at);
