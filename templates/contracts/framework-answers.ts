// What a framework does to answers by itself, for the contract of targets.

/** What a framework does to answers by its nature, whatever the application does. */
export interface FrameworkAnswers {
  /** What all of them vary by, before the application says anything. */
  readonly varyBy: readonly string[]
  /** Whether a body that is there as a whole goes out with its length. */
  readonly saysLength: boolean
  /** What it answers by itself, by method: no handler gets to see these. */
  readonly refusedMethods: Readonly<Record<string, number>>
  /** The status of an answer to a head that Node's parser refuses for its size. */
  readonly tooLargeHead: number
}

/** Where the application alone says what its answers are. */
export const PLAIN_ANSWERS: FrameworkAnswers = { varyBy: [], saysLength: true, refusedMethods: {}, tooLargeHead: 431 }
