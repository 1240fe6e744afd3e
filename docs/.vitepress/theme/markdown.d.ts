// Pages may be shown within components.
declare module '*.md' {
  import type { Component } from 'vue'

  const page: Component
  export default page
}
