// How data that earlier versions of the application saved becomes what this one reads. The steps are yours to write.

/** A session's data as it was saved, with what options of sessions.config.ts keep beside it. */
type Data = Readonly<Record<string, unknown>>

/** Data of version 1 as version 2 reads it. What the schema allows has to come back: with anything else the session begins anew. */
function from1to2(data: Data): Data {
  return data
}

/** Data of version 2 as version 3 reads it. What the schema allows has to come back: with anything else the session begins anew. */
function from2to3(data: Data): Data {
  return data
}

/** One step for each version before the current one, oldest first. */
export const MIGRATIONS: readonly ((data: Data) => Data)[] = [from1to2, from2to3]
