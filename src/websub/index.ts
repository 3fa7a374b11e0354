export { createHub, type Hub } from './hub.ts'
export { registerHub } from './routes.ts'
