/** The pages there are. */

/** The pages in the menu: name, the letter that goes there after `g`, and its address. */
export const PAGES = [
  { name: 'activity', letter: 'a', to: '/activity' },
  { name: 'timeline', letter: 't', to: '/timeline' },
  { name: 'trends', letter: 'r', to: '/trends' },
  { name: 'report', letter: 'w', to: '/report' },
  { name: 'search', letter: 's', to: '/search' },
  { name: 'categories', letter: 'c', to: '/categories' },
  { name: 'stopwatch', letter: 'o', to: '/stopwatch' },
  { name: 'query', letter: 'q', to: '/query' },
  { name: 'raw', letter: 'd', to: '/buckets' },
  { name: 'settings', letter: ',', to: '/settings' },
] as const

export type PageName = (typeof PAGES)[number]['name']
