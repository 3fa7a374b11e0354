export { anonymous, createProfiles, type Profiles } from './profiles.ts'
export { registerProfiles } from './routes.ts'
export { Profile, ProfileInput } from './schema.ts'
