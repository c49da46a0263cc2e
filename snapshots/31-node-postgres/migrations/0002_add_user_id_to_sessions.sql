-- Whose session it is, so that the sessions of a user can be found. Run it once, after the table is there and before the code
-- that needs it starts. A session that was there before is found from its next write on: to be sure, delete what is there.
ALTER TABLE "public"."sessions"
  -- The user's id as UTF-8. To read it: convert_from(user_id, 'UTF8'). Null before anybody has signed in.
  ADD COLUMN user_id bytea;

-- By a hash: an index takes no value of more than some 2,700 bytes, and an id may be of any length.
CREATE INDEX "sessions_user_id" ON "public"."sessions" (sha256(user_id)) WHERE user_id IS NOT NULL;
