import { keyStoreContract, testContract } from "./contracts.ts";
import { memoryKeys, memoryKeyStore } from "./key-store.memory.ts";

testContract("the memory key store keeps the key store contract", keyStoreContract, () => {
  const keys = memoryKeys();
  return async () => memoryKeyStore(keys);
});
