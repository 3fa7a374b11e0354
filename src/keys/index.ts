export { createKeys, type Key, type Keys } from './keys.ts'
export { type Role, roles } from './roles.ts'
export { registerKeys } from './routes.ts'
