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
createApp(App).use(createPinia()).use(router).use(i18n).mount('#app')
