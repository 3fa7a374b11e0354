export { registerHistoryNewsroom } from './newsroom.ts'
export { registerHistoryReading } from './reading.ts'
