export { registerSearch } from './routes.ts'
export { createSearch, type Search } from './search.ts'
