import type { Figure } from "./measure.ts";
export const importFigures = async (_folder: string): Promise<readonly Figure[]> => [];
