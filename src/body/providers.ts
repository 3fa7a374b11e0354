/** The sites whose pages are embedded when a paragraph consists of nothing but a link to them. */
const PROVIDERS: Record<string, string> = {
  'bilibili.com': 'Bilibili',
  'bsky.app': 'Bluesky',
  'dailymotion.com': 'Dailymotion',
  'datawrapper.dwcdn.net': 'Datawrapper',
  'instagram.com': 'Instagram',
  'open.spotify.com': 'Spotify',
  'soundcloud.com': 'SoundCloud',
  'tiktok.com': 'TikTok',
  'twitter.com': 'X',
  'v.qq.com': 'Tencent Video',
  'vimeo.com': 'Vimeo',
  'weibo.com': 'Weibo',
  'x.com': 'X',
  'youku.com': 'Youku',
  'youtu.be': 'YouTube',
  'youtube-nocookie.com': 'YouTube',
  'youtube.com': 'YouTube',
}

/** The name of the site that a URL belongs to, or null when it is none that embeds. Subdomains count. */
export function providerOf(url: string): string | null {
  const labels = (URL.parse(url)?.hostname ?? '').split('.')
  const domain = labels.map((_, index) => labels.slice(index).join('.')).find((name) => Object.hasOwn(PROVIDERS, name))
  return domain === undefined ? null : (PROVIDERS[domain] ?? null)
}
