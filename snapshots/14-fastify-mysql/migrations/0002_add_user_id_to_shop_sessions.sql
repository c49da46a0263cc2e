-- Whose session it is, so that the sessions of a user can be found. Run it once, after the table is there and before the code
-- that needs it starts. A session that was there before is found from its next write on: to be sure, delete what is there.
ALTER TABLE `shop_sessions`
  -- The user's id as UTF-8. To read it: CONVERT(user_id USING utf8mb4). Null before anybody has signed in.
  ADD COLUMN user_id MEDIUMBLOB NULL,
  -- By its beginning: an id may be of any length, and an index takes no value that long.
  ADD INDEX `shop_sessions_user_id` (user_id(255));
