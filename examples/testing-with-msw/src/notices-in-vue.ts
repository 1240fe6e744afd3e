// One user's notices → a list, in Vue. The component under test: it knows the composable, nothing of tests.
import { bearer, json, type RetryOptions, type TokenContext } from '@linefeed/client'
import { useEventStream } from '@linefeed/vue'
import { defineComponent, h, type PropType } from 'vue'
import type { Notice } from './notices.ts'
import { words } from './words.ts'

export const Notices = defineComponent({
  props: {
    /** `null` for nobody. */
    user: { type: null as unknown as PropType<string | null>, required: true },
    getToken: { type: Function as PropType<(context: TokenContext) => string | Promise<string>>, required: true },
    retry: { type: Object as PropType<RetryOptions>, default: () => ({ limit: 5 }) },
  },
  setup(props) {
    const { data: notices, state } = useEventStream(() => (props.user === null ? null : '/me/notices'), {
      identity: () => props.user,
      headers: bearer((context) => props.getToken(context)),
      decode: { notice: json<Notice>() },
      retry: props.retry,
      maxItems: 50,
    })
    return () =>
      h('main', [
        h('p', { role: 'status' }, words(state.value)),
        h(
          'ul',
          notices.value.map((event) => event.type === 'notice' && h('li', { key: event.lastEventId }, event.data.text)),
        ),
      ])
  },
})
