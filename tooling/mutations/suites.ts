// Which tests must notice what is broken in which package: those without processes and sockets, for they run per mutant.
export const suites = {
  parser: {
    include: ['packages/parser/test/**/*.test.ts'],
    exclude: ['**/{size,import,properties,agreement}.test.ts'],
  },
  client: {
    include: ['packages/client/test/**/*.test.ts'],
    exclude: [
      '**/*.e2e.test.ts',
      '**/{size,leaks,hostile-server,exact-resume,field,field-microsoft,back-pressure,msw}.test.ts',
    ],
  },
}
