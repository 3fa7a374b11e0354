/** What the server says of itself at the addresses where everybody looks for it. */
export { registerWellKnown } from './routes.ts'
export { registerTextMining } from './text-mining.ts'
