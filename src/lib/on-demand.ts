/** Libraries that cost megabytes and milliseconds, and that few operations need. */
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** A library that is loaded when it is first asked for, and not when the server starts. Raises what loading raises. */
export function onDemand<Library>(name: string): () => Library {
  let library: Library | undefined
  return () => {
    library ??= require(name) as Library
    return library
  }
}
