export { createKeys, type Key, type Keys } from './keys.ts'
export { registerKeys } from './routes.ts'
export { type Role, roles } from './schema.ts'
