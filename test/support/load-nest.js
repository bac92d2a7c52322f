// Some packages are CommonJS and require Nest, which is ES modules. Jest refuses that inside a circle of imports;
// with Nest loaded first there is none.
await import('@nestjs/common');
await import('@nestjs/core');
