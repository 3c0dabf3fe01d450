package org.jieshui.archive;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;

/** Files made for tests, good ones and hostile ones. */
final class Samples {

    static final byte[] DXF = text("  0\r\nSECTION\r\n  2\r\nHEADER\r\n  9\r\n$ACADVER\r\n  1\r\nAC1021\r\n  0\r\nENDSEC\r\n  0\r\nSECTION\r\n  2\r\nENTITIES\r\n"
            + "  0\r\nLINE\r\n 10\r\n0.0\r\n 20\r\n0.0\r\n  0\r\nENDSEC\r\n  0\r\nEOF\r\n");
    static final String CONTENT_TYPES = "[Content_Types].xml";

    private Samples() {}

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] pdf() {
        return pdf(document -> document.addPage(new PDPage()));
    }

    static byte[] pdf(Consumer<PDDocument> content) {
        try (var document = new PDDocument(); var out = new ByteArrayOutputStream()) {
            content.accept(document);
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] image(String format, int width, int height) {
        try (var out = new ByteArrayOutputStream()) {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG that says it is that large and holds next to nothing. */
    static byte[] pngOf(int width, int height) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(latin("\u0089PNG\r\n\u001a\n"));
        chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[] {1, 0, 0, 0, 0}).array());
        chunk(out, "IDAT", deflated(new byte[64]));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        var body = concat(latin(type), data);
        var crc = new CRC32();
        crc.update(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    static byte[] webp(int width, int height) {
        var b = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
        b.put(latin("RIFF")).putInt(32).put(latin("WEBPVP8X")).putInt(10).putInt(0);
        for (int side : new int[] {width - 1, height - 1}) {
            b.put((byte) side).put((byte) (side >> 8)).put((byte) (side >> 16));
        }
        return b.array();
    }

    static byte[] heic(int width, int height) {
        var ispe = ByteBuffer.allocate(20).putInt(20).put(latin("ispe")).putInt(0).putInt(width).putInt(height).array();
        var meta = ByteBuffer.allocate(12 + ispe.length).putInt(12 + ispe.length).put(latin("meta")).putInt(0).put(ispe).array();
        var ftyp = ByteBuffer.allocate(24).putInt(24).put(latin("ftypheic")).putInt(0).put(latin("mif1heic")).array();
        return concat(ftyp, meta, ByteBuffer.allocate(16).putInt(16).put(latin("mdat")).array());
    }

    static byte[] dwg() {
        return concat(latin("AC1018\0\0\0\0\0\0"), new byte[4096]);
    }

    static byte[] docx(Map<String, byte[]> more) {
        var parts = new LinkedHashMap<String, byte[]>();
        parts.put(CONTENT_TYPES, text("<?xml version=\"1.0\"?><Types/>"));
        parts.put("word/document.xml", text("<w:document/>"));
        parts.putAll(more);
        return zip(parts);
    }

    static byte[] zip(Map<String, byte[]> parts) {
        try (var out = new ByteArrayOutputStream(); var zip = new ZipOutputStream(out)) {
            for (var part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
            }
            zip.finish();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] deflated(byte[] data) {
        var deflater = new Deflater(9);
        deflater.setInput(data);
        deflater.finish();
        var out = new ByteArrayOutputStream();
        var buffer = new byte[64 * 1024];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
