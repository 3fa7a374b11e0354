export { type AllowedHosts, isGlobalAddress, parseAllowedHosts } from './addresses.ts'
export { createDeliveries, type Deliveries } from './deliveries.ts'
export type { Backlog } from './log-store.ts'
export { type FanOut, startDeliveries } from './loop.ts'
export {
  type Attempt,
  type Channel,
  type Delivery,
  type DeliveryState,
  deliveryStates,
  type NewDelivery,
  type Prepared,
  type Subscription,
  type Verdict,
} from './model.ts'
export { parseRetrySeconds } from './schedule.ts'
export { type Answer, createSender, type OutgoingRequest, type Sender } from './sender.ts'
export type { DeliveryStore } from './store.ts'
export { refusalOf, type TargetRule } from './targets.ts'
