// In ESM Jest gives `jest` only as import.meta.jest; the tests use it as the global that its types say it is.
globalThis.jest = import.meta.jest;
