import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { eventStreams } from './event-streams.ts'

export default defineConfig({ plugins: [react(), eventStreams()] })
