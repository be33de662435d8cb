import { deleteProject } from '../store/projects.ts';
import type { ProjectRecord } from '../store/schema.ts';
import { project } from './project.svelte.ts';
import { router } from './router.svelte.ts';
import { training } from './training.svelte.ts';

/** The projects in this browser, the one changed last first. */
class ProjectList {
  all = $state.raw<readonly ProjectRecord[]>([]);
  error = $state.raw<unknown>(null);

  load(): Promise<void> {
    return this.#attempt(async () => {
      this.all = await project.all();
    });
  }

  open(id: string): Promise<void> {
    return this.#attempt(async () => {
      await project.open(id);
      router.go('source');
    });
  }

  /** Delete a project with its tables, runs and published models, and end its training. There is no way back. */
  remove(id: string): Promise<void> {
    return this.#attempt(async () => {
      if (training.active?.projectId === id) training.stop();
      await deleteProject(id);
      if (project.record?.id === id) project.close();
      this.all = await project.all();
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.error = null;
    try {
      await work();
    } catch (error) {
      this.error = error;
    }
  }
}

export const projectList = new ProjectList();
