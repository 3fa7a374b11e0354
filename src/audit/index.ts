export { type Act, type Audit, type AuditEntry, createAudit } from './audit.ts'
export { registerAudit } from './routes.ts'
