// Gives the pages of the API reference the names that are imported: `@linefeed/client/store`, not the path of a source.
import { Converter, type Application, type Context } from 'typedoc'

export function load({ converter }: Application): void {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }: Context) => {
    for (const module of project.children ?? []) {
      const [name, , ...entry] = module.name.replace(/^packages\//, '').split('/')
      module.name = ['@linefeed', name, ...entry.filter((part) => part !== 'index')].join('/')
    }
  })
}
