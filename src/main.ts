import { mount } from 'svelte';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './ui/styles/tokens.css';
import './ui/styles/base.css';
import './ui/styles/layout.css';
import './ui/styles/controls.css';
import { startServiceWorker } from './app/service-worker.ts';
import { startStudio } from './app/start.ts';
import { status } from './app/status.svelte.ts';
import { toasts } from './app/toasts.svelte.ts';
import App from './ui/App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });

void startStudio();
void startServiceWorker(switchNow =>
  toasts.show('A newer version of the studio is ready.', { action: { label: 'Reload', run: switchNow } }),
).then(start => {
  status.offline = start;
});
