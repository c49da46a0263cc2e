// How often each property is tried. A failure prints its seed and path: give both to `fc.assert` to see it again.

/** Of what is pure and quick. */
export const RUNS = 10_000

/** Of what writes a file each time. */
export const DISK_RUNS = 2_000

/** Of what starts from an empty store and holds several requests each. */
export const MODEL_RUNS = 2_000

/** The same, over a real store. */
export const DISK_MODEL_RUNS = 300

/** Of what emits a project each time. */
export const GENERATOR_RUNS = 40
