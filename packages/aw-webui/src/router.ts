/** Which address shows which page. Addresses stand after `#`, so any server of static files will do. */

import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router'

import { watchBack } from '@/composables/useBack'
import { isPeriodPath } from '@/domain/time/period'

const routes: RouteRecordRaw[] = [
  {
    path: '/activity/:hosts?/:length?/:date?',
    alias: '/activity/:hosts?/:length?/:date?/view/:view?',
    name: 'activity',
    component: () => import('@/pages/activity/ActivityPage.vue'),
  },
  { path: '/timeline', name: 'timeline', component: () => import('@/pages/timeline/TimelinePage.vue') },
  {
    path: '/trends/:length?/:date?',
    name: 'trends',
    component: () => import('@/pages/trends/TrendsPage.vue'),
  },
  {
    path: '/report/:length?/:date?',
    alias: '/work-report/:length?/:date?',
    name: 'report',
    component: () => import('@/pages/report/ReportPage.vue'),
  },
  { path: '/search', name: 'search', component: () => import('@/pages/search/SearchPage.vue') },
  {
    path: '/categories',
    name: 'categories',
    component: () => import('@/pages/categories/CategoriesPage.vue'),
  },
  { path: '/stopwatch', name: 'stopwatch', component: () => import('@/pages/stopwatch/StopwatchPage.vue') },
  { path: '/query', name: 'query', component: () => import('@/pages/query/QueryPage.vue') },
  { path: '/buckets', name: 'raw', component: () => import('@/pages/raw/RawDataPage.vue') },
  { path: '/buckets/:id', name: 'bucket', component: () => import('@/pages/raw/BucketPage.vue') },
  { path: '/settings', name: 'settings', component: () => import('@/pages/settings/SettingsPage.vue') },
  { path: '/', name: 'home', component: () => import('@/pages/HomePage.vue') },
  { path: '/home', redirect: '/activity' },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('@/pages/MissingPage.vue') },
]

const history = createWebHashHistory()
export const router = createRouter({ history, routes })
watchBack(history, router)

/** An address that names no period shows no other one's numbers. */
router.beforeEach(({ params, path, query }) => {
  const { length = '', date = '' } = params
  if (isPeriodPath(String(length), String(date))) return true
  return { name: 'missing', params: { rest: path.slice(1).split('/') }, query, replace: true }
})
