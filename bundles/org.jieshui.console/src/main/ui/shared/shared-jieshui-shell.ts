export * from '@jieshui/shell'
