import type { Figure } from "./measure.ts";
export const projectionFigures = async (_folder: string): Promise<readonly Figure[]> => [];
