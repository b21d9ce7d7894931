/** Starts the pages. */

import '@/styles/tokens.css'
import '@/styles/base.css'

import { createPinia } from 'pinia'
import { createApp } from 'vue'

import { takeKeyFromAddress } from '@/api'
import App from '@/App.vue'
import { i18n } from '@/locales'
import { router } from '@/router'

takeKeyFromAddress()
const app = createApp(App).use(createPinia()).use(router).use(i18n)
// ErrorBoundary says it on the page; where and what it was is for whoever looks.
app.config.errorHandler = (error, _instance, info) => console.error(error, info)
app.mount('#app')
