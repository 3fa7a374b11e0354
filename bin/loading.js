// Makes loading modules cheaper. Nothing here changes what is loaded.
import { enableCompileCache, registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

// What was compiled, types already taken out, is kept in a folder of the package, where nobody can put code who could not
// change the package itself. NODE_COMPILE_CACHE=FOLDER keeps it elsewhere, NODE_DISABLE_COMPILE_CACHE=1 nowhere; where
// nothing can be written nothing is kept. Coverage of functions that come out of it would be coarse.
if (!process.env.NODE_V8_COVERAGE) {
  enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/masthead', import.meta.url)))
}

const source = new URL('../src/', import.meta.url).href
const resolved = new Map()

// Modules that import each other by relative paths lie where the path says, and their format is known beforehand. Node
// would look for each of them on the disk, and learn the format of a .js file by parsing the "exports" of its package,
// each time anew: those of drizzle-orm are 170 KB, so its hundred files alone cost 0.4 s and 180 MB.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.')) {
      const format = formatOf(specifier, context.parentURL ?? '')
      if (format === undefined) return next(specifier, context)
      return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true }
    }
    return /^drizzle-orm(\/|$)/.test(specifier) ? resolvedOnce(specifier, context, next) : next(specifier, context)
  },
})

/** The format of a file that is named by a relative path, where nothing but the path need be known for it. */
function formatOf(path, parent) {
  if (parent.startsWith(source)) return path.endsWith('.ts') ? 'module-typescript' : undefined
  if (!parent.includes('/node_modules/')) return undefined
  return path.endsWith('.mjs') || (path.endsWith('.js') && parent.includes('/drizzle-orm/')) ? 'module' : undefined
}

/** Where a name leads that leads to the same place from everywhere. */
function resolvedOnce(name, context, next) {
  let known = resolved.get(name)
  if (known === undefined) {
    const { url, format } = next(name, context)
    known = { url, format, shortCircuit: true }
    resolved.set(name, known)
  }
  return known
}
