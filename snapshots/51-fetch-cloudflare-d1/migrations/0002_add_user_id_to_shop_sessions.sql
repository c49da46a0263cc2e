-- Whose session it is, so that the sessions of a user can be found. Run it once, after the table is there and before the code
-- that needs it starts. A session that was there before is found from its next write on: to be sure, delete what is there.

-- The user's id as UTF-8. To read it: CAST(user_id AS TEXT). Null before anybody has signed in.
ALTER TABLE "shop_sessions" ADD COLUMN user_id BLOB;

CREATE INDEX "shop_sessions_user_id" ON "shop_sessions" (user_id) WHERE user_id IS NOT NULL;
