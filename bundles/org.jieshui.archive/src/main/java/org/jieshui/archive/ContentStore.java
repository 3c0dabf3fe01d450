package org.jieshui.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Where the bytes of documents are. What was kept is found under its digest and never changes; the same content is kept once. */
interface ContentStore {

    /** A local file to receive an upload into, readable by nobody else. Left behind, it is cleaned up later. */
    Path receive() throws IOException;

    /** Keeps a received file under the digest of its content. When this returns the content survives a power cut. The file itself is gone. */
    void keep(Path received, String sha256) throws IOException;

    /** The content from an offset on. The caller closes it. */
    InputStream open(String sha256, long offset) throws IOException;

    /** Bytes that can still be stored. */
    long free() throws IOException;
}
