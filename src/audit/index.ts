export { type Act, type Audit, createAudit } from './audit.ts'
export { registerAudit } from './routes.ts'
