package org.jieshui.archive;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Says what a file is by its content, and refuses what is not allowed, not whole, or not only what it says. */
final class Inspector {

    private static final int HEAD = 64 * 1024;
    /** A comment at the end of a ZIP file has at most 65535 bytes. */
    private static final int ZIP_TAIL = 65_535 + 22;
    private static final Pattern DWG = Pattern.compile("AC10(06|09|12|14|15|18|21|24|27|32)");
    private static final Pattern FORMULA = Pattern.compile("(?m)(^|[,;\\t])\\s*\"?\\s*[=+@\\-]\\s*[A-Za-z0-9(]");

    private final Limits limits;

    Inspector(Limits limits) {
        this.limits = limits;
    }

    /**
     * @param name normalised
     * @throws org.jieshui.platform.api.rest.ProblemException one of {@link Refusals}
     */
    Kind inspect(Path file, String name) throws IOException {
        var size = Files.size(file);
        if (size == 0) {
            throw Refusals.empty();
        }
        if (size > limits.bytes()) {
            throw Refusals.tooLarge(limits.bytes());
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var head = read(in, 0, HEAD);
            var extension = FileName.extension(name);
            if (isExecutable(head)) {
                throw Refusals.executable();
            }
            var container = starts(head, "PK\3\4") || starts(head, "PK\5\6");
            var kind = container ? ZipCheck.kind(file, limits) : kind(head, extension);
            refusePolyglot(in, head, kind, container);
            var claimed = Kind.ofExtension(extension).orElse(null);
            if (!extension.isEmpty() && claimed != kind) {
                throw Refusals.mismatch(extension, kind);
            }
            check(kind, file, in);
            return kind;
        }
    }

    private void check(Kind kind, Path file, RandomAccessFile in) throws IOException {
        switch (kind) {
            case PDF -> PdfCheck.check(file, limits);
            case PNG, JPEG, WEBP, HEIC -> ImageCheck.check(kind, in, limits.pixels());
            case DXF -> DxfCheck.check(file);
            case DWG -> {
                // the shortest drawing that any AutoCAD wrote has some 6 KB; below this there is not even a header
                if (in.length() < 256) {
                    throw Refusals.malformed(kind, "内容不完整", "it is cut off");
                }
            }
            case DOCX, XLSX, OFD -> { /* checked while its kind was found */ }
        }
    }

    private static Kind kind(byte[] head, String extension) {
        if (starts(head, "%PDF-")) {
            return Kind.PDF;
        }
        if (starts(head, "\u0089PNG\r\n\u001a\n")) {
            return Kind.PNG;
        }
        if (starts(head, "\u00ff\u00d8\u00ff")) {
            return Kind.JPEG;
        }
        if (starts(head, "RIFF") && text(head, 8, 4).equals("WEBP")) {
            return Kind.WEBP;
        }
        if (text(head, 4, 4).equals("ftyp") && text(head, 8, 4).matches("heic|heix|heim|heis|mif1|msf1|hevc|heif")) {
            return Kind.HEIC;
        }
        if (DWG.matcher(text(head, 0, 6)).matches() && head.length > 6 && head[6] == 0) {
            return Kind.DWG;
        }
        if (DxfCheck.isDxf(head)) {
            return Kind.DXF;
        }
        throw refusalOfOther(head, extension);
    }

    /** The most telling reason for a file that is none of the allowed kinds. */
    private static RuntimeException refusalOfOther(byte[] head, String extension) {
        var text = new String(head, StandardCharsets.UTF_8);
        var lower = text.toLowerCase(Locale.ROOT);
        boolean markup = lower.replace("\ufeff", "").stripLeading().startsWith("<");
        if (markup && lower.contains("<!entity")) {
            return Refusals.externalEntity();
        }
        if (markup && lower.contains("<svg")) {
            return Refusals.webPage("SVG");
        }
        if (markup && (lower.contains("<html") || lower.contains("<script"))) {
            return Refusals.webPage("HTML");
        }
        if (text(head, 0, Math.min(1024, head.length)).contains("%PDF-")) {
            return Refusals.polyglot("PDF 前面有别的内容", "something comes before the PDF");
        }
        if (starts(head, "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1")) {
            return Refusals.legacyOffice();
        }
        if (extension.equals("csv") && FORMULA.matcher(text).find()) {
            return Refusals.formula();
        }
        var claimed = Kind.ofExtension(extension);
        if (claimed.isPresent()) {
            return Refusals.notWhatItSays(claimed.get());
        }
        return Refusals.typeNotAllowed(extension);
    }

    private static boolean isExecutable(byte[] head) {
        return starts(head, "MZ") || starts(head, "\u007fELF") || starts(head, "#!") || starts(head, "\u00ca\u00fe\u00ba\u00be") || starts(head, "\u00ce\u00fa\u00ed\u00fe")
                || starts(head, "\u00cf\u00fa\u00ed\u00fe") || starts(head, "\u00fe\u00ed\u00fa") || starts(head, "L\0\0\0\u0001\u0014\u0002\0");
    }

    /** A file that is whole in one format and yet opens in another. */
    private static void refusePolyglot(RandomAccessFile in, byte[] head, Kind kind, boolean container) throws IOException {
        if (kind != Kind.PDF && text(head, 0, Math.min(1024, head.length)).contains("%PDF-")) {
            throw Refusals.polyglot(kind.name.zh() + "和 PDF", kind.name.en() + " and a PDF document");
        }
        if (!container && endsAsZip(in)) {
            throw Refusals.polyglot(kind.name.zh() + "和 ZIP", kind.name.en() + " and a ZIP file");
        }
    }

    private static boolean endsAsZip(RandomAccessFile in) throws IOException {
        var tail = read(in, Math.max(0, in.length() - ZIP_TAIL), ZIP_TAIL);
        for (int i = tail.length - 22; i >= 0; i--) {
            if (tail[i] == 'P' && tail[i + 1] == 'K' && tail[i + 2] == 5 && tail[i + 3] == 6 && isDirectory(in, in.length() - tail.length + i, little(tail, i + 12))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a ZIP directory of that size ends at this place. */
    private static boolean isDirectory(RandomAccessFile in, long end, long size) throws IOException {
        return size >= 46 && size <= end && Arrays.equals(read(in, end - size, 4), new byte[] {'P', 'K', 1, 2});
    }

    static byte[] read(RandomAccessFile in, long from, int most) throws IOException {
        var bytes = new byte[(int) Math.min(most, in.length() - from)];
        in.seek(from);
        in.readFully(bytes);
        return bytes;
    }

    /** @param magic one byte for each character */
    static boolean starts(byte[] bytes, String magic) {
        return text(bytes, 0, magic.length()).equals(magic);
    }

    /** Bytes as Latin-1; fewer when there are fewer. */
    static String text(byte[] bytes, int from, int length) {
        return from >= bytes.length ? "" : new String(bytes, from, Math.min(length, bytes.length - from), StandardCharsets.ISO_8859_1);
    }

    private static long little(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) | (bytes[at + 1] & 0xffL) << 8 | (bytes[at + 2] & 0xffL) << 16 | (bytes[at + 3] & 0xffL) << 24;
    }
}
