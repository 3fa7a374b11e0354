export { registerIdempotency } from './hooks.ts'
export { createIdempotency, type Idempotency } from './idempotency.ts'
