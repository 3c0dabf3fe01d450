package org.jieshui.archive;

/**
 * What an upload may weigh.
 *
 * @param bytes         of the file
 * @param pixels        of an image
 * @param unpackedBytes of everything inside a packed file, and of the packed structure of a PDF
 */
record Limits(long bytes, long pixels, long unpackedBytes) {}
