/** The parts of plotly that the studio draws with: scatter is in the core, bins are counted by our own code. Nothing else imports plotly. */
import './plot-global.ts';
import core from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';

core.register([bar]);

export const { react, purge, Plots } = core;
