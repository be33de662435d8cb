import { command } from './lifecycle/command.ts';

process.exitCode = await command(process.argv.slice(2), {
  say: line => console.log(line),
  complain: line => console.error(line),
});
