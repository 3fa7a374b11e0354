/** Which addresses belong to the reading surface: what is live, in every form. */

/** Whether this path (of a request or of a route) is one under which live articles are read, or `/v1/newsroom`, which declares its scopes. */
export const isReading = (path: string): boolean => /^\/(v1\/|feeds\/|sitemaps\/|sitemap(-news)?\.xml)/.test(path)

/** Whether this path is read, and not the newsroom's. */
export const isPublicReading = (path: string): boolean => isReading(path) && !/^\/v1\/newsroom(\/|\?|$)/.test(path)

/** Whether this path tells robots and clients about the server: the same for everybody. */
export const isWellKnown = (path: string): boolean => /^\/(robots\.txt|\.well-known\/)/.test(path)
