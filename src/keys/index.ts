export { createKeys, type Key, type Keys } from './keys.ts'
export { type Role, roles } from './model.ts'
