export const samplePolicyCommand = (): never => { throw new Error("being written"); };
export const sampleQuarter = (_: object): never[] => [];
