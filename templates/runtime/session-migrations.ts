// How data that earlier versions saved becomes what this one reads. The generator begins this file, and the steps are the user's own; here is one of a test's.

type Data = Readonly<Record<string, unknown>>

/** Version 1 had `name` where version 2 has `user`. */
function from1to2({ name, ...others }: Data): Data {
  if (name === 'throw') {
    throw new Error('This step does not know what to do')
  }
  return name === undefined ? others : { ...others, user: name }
}

/** One step for each version before the current one, oldest first. */
export const MIGRATIONS: readonly ((data: Data) => Data)[] = [from1to2]
