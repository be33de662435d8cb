import type { Fitted } from '../core/pipeline/fitted.ts';
import { lower } from '../core/pipeline/lower.ts';
import { targetName } from '../core/pipeline/recipe.ts';
import type { ModelPackage } from './model-package.ts';

/** What a fitted pipeline does not know of itself. */
export type PackageIdentity = Pick<ModelPackage, 'name' | 'version' | 'recipeSha256' | 'createdAt' | 'metrics'>;

/** A fitted pipeline, lowered and described for export and serving. */
export function packageFitted(fitted: Fitted, identity: PackageIdentity): ModelPackage {
  const { recipe } = fitted;
  const target = targetName(recipe);
  return {
    ...identity,
    task: fitted.task,
    graph: lower(fitted),
    inputs: fitted.inputs.map(({ name, kind, unit, min, max, levels, missingShare }) => ({
      name,
      kind,
      required: missingShare === 0,
      missingShare,
      ...(unit !== undefined && { unit }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(levels && { levels }),
    })),
    classes: fitted.classes,
    recipe,
    ...(target !== undefined && { target }),
    ...(recipe.threshold !== undefined && { threshold: recipe.threshold }),
  };
}
