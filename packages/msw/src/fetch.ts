// The entry that needs no msw: mocked streams and a `fetch` that reaches them.
export * from './exports.ts'
export { createMockStream as mockEventStream } from './mock-stream.ts'
