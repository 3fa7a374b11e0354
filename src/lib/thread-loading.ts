/**
 * Options for a `Worker` that loads modules of ours: without them its thread would load drizzle-orm the long way, for
 * 200 MB. See `bin/loading.js`; a thread does not inherit it.
 */
export const threadLoading = { execArgv: ['--import', new URL('../../bin/loading.js', import.meta.url).href] }
