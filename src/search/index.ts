export { searchedText } from './document.ts'
export { registerSearch } from './routes.ts'
export { createSearch, type Search } from './search.ts'
