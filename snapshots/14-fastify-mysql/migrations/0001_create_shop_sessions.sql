-- Sessions, one row for each. Run it once, before the application starts. It is yours, and is never rewritten:
-- what comes later comes as a migration of its own.
CREATE TABLE `shop_sessions` (
  -- SHA-256 of the session id, 32 bytes: who reads this table cannot take over a session.
  storage_key VARBINARY(512) NOT NULL PRIMARY KEY,
  -- UTF-8. To read it: CONVERT(data USING utf8mb4).
  data LONGBLOB NOT NULL,
  version INT NOT NULL,
  -- Milliseconds since the epoch, by the application's clock: no time zone has a say.
  created_at BIGINT NOT NULL,
  renewed_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  INDEX `shop_sessions_expires_at` (expires_at)
) ENGINE = InnoDB;
