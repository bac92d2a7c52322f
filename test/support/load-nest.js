// Nest is a CommonJS package that ES modules of ours and of others import in a circle: loaded first, it is whole.
await import('@nestjs/common');
