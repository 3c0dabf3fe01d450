package org.jieshui.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** DXF is pairs of a group code and a value, a line each, in sections, to the pair 0/EOF. */
final class DxfCheck {

    private static final String BINARY = "AutoCAD Binary DXF\r\n\u001a\0";
    private static final int LONGEST_LINE = 64 * 1024;

    private DxfCheck() {}

    static boolean isDxf(byte[] head) {
        if (Inspector.starts(head, BINARY)) {
            return true;
        }
        // leading comments (999) are allowed
        var lines = Inspector.text(head, 0, head.length).replaceFirst("^\u00ef\u00bb\u00bf", "").split("\r?\n|\r", 12);
        for (int i = 0; i + 1 < lines.length; i += 2) {
            if (!lines[i].strip().equals("999")) {
                return lines[i].strip().equals("0") && lines[i + 1].strip().equals("SECTION");
            }
        }
        return false;
    }

    static void check(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), LONGEST_LINE)) {
            in.mark(32);
            if (Inspector.starts(in.readNBytes(BINARY.length()), BINARY)) {
                checkBinary(file);
                return;
            }
            in.reset();
            checkText(in);
        }
    }

    private static void checkText(InputStream in) throws IOException {
        int open = 0;
        boolean content = false;
        boolean afterSection = false;
        for (String code = line(in); code != null; code = line(in)) {
            int group = group(code);
            String value = line(in);
            if (value == null) {
                throw broken("内容不完整", "it is cut off");
            }
            value = value.strip();
            if (afterSection && group == 2) {
                content |= value.equals("HEADER") || value.equals("ENTITIES");
            }
            afterSection = false;
            if (group == 0) {
                switch (value) {
                    case "SECTION" -> {
                        open++;
                        afterSection = true;
                    }
                    case "ENDSEC" -> open--;
                    case "EOF" -> {
                        finish(in, open, content);
                        return;
                    }
                    default -> { /* an entity or table */ }
                }
                if (open < 0 || open > 1) {
                    throw broken("段落不成对", "its sections do not match");
                }
            }
        }
        throw broken("没有结束标记", "its end is missing");
    }

    private static void finish(InputStream in, int open, boolean content) throws IOException {
        if (open != 0 || !content) {
            throw broken("没有图形内容", "it holds no drawing");
        }
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b > ' ' && b != 0x1a) {
                throw Refusals.polyglot("DXF 图纸后面还有别的内容", "something comes after the DXF drawing");
            }
        }
    }

    private static int group(String code) {
        try {
            int group = Integer.parseInt(code.strip());
            if (group >= -5 && group <= 1071) {
                return group;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw broken("组码不对", "a group code is no number");
    }

    private static void checkBinary(Path file) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var tail = Inspector.read(in, Math.max(0, in.length() - 16), 16);
            var start = Inspector.read(in, BINARY.length(), 16);
            if (!Inspector.text(start, 0, 16).contains("SECTION\0") || !Inspector.text(tail, 0, 16).contains("EOF\0")) {
                throw broken("内容不完整", "it is cut off");
            }
        }
    }

    /** Null at the end. Lines end in LF, CR LF or CR. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (b == '\r') {
                in.mark(1);
                if (in.read() != '\n') {
                    in.reset();
                }
                break;
            }
            if (b == 0 || line.length() >= LONGEST_LINE) {
                throw broken("含有二进制内容", "it holds binary content");
            }
            line.append((char) b);
        }
        var text = line.toString();
        return text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
    }

    private static RuntimeException broken(String zh, String en) {
        return Refusals.malformed(Kind.DXF, zh, en);
    }
}
