package org.jieshui.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;

/** Images by their structure, without decoding a pixel: dimensions within the limit, nothing cut off. */
final class ImageCheck {

    private static final int BUFFER = 64 * 1024;

    private ImageCheck() {}

    static void check(Kind kind, RandomAccessFile in, long maxPixels) throws IOException {
        long[] size;
        try {
            size = switch (kind) {
                case PNG -> png(in);
                case JPEG -> jpeg(in);
                case WEBP -> webp(in);
                default -> heic(in);
            };
        } catch (EOFException e) {
            throw cutOff(kind);
        }
        if (size[0] < 1 || size[1] < 1) {
            throw Refusals.malformed(kind, "没有尺寸", "it has no dimensions");
        }
        // divided, because the product of two 32-bit numbers may not fit
        if (size[0] > maxPixels / size[1]) {
            throw Refusals.imageTooLarge(size[0], size[1], maxPixels);
        }
    }

    private static RuntimeException cutOff(Kind kind) {
        return Refusals.malformed(kind, "内容不完整", "it is cut off");
    }

    /** Chunk by chunk to IEND. */
    private static long[] png(RandomAccessFile in) throws IOException {
        in.seek(8);
        long[] size = {0, 0};
        boolean data = false;
        while (true) {
            long length = in.readInt() & 0xffffffffL;
            int type = in.readInt();
            long next = in.getFilePointer() + length + 4;
            if (next > in.length()) {
                throw cutOff(Kind.PNG);
            }
            switch (type) {
                case 0x49484452 -> size = new long[] {in.readInt() & 0xffffffffL, in.readInt() & 0xffffffffL}; // IHDR
                case 0x49444154 -> data = true; // IDAT
                case 0x49454e44 -> { // IEND
                    if (!data) {
                        throw Refusals.malformed(Kind.PNG, "没有图像数据", "it holds no image");
                    }
                    return size;
                }
                default -> { /* of no interest */ }
            }
            in.seek(next);
        }
    }

    /** Segment by segment to the end of the image. What cameras append behind it is of no interest. */
    private static long[] jpeg(RandomAccessFile file) throws IOException {
        var in = new Bytes(file, 2);
        long[] size = {0, 0};
        boolean scan = false;
        while (true) {
            int b = in.next();
            if (b != 0xff) {
                if (!scan) {
                    throw Refusals.malformed(Kind.JPEG, "结构不对", "its structure is broken");
                }
                continue; // compressed data
            }
            int marker = in.next();
            while (marker == 0xff) {
                marker = in.next();
            }
            if (marker == 0 || marker >= 0xd0 && marker <= 0xd7 || marker == 0x01) {
                continue;
            }
            if (marker == 0xd9) { // EOI
                if (!scan) {
                    throw Refusals.malformed(Kind.JPEG, "没有图像数据", "it holds no image");
                }
                return size;
            }
            int length = in.next() << 8 | in.next();
            if (length < 2) {
                throw Refusals.malformed(Kind.JPEG, "结构不对", "its structure is broken");
            }
            if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) { // SOF
                in.next();
                int height = in.next() << 8 | in.next();
                size = new long[] {in.next() << 8 | in.next(), height};
                length -= 5;
            }
            scan |= marker == 0xda;
            in.skip(length - 2);
        }
    }

    private static long[] webp(RandomAccessFile in) throws IOException {
        byte[] head = Inspector.read(in, 0, 30);
        if (head.length < 30 || (little(head, 4, 4) & ~1L) + 8 > in.length()) {
            throw cutOff(Kind.WEBP);
        }
        return switch (Inspector.text(head, 12, 4)) {
            case "VP8 " -> new long[] {little(head, 26, 2) & 0x3fff, little(head, 28, 2) & 0x3fff};
            case "VP8L" -> new long[] {(little(head, 21, 4) & 0x3fff) + 1, (little(head, 21, 4) >> 14 & 0x3fff) + 1};
            case "VP8X" -> new long[] {little(head, 24, 3) + 1, little(head, 27, 3) + 1};
            default -> throw Refusals.malformed(Kind.WEBP, "结构不对", "its structure is broken");
        };
    }

    /** The largest of the sizes that the meta box names: a picture in tiles names the tile and the whole. */
    private static long[] heic(RandomAccessFile in) throws IOException {
        var meta = box(in, "meta");
        long[] size = {0, 0};
        for (int i = 4; i + 16 <= meta.length; i++) {
            if (meta[i] == 'i' && meta[i + 1] == 's' && meta[i + 2] == 'p' && meta[i + 3] == 'e') {
                var box = ByteBuffer.wrap(meta);
                long width = box.getInt(i + 8) & 0xffffffffL;
                long height = box.getInt(i + 12) & 0xffffffffL;
                if (Math.max(width, height) > Math.max(size[0], size[1])) {
                    size = new long[] {width, height};
                }
            }
        }
        return size;
    }

    /** Content of a top-level box of an ISO media file; every box must end within the file. */
    private static byte[] box(RandomAccessFile in, String wanted) throws IOException {
        byte[] found = null;
        for (long at = 0; at < in.length();) {
            in.seek(at);
            long length = in.readInt() & 0xffffffffL;
            var type = new byte[4];
            in.readFully(type);
            int header = 8;
            if (length == 1) {
                length = in.readLong();
                header = 16;
            } else if (length == 0) {
                length = in.length() - at;
            }
            if (length < header || length > in.length() - at) {
                throw cutOff(Kind.HEIC);
            }
            if (Inspector.text(type, 0, 4).equals(wanted)) {
                found = Inspector.read(in, at + header, (int) Math.min(length - header, 1 << 20));
            }
            at += length;
        }
        if (found == null) {
            throw Refusals.malformed(Kind.HEIC, "没有图像说明", "it does not describe an image");
        }
        return found;
    }

    private static long little(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    /** Reads byte by byte without a system call each. */
    private static final class Bytes {
        private final RandomAccessFile file;
        private final byte[] buffer = new byte[BUFFER];
        private int at;
        private int end;

        Bytes(RandomAccessFile file, long from) throws IOException {
            this.file = file;
            file.seek(from);
        }

        int next() throws IOException {
            if (at == end) {
                end = file.read(buffer);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    throw new EOFException();
                }
            }
            return buffer[at++] & 0xff;
        }

        void skip(int count) throws IOException {
            if (count <= end - at) {
                at += count;
            } else {
                file.seek(file.getFilePointer() - (end - at) + count);
                at = end = 0;
            }
        }
    }
}
