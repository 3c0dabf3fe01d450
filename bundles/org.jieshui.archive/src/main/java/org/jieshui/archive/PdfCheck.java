package org.jieshui.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.jieshui.platform.api.rest.ProblemException;

/** PDF: whole, open to everybody for decades, and nothing in it that runs. */
final class PdfCheck {

    private static final int TAIL = 4096;
    private static final int MAX_PAGES = 5000;
    private static final int MAX_NODES = 100_000;
    /** Tables of objects are the only part that loading unpacks by itself. */
    private static final long MAX_TABLE = 32L * 1024 * 1024;

    private PdfCheck() {}

    static void check(Path file, Limits limits) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var tail = Inspector.text(Inspector.read(in, Math.max(0, in.length() - TAIL), TAIL), 0, TAIL);
            if (!tail.contains("%%EOF") || !tail.contains("startxref")) {
                throw broken("没有结尾", "its end is missing");
            }
            refuseBombs(in, limits);
        }
        try (var source = new RandomAccessReadBufferedFile(file); var document = Loader.loadPDF(source, "", null, null, IOUtils.createTempFileOnlyStreamCache())) {
            if (document.isEncrypted()) {
                throw Refusals.encrypted();
            }
            checkPages(document);
            refuseActions(document);
        } catch (InvalidPasswordException e) {
            throw Refusals.encrypted();
        } catch (ProblemException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // PDFBox fails in many ways on what is no PDF
            throw broken("打不开", "it cannot be opened");
        }
    }

    private static RuntimeException broken(String zh, String en) {
        return Refusals.malformed(Kind.PDF, zh, en);
    }

    private static void checkPages(PDDocument document) {
        int pages = 0;
        for (var page : document.getPages()) {
            if (++pages > MAX_PAGES) {
                throw broken("页数超过 " + MAX_PAGES, "it has more than " + MAX_PAGES + " pages");
            }
            page.getMediaBox();
        }
        if (pages == 0) {
            throw broken("一页也没有", "it has no page");
        }
        // readers that believe the count would fail or reserve memory for it
        var root = document.getDocumentCatalog().getCOSObject().getCOSDictionary(COSName.PAGES);
        if (root == null || root.getLong(COSName.COUNT) != pages) {
            throw broken("页数与实际不符", "it does not hold as many pages as it says");
        }
    }

    private static void refuseActions(PDDocument document) {
        var catalog = document.getDocumentCatalog().getCOSObject();
        var names = catalog.getCOSDictionary(COSName.NAMES);
        if (names != null && names.containsKey(COSName.JAVA_SCRIPT)) {
            throw script();
        }
        refuseAction(catalog.getDictionaryObject(COSName.OPEN_ACTION), 0);
        refuseAction(catalog.getDictionaryObject(COSName.AA), 0);
        var form = catalog.getCOSDictionary(COSName.ACRO_FORM);
        if (form != null && form.containsKey(COSName.getPDFName("XFA"))) {
            throw Refusals.activeContent("动态表单", "a dynamic form");
        }
        for (var page : document.getPages()) {
            var dictionary = page.getCOSObject();
            refuseAction(dictionary.getDictionaryObject(COSName.AA), 0);
            if (dictionary.getDictionaryObject(COSName.ANNOTS) instanceof COSArray annotations) {
                for (int i = 0; i < annotations.size(); i++) {
                    if (annotations.getObject(i) instanceof COSDictionary annotation) {
                        refuseAction(annotation.getDictionaryObject(COSName.A), 0);
                        refuseAction(annotation.getDictionaryObject(COSName.AA), 0);
                        refuseProgram(annotation.getDictionaryObject(COSName.FS));
                    }
                }
            }
        }
        if (names != null) {
            refusePrograms(names.getDictionaryObject(COSName.EMBEDDED_FILES), new int[1]);
        }
    }

    /** An action, its successors, or a dictionary of actions by trigger. */
    private static void refuseAction(COSBase base, int depth) {
        if (depth > 16) {
            throw broken("动作嵌套过深", "its actions are nested too deeply");
        }
        if (base instanceof COSArray actions) {
            for (int i = 0; i < actions.size(); i++) {
                if (actions.getObject(i) instanceof COSDictionary action && action.containsKey(COSName.S)) {
                    refuseAction(action, depth + 1);
                }
            }
        } else if (base instanceof COSDictionary action) {
            var kind = action.getNameAsString(COSName.S);
            if (kind == null) {
                action.keySet().forEach(trigger -> refuseAction(action.getDictionaryObject(trigger), depth + 1));
                return;
            }
            if (kind.equals("JavaScript") || kind.equals("Rendition") && action.containsKey(COSName.JS)) {
                throw script();
            }
            if (kind.equals("Launch") || kind.equals("ImportData")) {
                throw Refusals.activeContent("启动程序的动作", "an action that starts a program");
            }
            refuseAction(action.getDictionaryObject(COSName.NEXT), depth + 1);
        }
    }

    private static RuntimeException script() {
        return Refusals.activeContent("脚本", "a script");
    }

    /** A name tree of attached files. Electronic invoices attach their data, so attachments as such are fine. */
    private static void refusePrograms(COSBase base, int[] seen) {
        if (++seen[0] > MAX_NODES) {
            throw broken("附件过多", "it has too many attachments");
        }
        if (base instanceof COSDictionary node) {
            if (node.getDictionaryObject(COSName.NAMES) instanceof COSArray names) {
                for (int i = 1; i < names.size(); i += 2) {
                    refuseProgram(names.getObject(i));
                }
            }
            if (node.getDictionaryObject(COSName.KIDS) instanceof COSArray kids) {
                for (int i = 0; i < kids.size(); i++) {
                    refusePrograms(kids.getObject(i), seen);
                }
            }
        }
    }

    private static void refuseProgram(COSBase specification) {
        if (!(specification instanceof COSDictionary dictionary)) {
            return;
        }
        var files = dictionary.getCOSDictionary(COSName.EF);
        if (files == null) {
            return;
        }
        for (var key : files.keySet()) {
            if (files.getDictionaryObject(key) instanceof COSStream stream) {
                try (InputStream in = stream.createInputStream()) {
                    var start = in.readNBytes(4);
                    if (Inspector.starts(start, "MZ") || Inspector.starts(start, "\u007fELF") || Inspector.starts(start, "PK\3\4") || Inspector.starts(start, "#!")) {
                        throw Refusals.activeContent("夹带的程序或压缩包", "an attached program or packed file");
                    }
                } catch (IOException e) {
                    throw broken("附件打不开", "an attachment cannot be opened");
                }
            }
        }
    }

    /** Unpacks the tables of objects with a limit before PDFBox does so without one. */
    private static void refuseBombs(RandomAccessFile in, Limits limits) throws IOException {
        long total = 0;
        var window = new byte[1 << 20];
        int overlap = 16;
        for (long from = 0; from < in.length(); from += window.length - overlap) {
            in.seek(from);
            int length = readFully(in, window);
            for (int i = 0; i + 7 < length; i++) {
                if (window[i] == '/' && (i < length - overlap || from + length >= in.length()) && isTable(window, i)) {
                    total += unpackedTable(in, from + i, limits.unpackedBytes() - total);
                }
            }
            if (length < window.length) {
                return;
            }
        }
    }

    private static int readFully(RandomAccessFile in, byte[] window) throws IOException {
        int length = 0;
        for (int n = in.read(window); n > 0; n = length < window.length ? in.read(window, length, window.length - length) : 0) {
            length += n;
        }
        return length;
    }

    private static boolean isTable(byte[] window, int at) {
        var name = Inspector.text(window, at, 7);
        return name.equals("/ObjStm") || name.startsWith("/XRef") && !Character.isLetterOrDigit(name.charAt(5));
    }

    /** How much the stream whose dictionary holds this place unpacks to. */
    private static long unpackedTable(RandomAccessFile in, long at, long left) throws IOException {
        var place = in.getFilePointer();
        try {
            long begin = Math.max(0, at - 1024);
            var around = Inspector.text(Inspector.read(in, begin, 4096), 0, 4096);
            int name = (int) (at - begin);
            int data = around.indexOf("stream", name);
            if (data < 0) {
                return 0;
            }
            var dictionary = around.substring(Math.max(0, around.lastIndexOf(" obj", name)), data);
            int first = dictionary.indexOf("FlateDecode");
            if (first < 0) {
                return 0;
            }
            if (dictionary.indexOf("FlateDecode", first + 1) >= 0) {
                throw Refusals.bomb();
            }
            data += "stream".length();
            data += around.startsWith("\r\n", data) ? 2 : 1;
            return inflated(in, begin + data, Math.min(MAX_TABLE, left));
        } finally {
            in.seek(place);
        }
    }

    private static long inflated(RandomAccessFile in, long from, long limit) throws IOException {
        var inflater = new Inflater();
        try {
            var packed = new byte[64 * 1024];
            var unpacked = new byte[64 * 1024];
            in.seek(from);
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    int n = in.read(packed);
                    if (n <= 0) {
                        break;
                    }
                    inflater.setInput(packed, 0, n);
                }
                if (inflater.inflate(unpacked) == 0 && (inflater.needsDictionary() || !inflater.needsInput() && !inflater.finished())) {
                    break;
                }
                if (inflater.getBytesWritten() > limit) {
                    throw Refusals.bomb();
                }
            }
            return inflater.getBytesWritten();
        } catch (DataFormatException e) {
            // PDFBox will say what is wrong with it
            return inflater.getBytesWritten();
        } finally {
            inflater.end();
        }
    }
}
