import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { eventStreams } from '../react/event-streams.ts'

export default defineConfig({ plugins: [vue(), eventStreams()] })
