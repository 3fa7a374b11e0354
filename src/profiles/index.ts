export { anonymous, createProfiles, type Profiles, wholeProfile } from './profiles.ts'
export { registerProfiles } from './routes.ts'
export { Profile, ProfileInput } from './schema.ts'
