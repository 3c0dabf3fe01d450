package org.jieshui.karaf.operator;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Writes a tar file (POSIX ustar) and remembers the SHA-256 of each file, for the last entry. */
final class TarWriter implements Closeable {

    static final String CHECKSUMS = "SHA256SUMS";
    private static final int BLOCK = 512;

    private final OutputStream out;
    private final StringBuilder checksums = new StringBuilder();

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void addFolder(String name) throws IOException {
        header(name + "/", 0, 0, '5');
    }

    void add(String name, byte[] content) throws IOException {
        add(name, new ByteArrayInputStream(content), content.length, 0);
    }

    /** Writes exactly {@code size} bytes: what a file grew meanwhile is left out, what it shrank is made up by zeros. Both are in the database's log. */
    void add(String name, InputStream in, long size, long modified) throws IOException {
        header(name, size, modified, '0');
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        long left = size;
        while (left > 0) {
            int wanted = (int) Math.min(buffer.length, left);
            int read = in.read(buffer, 0, wanted);
            if (read < 0) {
                Arrays.fill(buffer, (byte) 0);
                read = wanted;
            }
            out.write(buffer, 0, read);
            digest.update(buffer, 0, read);
            left -= read;
        }
        pad(size);
        checksums.append(HexFormat.of().formatHex(digest.digest())).append("  ").append(name).append('\n');
    }

    /** In the format of {@code sha256sum}. */
    void addChecksums() throws IOException {
        add(CHECKSUMS, checksums.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void header(String name, long size, long modified, char type) throws IOException {
        byte[] header = new byte[BLOCK];
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int split = 0;
        if (bytes.length > 100) {
            split = name.lastIndexOf('/', 155);
            if (split <= 0 || bytes.length - split - 1 > 100 || bytes.length != name.length()) {
                throw new IOException("The name is too long for an archive: " + name);
            }
            put(header, 345, name.substring(0, split));
            split++;
        }
        System.arraycopy(bytes, split, header, 0, bytes.length - split);
        octal(header, 100, 8, type == '5' ? 0700 : 0600);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        if (size < 1L << 33) {
            octal(header, 124, 12, size);
        } else { // above 8 GiB: base 256, as GNU tar
            header[124] = (byte) 0x80;
            for (int i = 0; i < 8; i++) {
                header[135 - i] = (byte) (size >>> (8 * i));
            }
        }
        octal(header, 136, 12, modified);
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        out.write(header);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static void octal(byte[] header, int at, int length, long value) {
        put(header, at, String.format("%0" + (length - 1) + "o", value));
        header[at + length - 1] = 0;
    }

    private void pad(long size) throws IOException {
        int rest = (int) (size % BLOCK);
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
